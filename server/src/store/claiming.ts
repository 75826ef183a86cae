import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Delivery, Lane, Task } from '../conversation/deliveries.ts'
import type { AccountId } from '../conversation/ids.ts'
import { type Fence, readyLane } from './queries/lanes.ts'
import { lockConversation } from './queries/log.ts'
import * as ask from './queries/outbox.ts'
import type { Step } from './statement.ts'
import type { Claim } from './store.ts'
import { change, read, type Work } from './work.ts'

type Claiming = { owner: string; lease: Ms; limit: number; perAccount: number; now: Time; after: string }
type Share = { share: string; due: number }
type ShareOf = { site: string; account: AccountId | '' }

/** Claims of a dead server that one round takes over at most. */
const atOnce = 100

/** An earlier delivery may have come back to the lane meanwhile, so it is not the inherited one that is ready, but the first. */
export const inheriting = <R>({ conversation, lane }: Fence, inherit: Step<R>): Step<R>[] => [
  lockConversation({ id: conversation }) as Step<never>,
  inherit,
  readyLane({ conversation, lane }) as Step<never>,
]

/** Outbox.claim: `after` is the site that was served last, so that the next one comes first; `site`: the one to go on after. */
export function* claim(claiming: Claiming): Work<{ claims: Claim[]; site: string }> {
  const { limit, now } = claiming
  const look = () =>
    read(ask.leasesOver({ limit: atOnce }), ask.dueShares({ now, limit }), ask.heldByAccount({}), ask.gates({}))
  let [over, shares, held, gates] = yield* look()
  if (over.length > 0) {
    yield* change(...over.flatMap((fence) => inheriting(fence, ask.inheritOverdue(fence))))
    ;[, shares, held, gates] = yield* look()
  }
  const due = shares.filter((share) => share.due > 0)
  if (due.length === 0) return { claims: [], site: claiming.after }

  const room = new Map(due.map(({ share }) => [shareOf(share).account, claiming.perAccount]))
  for (const { account, held: taken } of held) room.set(account, claiming.perAccount - taken)
  const probing = new Set<AccountId | ''>()
  for (const { account, until, probe_until } of gates) {
    const passes = until <= now && probe_until <= now
    if (passes) probing.add(account)
    room.set(account, passes ? Math.min(1, room.get(account) ?? 0) : 0)
  }
  room.set('', Number.POSITIVE_INFINITY)

  const probe = (now + claiming.lease) as Time
  const { served, last } = deal(due, room, limit, claiming.after)
  if (served.size === 0) return { claims: [], site: claiming.after }
  const steps = [...served].flatMap(([share, most]) =>
    take(share, most, claiming, probing.has(shareOf(share).account) ? probe : null),
  )
  const [, ...taken] = yield* change(ask.takeTurn({}), ...steps)
  const claims = taken.flat().map((row) => claimOf(row, probing.has(row.account) ? probe : null))
  return { claims, site: last }
}

type Taken = ReturnType<typeof ask.claimShare> extends Step<infer R> ? R : never

function take(share: string, most: number, { owner, lease, now, perAccount }: Claiming, probe: Time | null) {
  const { account } = shareOf(share)
  // What is ours needs nobody's room.
  const room = account === '' ? most : perAccount
  const claimed = ask.claimShare({ owner, lease, share, account, now, most, perAccount: room })
  if (account === '' || probe === null) return [claimed]
  const sent: Step<unknown> = ask.probeSent({ account, now, until: probe })
  return [claimed, sent as Step<never>]
}

/** Deals `limit` turns round and round over the sites, beginning after `after`. A site's shares take turns among themselves. */
function deal(due: Share[], room: Map<string, number>, limit: number, after: string) {
  const sites = new Map<string, Share[]>()
  for (const one of due) {
    const { site } = shareOf(one.share)
    sites.set(site, [...(sites.get(site) ?? []), { ...one }])
  }
  const names = [...sites.keys()].sort()
  const start = names.findIndex((name) => name > after)
  const order = start > 0 ? [...names.slice(start), ...names.slice(0, start)] : names

  const served = new Map<string, number>()
  let last = after
  let left = limit
  for (let went = true; went && left > 0; ) {
    went = false
    for (const site of order) {
      const shares = sites.get(site) ?? []
      const next = shares.findIndex(({ share, due }) => due > 0 && (room.get(shareOf(share).account) ?? 0) > 0)
      const [one] = next < 0 ? [] : shares.splice(next, 1)
      if (!one || left === 0) continue
      const { account } = shareOf(one.share)
      shares.push({ ...one, due: one.due - 1 })
      room.set(account, (room.get(account) ?? 0) - 1)
      served.set(one.share, (served.get(one.share) ?? 0) + 1)
      left -= 1
      last = site
      went = true
    }
  }
  return { served, last }
}

/** A share is the site, a space, and the account; a site's key holds no space. */
export function shareOf(share: string): ShareOf {
  const space = share.indexOf(' ')
  return { site: share.slice(0, space), account: share.slice(space + 1) as AccountId | '' }
}

function claimOf(row: Taken, probe: Time | null): Claim {
  const delivery: Delivery = {
    id: row.id,
    lane: row.lane as Lane,
    account: row.account === '' ? null : row.account,
    handoff: row.handoff,
    wait: 0,
    task: JSON.parse(row.task) as Task,
  }
  return {
    delivery,
    conversation: row.conversation,
    site: row.site,
    token: row.token,
    attempts: row.attempts,
    doubts: row.doubts,
    doubt: row.doubt === 1,
    madeAt: row.made_at,
    troubledAt: row.troubled_at,
    probe,
  }
}
