import type { Time } from '@baton/shared/ids.ts'
import { textOf } from './history.ts'
import type { Shopper } from './outage-people.ts'
import { threadsOf } from './outage-people.ts'
import type { OutageWorld } from './outage-world.ts'

/**
 * lost, doubled, reordered: words at the desk · unheard: an agent's word is not in the widget · ended: a stay that nobody ended · open:
 * who left is still open at the desk · untold: a word did not show that it waits · stale: it still shows · buried: a dead letter · owed:
 * something is still to be done · knocking: too many calls while the desk was out · breach: against the vendor's contract.
 */
export type FaultKind =
  | 'lost'
  | 'doubled'
  | 'reordered'
  | 'unheard'
  | 'ended'
  | 'open'
  | 'untold'
  | 'stale'
  | 'buried'
  | 'owed'
  | 'knocking'
  | 'breach'
export type Fault = { kind: FaultKind; says: string }

/** While the desk is out every word that waits for it says so. */
export const faultsWhileOut = (shoppers: Shopper[]): Fault[] =>
  shoppers.flatMap(({ tab, said, saidBefore }) => {
    const out = new Set(said.slice(saidBefore))
    return tab.queue.sent.flatMap(({ order, acked }): Fault[] => {
      if (order.kind !== 'text' || !out.has(order.text)) return []
      const state = tab.view.status?.trouble[String(acked?.seq)]
      return state === 'late' || state === 'checking'
        ? []
        : [fault('untold', `${order.text} is ${state ?? 'not late'}`)]
    })
  })

/** A probe per half a minute, and those calls that find out that it is out. */
export function knocking(calls: number, out: number): Fault[] {
  const most = 30 + out / 30_000
  return calls > most ? [fault('knocking', `${calls} calls, ${most} at most`)] : []
}

/** When the desk is back, it has everything, and so have the visitors; nothing is left to be done but to look now and then. */
export async function faultsAfter(world: OutageWorld, shoppers: Shopper[]): Promise<Fault[]> {
  const threads = threadsOf(world)
  const each = shoppers.flatMap((shopper) => [
    ...atTheDesk(world, shopper, threads.get(shopper.name) ?? []),
    ...inTheWidget(shopper),
  ])
  const buried = (await world.store.outbox.buried(null)).map(({ task, why }) =>
    fault('buried', `${task.kind}: ${why.code}`),
  )
  const late = await world.store.outbox.overdue(world.clock.now() as Time, 1)
  return [
    ...each,
    ...buried,
    ...late.map(({ task }) => fault('owed', task.kind)),
    ...world.desk.breaches().map((says) => fault('breach', says)),
  ]
}

function atTheDesk({ desk }: OutageWorld, { name, said, leaves }: Shopper, threads: string[]): Fault[] {
  const [id, ...more] = threads
  if (id === undefined) return [fault('lost', `${name} has no thread`)]
  if (more.length > 0) return [fault('doubled', `${name} has ${threads.length} threads`)]
  const { lines, open } = desk.thread(id)
  const there = lines
    .filter(({ by }) => by === 'visitor')
    .flatMap(({ text }) => said.filter((word) => text.includes(word)))
  const missing = said.filter((word) => !there.includes(word))
  const twice = there.filter((word, n) => there.indexOf(word) !== n)
  const firsts = there.filter((word, n) => there.indexOf(word) === n)
  const inOrder = said.filter((word) => firsts.includes(word)).every((word, n) => word === firsts[n])
  return [
    ...missing.map((word) => fault('lost', word)),
    ...twice.map((word) => fault('doubled', word)),
    ...(inOrder ? [] : [fault('reordered', firsts.join(' '))]),
    ...(open === leaves ? [fault('open', `the thread of ${name} is ${open ? 'open' : 'closed'}`)] : []),
  ]
}

function inTheWidget({ name, tab, leaves, heard }: Shopper): Fault[] {
  const events = tab.view.stretches.flatMap((stretch) => stretch.events)
  const shown = events.flatMap((event) => (event.kind === 'agentSaid' ? [textOf(event.message)] : []))
  const ends = events.flatMap((event) => (event.kind === 'handoffEnded' ? [event.how] : []))
  const wanted = leaves ? 'left' : ''
  const trouble = Object.values(tab.view.status?.trouble ?? {})
  return [
    ...(shown.join() === heard.join() ? [] : [fault('unheard', `${name} was shown ${shown.join() || 'nothing'}`)]),
    ...(ends.join() === wanted ? [] : [fault('ended', `the stay of ${name}: ${ends.join() || 'goes on'}`)]),
    ...(trouble.length === 0 ? [] : [fault('stale', `${name} is still shown ${trouble.join()}`)]),
  ]
}

const fault = (kind: FaultKind, says: string): Fault => ({ kind, says })
