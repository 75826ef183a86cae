import type { Tab } from '../drive/tab.ts'
import { createVisitor, type Visitor } from '../drive/visitor.ts'
import { pause, waitFor } from '../drive/waiting.ts'
import type { OutageWorld } from './outage-world.ts'

/** A visitor with one tab, and what they and their agent say: every word of a trial is another. */
export type Shopper = {
  name: string
  visitor: Visitor
  tab: Tab
  /** Leaves while the desk is out. */
  leaves: boolean
  /** Is answered by an agent while the desk is out: nobody outside can know. */
  answered: boolean
  said: string[]
  /** Before the desk went out. */
  saidBefore: number
  heard: string[]
}

const oneIn = 10

export function createShoppers({ dice, address, site, origin }: OutageWorld, many: number): Shopper[] {
  return Array.from({ length: many }, (_, n) => {
    const name = `v${n + 1}`
    const visitor = createVisitor({
      name,
      address: () => address,
      site,
      origin,
      dice: dice.fork(name),
      patience: 20_000,
    })
    const turns = { leaves: n % oneIn === 1, answered: n % oneIn === 2 }
    return { name, visitor, tab: visitor.openTab(), ...turns, said: [], saidBefore: 0, heard: [] }
  })
}

export function say(shopper: Shopper): void {
  const word = `[${shopper.name} ${shopper.said.length + 1}]`
  shopper.said.push(word)
  shopper.tab.say(word)
}

export function answer({ desk }: OutageWorld, shopper: Shopper, thread: string): void {
  const word = `[agent of ${shopper.name}, ${shopper.heard.length + 1}]`
  shopper.heard.push(word)
  desk.agent.reply(thread, word)
}

/** Threads by the visitor who speaks in them. */
export function threadsOf({ desk }: OutageWorld): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { id, lines } of desk.threads()) {
    const name = lines.map(({ text }) => /^\[(v\d+) /.exec(text)?.[1]).find((one) => one !== undefined)
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), id])
  }
  return found
}

/** A few at a time, each until they are acknowledged. */
export async function inTurn(shoppers: Shopper[], act: (shopper: Shopper) => void): Promise<void> {
  const waiting = shoppers.values()
  const lane = async (): Promise<void> => {
    for (const shopper of waiting) {
      act(shopper)
      await waitFor(`${shopper.name} is acknowledged`, () => shopper.tab.isQuiet(), 30_000)
    }
  }
  await Promise.all(Array.from({ length: 20 }, lane))
}

/** Waits by the clock of the trial. */
export async function clockReaches({ clock }: OutageWorld, time: number): Promise<void> {
  while (clock.now() < time) await pause(5)
}
