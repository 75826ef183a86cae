// long because nearly thirty things can happen at LiveChat, and it tells of them by webhook, by push and by list.
/** For tests: one conversation at a simulated LiveChat, its webhooks and pushes late, doubled, disordered and lost, and what must come of it. */
import type { Dice } from '@baton/e2e/drive/dice.ts'
import { createDice } from '@baton/e2e/drive/dice.ts'
import type { DirectLivechat } from '@baton/e2e/vendors/livechat/direct.ts'
import { directLivechat } from '@baton/e2e/vendors/livechat/direct.ts'
import type { AgentRef, Seq } from '@baton/shared/ids.ts'
import { type Message, plainText } from '@baton/shared/message.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import type { Event } from '../../conversation/events.ts'
import { project } from '../../gateway/projection.ts'
import type { Desk, DeskEvent } from '../desk.ts'
import type { Stage } from '../histories-drive-rig.ts'
import { LateHooks, play } from '../histories-drive-rig.ts'
import type { Spoil as AnySpoil } from '../histories-stay-rig.ts'
import { Stay } from '../histories-stay-rig.ts'
import { differences } from '../histories-truth-rig.ts'
import type { Taken } from '../ingest.ts'
import { directDesk, organizationId, secret } from './direct-rig.ts'
import type { SocketGiven } from './live-socket.ts'

/** A promise broken on purpose: the battery must notice. */
export type Spoil = AnySpoil | 'pushesAreNew'

export type Outcomes = {
  problems: string[]
  /** All that a visitor's browser would get. */
  outbound: string
  hooks: number
  pushes: number
  deliveries: number
  lost: number
  /** Events of the agents that were first told by a push. */
  live: number
}

const agentRef = (vendor: string) =>
  `ref-${[...vendor].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7)}` as AgentRef

/** Plays one history to its end and says in what it differs from the account's own truth. */
export async function playHistory(
  seed: number,
  spoil: Spoil | null = null,
  /** Puts more into everything that LiveChat says. */
  salted: <T>(said: T) => T = (said) => said,
): Promise<Outcomes> {
  const dice = createDice(seed)
  const hooks = new LateHooks(dice.fork('hooks'), 0.2)
  const pushFates = dice.fork('pushes')
  let pushes = 0
  let stage: LivechatStage | null = null
  const vendor = directLivechat({
    ...{ organizationId, seed, secret },
    onHook: (body) => hooks.post(JSON.stringify(salted(JSON.parse(body)))),
    onPush(customer, action, payload) {
      pushes += 1
      // A socket keeps its order; what it loses, it loses in one piece, and now and then it is doubled.
      if (pushFates.happens(0.1)) stage?.cutSocket()
      for (let n = pushFates.happens(0.1) ? 2 : 1; n > 0; n--)
        stage?.pushed(customer, action, salted(structuredClone(payload)))
    },
  })
  vendor.account.url = 'https://cdn.livechat-files.com'
  oddHabits(vendor, dice)
  const network = dice.fork('network')
  stage = new LivechatStage(vendor, network, spoil, salted)
  await stage.begin(network)
  await play(stage, { dice, clock: vendor.clock, hooks, looks: spoil !== 'neverLooks' })
  // Their answers tell the time to the second: a look within the second of a webhook says nothing new of who has it.
  vendor.clock.advance(1_000)
  if (spoil !== 'neverLooks') await stage.look()
  return { problems: stage.problems(), outbound: stage.outbound(), ...hooks.counted, pushes, live: stage.live }
}

/** Each account has some of them. */
function oddHabits(vendor: DirectLivechat, dice: Dice): void {
  const habits = [
    ...(['uuidEvents', 'offsetTimes', 'recipientsEverywhere', 'namelessAgents', 'notPresent', 'leakNotes'] as const),
    ...(['supervisor', 'whisperBesideReply', 'unknownEvent', 'transferStorm', 'agentWithQueue', 'bareHook'] as const),
    ...(['shortPage', 'emptyLastPage', 'repeatingPage', 'nobodyFree', 'spacedStatus', 'stickyGroup'] as const),
  ]
  for (const habit of habits) if (dice.happens(0.15)) vendor.faults.set(habit)
}

class LivechatStage implements Stage {
  readonly stay: Stay
  live = 0
  readonly #vendor: DirectLivechat
  readonly #spoil: Spoil | null
  readonly #desk: Desk
  readonly #passings: Passing[] = []
  /** What a socket brought, in order. */
  #brought: DeskEvent[] = []
  /** What came too early, in the order in which it came; the inbox brings it again. */
  #early: DeskEvent[] = []
  #socket: SocketGiven | null = null
  #stopWatch: () => void = () => {}
  #said = 0

  constructor(vendor: DirectLivechat, dice: Dice, spoil: Spoil | null, salted: <T>(said: T) => T) {
    this.#vendor = vendor
    this.#spoil = spoil
    this.#desk = directDesk(vendor, {
      dice,
      losses: { before: 0.08, after: 0.25 },
      openSocket: (given) => this.#open(given),
      salted,
    })
    this.stay = new Stay({
      ...{ desk: this.#desk, agentRef, spoil: spoil === 'pushesAreNew' ? null : spoil, gone: 'gone' },
      facts: { name: 'Vera', email: 'vera@example.com' },
      visitorOf: (thread) => vendor.account.chat(thread)?.customer as never,
      pass: (passing) => void this.#passings.push(passing),
      looked: (event, taken) => this.#keep(event, taken),
    })
  }

  async begin(dice: Dice): Promise<void> {
    await this.stay.begin(dice)
    this.#stopWatch = this.#desk.watch(this.stay.thread(), {
      event: (event) => void this.#brought.push(event),
      passing: (passing) => void this.#passings.push(passing),
    })
    await this.settle()
  }

  async hear(body: string): Promise<boolean> {
    const events = this.#desk.read({ raw: Buffer.from(body), headers: new Headers() })
    if (events === 'forged') throw new Error('a true webhook was taken for forged')
    for (const event of events) this.#keep(event, await this.stay.hear(event))
    await this.#again()
    return true
  }

  #keep(event: DeskEvent, taken: Taken): void {
    if (taken === 'later') this.#early.push(event)
  }

  async #again(): Promise<void> {
    const early = this.#early
    this.#early = []
    for (const event of early) this.#keep(event, await this.stay.hear(event))
  }

  pushed(customer: string, action: string, payload: unknown): void {
    const ours = this.stay.world.now.handoff?.thread && this.stay.thread().visitor.id === customer
    if (ours) this.#socket?.heard(action, payload)
  }

  cutSocket(): void {
    this.#socket?.ended({ kind: 'lost' })
    this.#socket = null
  }

  /** Whatever a socket brought is taken in, and what came too early once more. */
  async settle(): Promise<void> {
    await turns()
    const brought = this.#brought
    this.#brought = []
    for (const event of brought) {
      const told = this.#spoil === 'pushesAreNew' ? this.stay.asNew(event) : event
      const before = this.stay.world.log.length
      this.#keep(event, await this.stay.into(told))
      if (event.kind === 'said' && event.by.kind !== 'visitor' && this.stay.world.log.length > before) this.live += 1
    }
    await this.#again()
  }

  async look(): Promise<void> {
    await this.stay.look()
    await this.settle()
  }

  /** Something happens at the desk, or the visitor writes in the widget. */
  async step(dice: Dice): Promise<void> {
    const id = this.stay.world.now.handoff?.thread
    const chat = id ? this.#vendor.account.chat(id) : undefined
    if (!id || !chat) return
    const agent = this.#vendor.agent(dice.one(['Ann Archer', 'Ben Brook']))
    const words = () => `${dice.one(['ok', 'yes', 'Hello & <welcome>', 'é한🙂', 'line\nline'])} ${this.#said++}`
    const own = () => {
      const events = chat.threads.flatMap((thread) => thread.events)
      const mine = events.filter((one) => one.author === agent.id && one.type === 'message' && !one.deleted)
      return mine.length > 0 ? dice.one(mine).id : null
    }
    const active = chat.threads.at(-1)?.active === true
    const buttons = [{ text: 'Yes', type: 'message', value: 'y', postback_id: 'CANARY-postback', user_ids: [] }]
    const always: (() => unknown)[] = [
      () => agent.note(id, `CANARY ${words()}`),
      () => this.#vendor.systemSays(id, 'something_new', `CANARY ${words()}`, dice.one(['all', 'agents'])),
      () => agent.tag(id, 'CANARY-tag'),
      () => this.#vendor.visitor.rate(id, dice.one([0, null])),
      () => own() && agent.remove(id, own() ?? ''),
      () => own() && agent.edit(id, own() ?? '', `edited ${words()}`),
      () => own() && agent.edit(id, own() ?? '', `edited ${words()}`),
      () => this.#vendor.visitor.rate(id, 1, words()),
      () => this.#vendor.foreign(),
      ...Array(2).fill(() => this.stay.world.say(dice.one(['ok', 'yes', words()]))),
    ]
    const whileActive: (() => unknown)[] = [
      ...Array(5).fill(() => agent.reply(id, words())),
      () => agent.reply(id, { type: 'rich_message', template_id: 'cards', elements: [{ title: words(), buttons }] }),
      () =>
        agent.reply(id, {
          type: 'rich_message',
          template_id: 'cards',
          elements: [words(), words()].map((title) => ({ title, buttons })),
        }),
      () => agent.attach(id, { name: `${this.#said++}.pdf`, type: 'application/pdf', bytes: Buffer.from('%PDF') }),
      () => agent.reply(id, { type: 'form', form_id: 'CANARY', fields: [{ type: 'name', label: 'CANARY' }] }),
      () => agent.reply(id, { type: 'custom', content: { secret: 'CANARY' } }),
      () => this.#vendor.botSays(id, words()),
      () => this.#vendor.visitor.say(id, `elsewhere ${words()}`),
      () => agent.typing(id, true),
      () => agent.thinking(id, 'CANARY thought'),
      () => agent.preview(id, 'CANARY half a'),
      () => agent.seen(id),
      () => agent.assign(id),
      () => agent.unassign(id),
      () => agent.supervise(id),
      () => agent.toGroup(id, dice.one(['Sales', 'Support'])),
      () => agent.close(id),
      () => this.#vendor.archive(id, 'inactive'),
    ]
    const acts = active
      ? [...always, ...whileActive, ...whileActive]
      : [...always, ...Array(8).fill(() => agent.resume(id))]
    dice.one(acts)()
  }

  /** In what the conversation differs from the account's truth. */
  problems(): string[] {
    const { world } = this.stay
    const truth = this.#vendor.account.chat(world.now.handoff?.thread ?? '')
    if (!truth) return ['there is no thread']
    const isRead = new Set(['message', 'rich_message', 'file'])
    const isPublic = truth.threads
      .flatMap((thread) => thread.events)
      .filter((one) => one.visibility === 'all' && isRead.has(one.type) && one.author !== null)
    const edits = editsOf(world.log)
    const textOf = (event: Event): string | null => {
      const message = edits.has(event.seq) ? edits.get(event.seq) : 'message' in event ? event.message : null
      const [first] = message?.parts ?? []
      if (first?.kind === 'text') return first.text
      if (first?.kind === 'cards') return first.cards.map(({ title }) => title).join(' + ')
      return first?.kind === 'link' ? first.label : message ? plainText(message) : null
    }
    const truthOf = (one: { content: { [name: string]: unknown } }): string => {
      const titles = (one.content.elements as { title?: string }[] | undefined)?.map(({ title }) => title)
      return String(one.content.text ?? titles?.join(' + ') ?? one.content.name)
    }
    const byVisitor = isPublic.filter(({ author }) => author === truth.customer)
    const thread = truth.threads.at(-1)
    const holder = truth.users.find((one) => one.type === 'agent' && one.visibility === 'all' && one.present)
    const problems = differences(
      world,
      {
        agents: isPublic.filter(({ author, deleted }) => author !== truth.customer && !deleted).map(truthOf),
        visitor: byVisitor.map((one) => ({ text: truthOf(one), elsewhere: one.client === null })),
        stay: { open: thread?.active === true, status: thread?.ended ?? null, holder: holder?.id ?? null },
      },
      { agentRef, textOf, byArrival: this.#spoil === 'byArrival' },
    )
    this.#stopWatch()
    return [...problems, ...this.#vendor.breaches]
  }

  outbound(): string {
    const { log } = this.stay.world
    const edits = editsOf(log)
    return JSON.stringify([log.map((event) => project(event, edits)), this.#passings])
  }

  #open(given: SocketGiven): () => void {
    this.#socket = given
    given.entered()
    return () => {
      if (this.#socket === given) this.#socket = null
    }
  }
}

/** What follows from what is resolved already, a socket's opening among it. */
async function turns(): Promise<void> {
  for (let n = 0; n < 12; n++) await Promise.resolve()
}

function editsOf(log: Event[]): Map<Seq, Message | null> {
  const edits = new Map<Seq, Message | null>()
  for (const event of log) if (event.kind === 'messageEdited') edits.set(event.target, event.message)
  return edits
}
