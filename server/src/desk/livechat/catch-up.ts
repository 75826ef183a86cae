import type { Ms } from '@baton/shared/ids.ts'
import type { VendorTime } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done } from '../../outcome.ts'
import type { Desk, DeskEvent, Thread } from '../desk.ts'
import type { Agents } from './agents.ts'
import { asGone } from './chats.ts'
import { vendorTime } from './convert.ts'
import type { Customers } from './customers.ts'
import type { Keeps } from './file-hosts.ts'
import { type MarkFacts, type Reached, readMark, writeMark } from './mark.ts'
import { nobodyThere } from './mint.ts'
import { ratingOf } from './rating.ts'
import type { Place, Surface } from './said.ts'
import { actorOf, eventOf, versionOf } from './said.ts'
import type { Sightings } from './sightings.ts'
import type { Staff } from './staff.ts'
import { isForbidden } from './staff.ts'
import { queued, queuedId } from './states.ts'
import { newestThread, type Read, walkBack } from './threads.ts'
import { editOf, reopenedBy } from './told.ts'
import type { VendorChat, VendorThread } from './wire.ts'

type CaughtUp = Awaited<ReturnType<Desk['catchUp']>> extends Outcome<infer T> ? T : never

export type CatchingUp = {
  staff: Staff
  customers: Customers
  agents: Pick<Agents, 'met'>
  sightings: Pick<Sightings, 'wording' | 'isReworded' | 'mended' | 'bury'>
  /** On the agents' side an event is by that author. */
  wrote(event: string, author: string): void
  keeps: Keeps
}

/** Events may come into lists late and out of order; each look goes back a little behind the former one. */
const overlap: Ms = 120_000
/** Ids that a mark remembers: what was told is not told again at each look. */
const mostSeen = 100
/** Of a version's name: enough to tell two wordings of one event apart, in a mark that is written at each look. */
const versionLength = 8

/**
 * State by level, events by id; oldest first within one call. Read in the account's name, where agents have the ids that webhooks
 * give them; where the token may not do that, in the customer's, where they have others (vendors/livechat.md §0.8): then what
 * agents said is told, and who has it is not.
 */
export async function catchUp(from: CatchingUp, thread: Thread, given: string | null): Promise<Outcome<CaughtUp>> {
  const mark = readMark(given)
  const looked = await look(from, thread)
  if (looked.kind !== 'done') return asGone(looked)
  const { read, surface, chat, newest, date } = looked.value
  if (surface === 'agents') for (const user of chat.users) if (user.type !== 'customer') from.agents.met(user)
  if (surface === 'agents')
    for (const { id, author_id } of newest.events) if (id && author_id) from.wrote(id, author_id)

  const since = mark.to === null ? thread.openedAt : Math.max(mark.to - overlap, thread.openedAt)
  // A stay begins in its own thread; and what is older than a thread ended before that one began.
  const isEnough = ({ id, created_at }: VendorThread) => id === thread.stretch || (vendorTime(created_at) ?? 0) <= since
  const walked = await walkBack(read, thread.id, { newest, page: mark.page ?? null }, isEnough)
  if (walked.kind !== 'done') return asGone(walked)
  const { threads, page } = walked.value

  const place: Omit<Place, 'stretch'> = { account: thread.account, thread: thread.id, surface, keeps: from.keeps }
  const told = threads.toReversed().flatMap((one) => eventsOf(place, one))
  const seen = new Set([...mark.seen, ...mark.gone])
  for (const event of told) if (event.kind === 'deleted') from.sightings.bury(event.target)
  const fresh = told.filter((event) => !seen.has(event.id) && (event.kind === 'deleted' || event.at >= since))
  const reworded = told.flatMap((event) => rewordedOf(event, mark.words[event.id], from.sightings))
  const rated = date === null ? [] : threads.flatMap((one) => ratingIn(place, one, date))
  const queue = newest.queue && newest.active !== false && date !== null ? newest.queue : undefined
  const waits: DeskEvent[] = queue
    ? [
        {
          ...{ account: thread.account, thread: thread.id, stretch: newest.id ?? null },
          ...{ id: queuedId(newest.id ?? '', queue), at: date as NonNullable<typeof date> },
          ...queued(queue),
        },
      ]
    : []

  const reached = reach(mark, told, rated)
  return done({
    events: [...fresh, ...[...reworded, ...rated, ...waits].filter(({ id }) => !seen.has(id))],
    state: {
      open: newest.active !== false,
      agent: surface === 'agents' ? holderOf(chat) : undefined,
      stretch: newest.id ?? null,
      at: date,
    },
    mark: writeMark(page === null ? (mark.top ?? reached) : { ...mark, page, top: mark.top ?? reached }),
    more: page !== null,
  })
}

type Looked = {
  read: Read
  surface: Surface
  chat: VendorChat
  newest: VendorThread
  date: CaughtUp['state']['at']
}

async function look({ staff, customers }: CatchingUp, thread: Thread): Promise<Outcome<Looked>> {
  const byStaff: Read = (action, payload) => staff('agent', action, payload, 'get')
  const seen = await newestThread(byStaff, thread.id)
  if (seen.kind === 'done') {
    const { chat, thread: newest, date } = seen.value
    return done({ read: byStaff, surface: 'agents', chat, newest, date })
  }
  if (!isForbidden(seen)) return seen
  const caller = customers.as(thread.visitor.id)
  const own: Read = (action, payload) => caller(action, payload, 'get')
  const theirs = await newestThread(own, thread.id)
  if (theirs.kind === 'refused' && theirs.why.code === nobodyThere) return { kind: 'gone', why: 'deleted' }
  if (theirs.kind !== 'done') return theirs
  const { chat, thread: newest, date } = theirs.value
  return done({ read: own, surface: { customer: thread.visitor.id }, chat, newest, date })
}

function eventsOf(place: Omit<Place, 'stretch'>, thread: VendorThread): DeskEvent[] {
  const stretch = thread.id ?? null
  const again = reopenedBy(place, thread)
  const events = thread.events.flatMap((event) => eventOf({ ...place, stretch }, event) ?? [])
  return [...(again ? [again] : []), ...events]
}

/** Somebody edited it, and the webhook of that was lost, or overtook another: `looked` is what the former look saw. */
function rewordedOf(event: DeskEvent, looked: string | undefined, sightings: CatchingUp['sightings']): DeskEvent[] {
  if (event.kind !== 'said' || event.by.kind === 'visitor') return []
  const now = versionOf(event)
  const heard = sightings.wording(event.id, now)
  if (heard && heard.last !== now) {
    if (heard.told) sightings.mended(event.id, now)
    else sightings.isReworded(event.id, now)
    return [editOf(event, heard.told ? heard.last : null)]
  }
  return looked === undefined || now.startsWith(looked) ? [] : [editOf(event)]
}

function ratingIn(place: Omit<Place, 'stretch'>, { id, properties }: VendorThread, at: VendorTime): DeskEvent[] {
  const rated = ratingOf({ ...place, stretch: id ?? null }, properties, at)
  return rated ? [rated] : []
}

function reach(mark: MarkFacts, told: DeskEvent[], rated: DeskEvent[]): Reached {
  const to = told.reduce((latest, { at }) => Math.max(latest, at), mark.to ?? 0)
  const near = told.filter((event) => event.kind !== 'deleted' && event.at >= to - overlap).map(({ id }) => id)
  const gone = told.filter((event) => event.kind === 'deleted').map(({ id }) => id)
  const words = told
    .flatMap((event): [string, string][] =>
      event.kind === 'said' && event.by.kind !== 'visitor'
        ? [[event.id, versionOf(event).slice(0, versionLength)]]
        : [],
    )
    .reverse()
  return {
    to: to === 0 ? null : to,
    seen: [...new Set([...rated.map(({ id }) => id), ...near.reverse(), ...mark.seen])].slice(0, mostSeen),
    gone: [...new Set([...gone, ...mark.gone])].slice(0, mostSeen),
    words: Object.fromEntries([...words, ...Object.entries(mark.words)].slice(0, mostSeen).reverse()),
  }
}

/** Supervisors are there and nobody's; whoever left stays in the list (§6.2). */
function holderOf({ users }: VendorChat): string | null {
  const holder = users.find(
    ({ id, type, visibility, present }) =>
      type === 'agent' && visibility === 'all' && present === true && actorOf(id).kind !== 'visitor',
  )
  return holder?.id ?? null
}
