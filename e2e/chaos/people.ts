import { type Agent, createAgent, type DeskThread } from '../drive/agent.ts'
import type { Dice } from '../drive/dice.ts'
import type { Tab } from '../drive/tab.ts'
import { createVisitor, type Visitor } from '../drive/visitor.ts'
import { pause } from '../drive/waiting.ts'
import { bodyOf, textOf } from './history.ts'
import { roughLine } from './proxy.ts'
import type { World } from './world.ts'

/** A visitor of a trial with what the runner notes of each tab. */
export type Chatter = { visitor: Visitor; seen: Map<string, number>[]; frames: string[] }

/** How roughly the lines of visitors behave, from 0 to 1; a trial turns it down at its end. */
export type Roughness = { lines: number }

export function createChatter(world: World, name: string): Chatter {
  const frames: string[] = []
  const chatter: Chatter = {
    frames,
    seen: [],
    visitor: createVisitor({
      name,
      address: () => world.dice.one(world.seats).visitors.address,
      site: world.site,
      origin: world.origin,
      dice: world.dice.fork(name),
      patience: 1_500,
      onFrame: (json) => void frames.push(json),
    }),
  }
  return chatter
}

export function openTab(chatter: Chatter, dice: Dice): Tab {
  const tab = chatter.visitor.openTab({ transports: dice.happens(0.25) ? ['polling', 'websocket'] : ['websocket'] })
  const seen = new Map<string, number>()
  chatter.seen.push(seen)
  return tab
}

/** Notes when a tab first showed something; asked often, since a tab has no memory of times. */
export function lookAtTabs({ visitor, seen }: Chatter): void {
  visitor.tabs.forEach((tab, n) => {
    const known = seen[n]
    if (!known) return
    for (const { events } of tab.view.stretches) {
      for (const event of events) {
        const name =
          event.kind === 'visitorSaid' ? event.key : event.kind === 'agentSaid' ? textOf(event.message) : null
        if (name !== null && !known.has(name)) known.set(name, performance.now())
      }
    }
  })
}

/**
 * What one visitor does until it is `over`: writes in both tabs, asks for a person, leaves, reloads, loses lines. While servers
 * die they do not say more than they would in a lively chat: a trial is not a flood.
 */
export async function chat(chatter: Chatter, dice: Dice, over: () => boolean): Promise<void> {
  const { name } = chatter.visitor
  let count = 0
  const tabs = [openTab(chatter, dice)]
  if (dice.happens(0.7)) await pause(dice.between(0, 300))
  tabs.push(openTab(chatter, dice))
  const asksAfter = dice.between(0, 4)
  for (let acts = 0; !over() && acts < mostActs; acts++) {
    const tab = dice.one(tabs)
    const say = (what: string) => tab.say(bodyOf(`${name}${tab === tabs[0] ? 'a' : 'b'}`, count++, what))
    if (acts === asksAfter) {
      if (dice.happens(0.5)) tab.order({ kind: 'act', action: 'person' })
      else say('a human please')
    }
    await act(tab, dice, say)
    // The longer they have talked, the slower: a late start of a busy machine still finds somebody who talks.
    await pause(dice.between(10, 120) + acts * 10)
  }
}

const mostActs = 40

async function act(tab: Tab, dice: Dice, say: (what: string) => void): Promise<void> {
  const throwing = dice.between(0, 99)
  if (throwing < 62) say(dice.one(words))
  else if (throwing < 70) tab.say('ok')
  else if (throwing < 74) tab.order({ kind: 'act', action: 'person' })
  else if (throwing < 77) tab.order({ kind: 'act', action: 'leave' })
  else if (throwing < 82) tab.reload()
  else if (throwing < 88) tab.cut()
  else if (throwing < 92) tab.wake()
  else if (throwing < 96) await sendAgain(tab, dice)
  else tab.typing(true)
}

const words = [
  'hello',
  'what are your hours?',
  'the price?',
  'it does not work',
  'ÄÖÜ 漢字 🙂',
  'two\nlines',
  '<b>bold</b> & "quoted"',
]

/** No marks of HTML: a desk's own editor makes some, so they are taken for markup. */
const answers = ['hello', 'let me see', 'is it better now?', 'ÄÖÜ 漢字 🙂', 'two\nlines']

/** As a widget that never saw the answer. */
async function sendAgain(tab: Tab, dice: Dice): Promise<void> {
  const acked = tab.queue.sent.filter((one) => one.acked)
  if (acked.length > 0) await tab.queue.again(dice.one(acked).key)
}

/** Lines of visitors: as rough as it is told to be. */
export function layLines(world: World, roughness: Roughness): void {
  const dice = world.dice.fork('lines')
  for (const { visitors } of world.seats) visitors.faults(() => roughLine(dice, roughness.lines))
}

/** The agents of the desk: they answer what they find, note things among themselves, assign, and resolve. */
export function staff(world: World): { agents: Agent[]; work(over: () => boolean): Promise<void> } {
  const { desk } = world
  const dice = world.dice.fork('staff')
  const agents = ['Ann Archer', 'Ben Brook'].map((name) => createAgent(desk, name))
  const answered = new Map<string, number>()
  let count = 0

  async function answer(thread: DeskThread): Promise<void> {
    const heard = thread.lines.filter(({ by }) => by === 'visitor').length
    if (!thread.open || heard <= (answered.get(thread.id) ?? 0)) return
    const agent = dice.one(agents)
    if (dice.happens(0.3)) return
    answered.set(thread.id, heard)
    if (dice.happens(0.4)) agent.assign(thread.id)
    if (dice.happens(0.25)) agent.note(thread.id, `canary-${dice.between(1e9, 2e9)}-note`)
    for (let times = dice.between(1, 2); times > 0; times--) {
      agent.reply(thread.id, bodyOf(`g${agents.indexOf(agent)}`, count++, dice.one(answers)))
      // Nobody writes twice within a millisecond; the desk's own order would not tell them apart.
      await pause(4)
    }
    if (dice.happens(0.15)) agent.resolve(thread.id)
    if (desk.kind === 'livechat') stray(thread.id)
  }

  /** What LiveChat does by itself, or agents with little care: the router archives a chat, somebody lets go of it. */
  function stray(thread: string): void {
    const throwing = dice.between(0, 99)
    const { open, agent: holder } = desk.thread(thread)
    if (!open) return
    if (throwing < 5) desk.fallAsleep(thread)
    else if (throwing < 12 && holder !== null) desk.as(holder).leave(thread)
  }

  return {
    agents,
    async work(over) {
      while (!over()) {
        for (const { id } of desk.threads()) await answer(desk.thread(id))
        await pause(dice.between(15, 90))
      }
    },
  }
}
