import type { ConversationId, Ms, Seq, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import type { Clock } from '../../clock.ts'
import { type Decision, nothing } from '../../conversation/decision.ts'
import type { Delivery, Lane } from '../../conversation/deliveries.ts'
import type { EventBody } from '../../conversation/events.ts'
import type { AccountId, DeliveryId, HandoffId, Origin, ThreadId } from '../../conversation/ids.ts'
import type { Claim, Store } from '../store.ts'

/** An engine with an empty database, for one test. */
export interface Place {
  readonly store: Store
  /** A second server on the same database; where only one is possible, the same one. */
  readonly other: Store
  /** Turns the hands of every clock, that of leases too. */
  pass(ms: Ms): Promise<void>
  now(): Time
  close(): Promise<void>
}

export type MakePlace = () => Promise<Place>

/** A clock whose hands stand still until they are turned. */
export function createHands(): Clock & { turn(ms: Ms): void } {
  let at = Date.UTC(2026, 10, 20)
  return {
    now: () => at as Time,
    after: () => () => {},
    turn(ms) {
      at += ms
    },
  }
}

export const site = 'acme' as SiteId
export const otherSite = 'zoo' as SiteId
export const account = 'freshchat:a1' as AccountId
export const otherAccount = 'livechat:b2' as AccountId
export const lease: Ms = 60_000

let count = 0
const fresh = (what: string): string => `${what}-${String(++count).padStart(6, '0')}`
export const newVisitor = () => fresh('visitor') as VisitorId
export const newConversation = () => fresh('conversation') as ConversationId
export const newHandoff = () => fresh('handoff') as HandoffId
export const newThread = () => fresh('thread') as ThreadId
export const origin = (name = fresh('origin')) => name as Origin

export const begun = (store: Store, at: SiteId = site): Promise<ConversationId> =>
  store.log.begin(at, newVisitor(), newConversation())

export const said = (text: string): EventBody => ({ kind: 'visitorSaid', key: null, message: textMessage(text) })
export const decision = (parts: Partial<Decision>) => (): Decision => ({ ...nothing, ...parts })
export const saying = (...texts: string[]) => decision({ events: texts.map(said) })

export function delivery(lane: Lane, parts: Partial<Delivery> = {}): Delivery {
  const task = { kind: 'say', target: 1 as Seq } as const
  return { id: fresh('delivery') as DeliveryId, lane, account: null, handoff: null, wait: 0, task, ...parts }
}

/** Owes deliveries; answers with their ids in order. */
export async function owe(store: Store, id: ConversationId, ...deliveries: Delivery[]): Promise<DeliveryId[]> {
  await store.log.write(id, { origin: origin() }, decision({ deliveries }))
  return deliveries.map((one) => one.id)
}

export const idsOf = (claims: Claim[]): string[] => claims.map((claim) => claim.delivery.id).sort()
export const take = (store: Store, limit = 100, perAccount = 100, owner = 'me'): Promise<Claim[]> =>
  store.outbox.claim(owner, lease, limit, perAccount)

/** The only claim there is to have. */
export async function takeOne(store: Store, owner = 'me'): Promise<Claim> {
  const claims = await take(store, 1, 100, owner)
  const [claim] = claims
  if (!claim) throw new Error('nothing to claim')
  return claim
}

/** A stay with a desk, as the log tells of it. */
export function requested(handoff: HandoffId, parts: { account?: AccountId } = {}): EventBody {
  return {
    kind: 'handoffRequested',
    handoff,
    desk: 'support',
    account: parts.account ?? account,
    siteVersion: 1,
    by: 'visitor',
    reason: 'asked',
    summary: null,
    deadline: 0 as Time,
  }
}

export function opened(handoff: HandoffId, thread: ThreadId): EventBody {
  return { kind: 'threadOpened', handoff, thread, stretch: null, openedAt: 1 as Time, url: null, vendorIds: [] }
}
