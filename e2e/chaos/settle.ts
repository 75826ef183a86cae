import { type DeskThread, deskTruth } from '../drive/agent.ts'
import type { Tab } from '../drive/tab.ts'
import { comes, pause } from '../drive/waiting.ts'
import { textOf } from './history.ts'
import { owing } from './owing.ts'
import { type Chatter, lookAtTabs } from './people.ts'
import type { World } from './world.ts'

/**
 * Waits until everything that was begun has come to its end, as far as one sees from outside. What has not in time is told;
 * null: all is quiet.
 */
export async function settle(world: World, chatters: Chatter[], within: number): Promise<string | null> {
  const end = performance.now() + within
  const left = () => Math.max(1, end - performance.now())
  let why = await quiet(world, chatters, within)
  // What is owed may still change something.
  while (why === null) {
    await world.desk.hooks.quiet()
    const [owed] = await owing(world.place)
    if (owed === undefined) break
    if (performance.now() > end) why = owed
    else {
      await pause(50)
      why = await quiet(world, chatters, left())
    }
  }
  // What was settled a moment before that may be on its way to the tabs.
  if (why === null) {
    for (const { visitor } of chatters) for (const tab of visitor.tabs) tab.wake()
    why = await quiet(world, chatters, left())
  }
  if (why === null) return null
  const health = await Promise.all(world.seats.map((seat) => seat.health()))
  return `${why} (${health.join('; ')})`
}

async function quiet(world: World, chatters: Chatter[], within: number): Promise<string | null> {
  let wakeAt = 0
  let why: string | null = null
  await comes(
    () => {
      for (const chatter of chatters) lookAtTabs(chatter)
      if (performance.now() > wakeAt) {
        wakeAt = performance.now() + 400
        for (const { visitor } of chatters) for (const tab of visitor.tabs) tab.wake()
      }
      const now = restless(world, chatters)
      // Tabs that are just asked whether there is news say nothing of what is missing.
      if (now === null || !now.includes('is not quiet') || why === null) why = now
      return now === null
    },
    within,
    25,
  )
  return why
}

function restless(world: World, chatters: Chatter[]): string | null {
  for (const { visitor } of chatters) {
    const loud = visitor.tabs.findIndex((tab) => !isQuiet(tab))
    if (loud >= 0) return `${visitor.name}, tab ${loud + 1} is not quiet: ${describe(visitor.tabs[loud])}`
    if (!inStep(visitor.tabs)) return `the tabs of ${visitor.name} are not in step`
  }
  return soonOver(world, chatters) ?? restlessDesk(world, chatters) ?? unheard(world, chatters)
}

/** A wait that runs out while servers are being stopped would be told to nobody: rightly so, but it looks like a gap. */
function soonOver({ now, speed }: World, chatters: Chatter[]): string | null {
  const end = now() + 3_000 * speed
  const one = chatters.find(({ visitor }) => (visitor.tabs[0]?.view.status?.waiting?.deadline ?? end) < end)
  return one ? `the wait of ${one.visitor.name} is about to end` : null
}

const isQuiet = (tab: Tab): boolean => {
  const { status } = tab.view
  return tab.isQuiet() && status !== null && Object.values(status.trouble).every((trouble) => trouble === 'failed')
}

const describe = (tab: Tab | undefined): string =>
  JSON.stringify({
    connected: tab?.connected,
    waiting: tab?.queue.sent.filter(({ acked, refused }) => !acked && !refused).length,
    trouble: tab?.view.status?.trouble,
  })

const inStep = (tabs: Tab[]): boolean =>
  new Set(tabs.map(({ view }) => `${view.cursor?.conversation}/${view.cursor?.seq}`)).size === 1

/** Every stay that is under way is open at the desk with all that was said in it, and no other thread is open there. */
function restlessDesk({ desk }: World, chatters: Chatter[]): string | null {
  const threads = desk.threads()
  const texts = new Set(threads.flatMap(({ lines }) => lines.map(({ text }) => text)))
  const open = chatters.filter(({ visitor }) => ['waiting', 'agent'].includes(modeOf(visitor.tabs[0])))
  const said = open.flatMap(({ visitor }) => saidInStay(visitor.tabs[0]))
  const openThreads = threads.filter(({ open }) => open)
  const late = said.find((text) => !texts.has(text))
  if (late !== undefined) return `${late} is not at the desk`
  if (openThreads.length < open.length)
    return `${open.length} stays are under way, ${openThreads.length} threads are open`
  const forgotten = chatters.find(({ visitor }) => isForgotten(visitor.name, visitor.tabs[0], threads))
  if (forgotten) return `${forgotten.visitor.name}'s stay has ended, and the desk has it open`
  const unaware = open.find(({ visitor }) => modeOf(visitor.tabs[0]) === 'waiting' && isHeld(visitor.name, openThreads))
  return unaware ? `${unaware.visitor.name} has an agent and does not know` : null
}

/** Of several open threads one is of the stay that is under way; which one, only the store knows. */
function isHeld(name: string, openThreads: DeskThread[]): boolean {
  const theirs = openThreads.filter((thread) => isOf(name, thread))
  return theirs.length > 0 && theirs.every(({ agent }) => agent !== null)
}

const isOf = (name: string, { lines }: DeskThread): boolean =>
  lines.some(({ text, by }) => by === 'visitor' && text.startsWith(`[${name}`))

/** The visitor was told that the desk has ended it, and the desk has it open. */
function isForgotten(name: string, tab: Tab | undefined, threads: DeskThread[]): boolean {
  const theirs = threads.filter((thread) => isOf(name, thread))
  const end = tab?.view.stretches
    .at(-1)
    ?.events.findLast(({ kind }) => kind === 'handoffEnded' || kind === 'handoffResumed' || kind === 'handoffRequested')
  const ended = end?.kind === 'handoffEnded' && (end.how === 'resolved' || end.how === 'left')
  return ended && theirs.length > 0 && theirs.every(({ open }) => open)
}

const modeOf = (tab: Tab | undefined): string => tab?.view.status?.mode ?? ''

/** What the visitor said while people held the newest conversation, and which the desk did not refuse. */
function saidInStay(tab: Tab | undefined): string[] {
  const said: string[] = []
  let away = false
  for (const event of tab?.view.stretches.at(-1)?.events ?? []) {
    if (event.kind === 'handoffRequested' || event.kind === 'handoffResumed') away = true
    if (event.kind === 'handoffEnded') away = false
    if (event.kind === 'handoffEnded' && event.how === 'cancelled') said.length = 0
    const failed = tab?.view.status?.trouble[event.seq] === 'failed'
    if (event.kind === 'visitorSaid' && away && !failed) said.push(textOf(event.message))
  }
  return said
}

/** Everything that agents wrote is in some visitor's tab. */
function unheard({ desk }: World, chatters: Chatter[]): string | null {
  const shown = new Set(chatters.flatMap(({ seen }) => seen.flatMap((one) => [...one.keys()])))
  const written = deskTruth(desk).flatMap(({ lines }) => lines.filter(({ by, byApi }) => by === 'agent' && !byApi))
  const missing = written.find(({ text }) => !shown.has(text))
  return missing ? `${missing.text} is in no tab` : null
}
