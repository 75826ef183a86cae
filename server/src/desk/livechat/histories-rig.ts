// long because a history has a vendor, a network, a conversation and a model, and each is only a few lines.
/** For tests: one conversation at a simulated account, its webhooks and pushes late, doubled, disordered and lost, and what must come of it. */
import type { Dice } from '@baton/e2e/drive/dice.ts'
import { createDice } from '@baton/e2e/drive/dice.ts'
import type { DirectLivechat } from '@baton/e2e/vendors/livechat/direct.ts'
import { directLivechat } from '@baton/e2e/vendors/livechat/direct.ts'
import type { AgentRef, ConversationId, Seq } from '@baton/shared/ids.ts'
import { type Message, plainText } from '@baton/shared/message.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import { opensElsewhere } from '../../conversation/desk-told.ts'
import type { Event } from '../../conversation/events.ts'
import { handoffOf } from '../../conversation/fold.ts'
import { deskNamed, World } from '../../conversation/histories.ts'
import type { AccountId, HandoffId, Origin } from '../../conversation/ids.ts'
import type { Input } from '../../conversation/inputs.ts'
import { project } from '../../gateway/projection.ts'
import type { Log } from '../../store/store.ts'
import { createCatchUp } from '../catch-up.ts'
import type { Desk, DeskEvent, Order } from '../desk.ts'
import { createIngest, type Taken } from '../ingest.ts'
import { account, directDesk, organizationId, secret, surely } from './direct-rig.ts'
import type { SocketGiven } from './live-socket.ts'

/** A promise broken on purpose: the battery must notice. */
export type Spoil = 'everyCopyIsNew' | 'neverLooks' | 'byArrival' | 'notesArePublic' | 'pushesAreNew'

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

const ref = (vendor: string) =>
  `ref-${[...vendor].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7)}` as AgentRef

/** Plays one history to its end and says in what it differs from the account's own truth. */
export async function playHistory(
  seed: number,
  spoil: Spoil | null = null,
  /** Puts more into everything that LiveChat says. */
  salted: <T>(said: T) => T = (said) => said,
): Promise<Outcomes> {
  const dice = createDice(seed)
  const line: { body: string; left: number; copies: number }[] = []
  const counted = { hooks: 0, pushes: 0, deliveries: 0, lost: 0, live: 0 }
  const fates = dice.fork('hooks')
  const pushFates = dice.fork('pushes')
  let stage: Stage | null = null
  const vendor = directLivechat({
    ...{ organizationId, seed, secret },
    onHook(body) {
      counted.hooks += 1
      if (fates.happens(0.2)) counted.lost += 1
      else
        line.push({
          body: JSON.stringify(salted(JSON.parse(body))),
          left: fates.between(0, 6),
          copies: fates.between(1, 5),
        })
    },
    onPush(customer, action, payload) {
      counted.pushes += 1
      // A socket keeps its order; what it loses, it loses in one piece, and now and then it is doubled.
      if (pushFates.happens(0.1)) stage?.cutSocket()
      for (let n = pushFates.happens(0.1) ? 2 : 1; n > 0; n--)
        stage?.pushed(customer, action, salted(structuredClone(payload)))
    },
  })
  vendor.account.url = 'https://cdn.livechat-files.com'
  oddHabits(vendor, dice)
  stage = new Stage(vendor, dice.fork('network'), spoil, salted)

  /** Whatever is due comes now, in any order; each copy may come later than the former. */
  async function deliver(all = false): Promise<void> {
    const due = line.filter((one) => all || one.left-- <= 0)
    while (due.length > 0) {
      const [one] = due.splice(fates.between(0, due.length - 1), 1)
      if (!one) break
      counted.deliveries += 1
      await stage?.hear(one.body)
      one.copies -= 1
      one.left = fates.between(0, 8)
      if (one.copies <= 0) line.splice(line.indexOf(one), 1)
      else if (all) due.push(one)
    }
  }

  await stage.begin()
  const steps = dice.between(6, 22)
  for (let n = 0; n < steps; n++) {
    vendor.clock.advance(dice.between(1, 4_000))
    await stage.step(dice)
    await stage.work(dice)
    await stage.settle()
    await deliver()
    if (dice.happens(0.1) && spoil !== 'neverLooks') await stage.look()
  }
  // What is not there within a minute never comes.
  vendor.clock.advance(90_000)
  for (let n = 0; n < 40 && stage.owes(); n++) await stage.work(dice)
  await deliver(true)
  await stage.settle()
  // Their answers tell the time to the second: a look within the second of a webhook says nothing new of who has it.
  vendor.clock.advance(1_000)
  if (spoil !== 'neverLooks') await stage.look()
  return { problems: stage.problems(), outbound: stage.outbound(), ...counted, live: stage.live }
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

class Stage {
  readonly world = new World({ desks: [deskNamed('support', { account })] })
  live = 0
  readonly #vendor: DirectLivechat
  readonly #dice: Dice
  readonly #spoil: Spoil | null
  readonly #desk: Desk
  readonly #seqs = new Map<Origin, Seq>()
  readonly #ingest
  readonly #catchUp
  readonly #passings: Passing[] = []
  /** What a socket brought, in order. */
  #brought: DeskEvent[] = []
  /** What came too early, in the order in which it came; the inbox brings it again. */
  #early: DeskEvent[] = []
  #socket: SocketGiven | null = null
  #stopWatch: () => void = () => {}
  #mark: string | null = null
  #said = 0
  #ids = 0

  constructor(vendor: DirectLivechat, dice: Dice, spoil: Spoil | null, salted: <T>(said: T) => T) {
    this.#vendor = vendor
    this.#dice = dice
    this.#spoil = spoil
    this.#desk = directDesk(vendor, {
      dice,
      losses: { before: 0.08, after: 0.25 },
      openSocket: (given) => this.#open(given),
      salted,
    })
    const log = {
      get: async () => this.world.now,
      seqOf: async (_id: ConversationId, of: Origin) => this.#seqs.get(of) ?? null,
      conversationsOf: async (_account: string, thread: string) =>
        this.world.now.handoff?.thread === thread ? [this.world.now.id] : [],
    } as unknown as Log
    const record = async (_id: ConversationId, what: { origin: Origin; input: Input }) => this.#record(what)
    const agentRef = (_account: AccountId, agent: string) => ref(agent)
    this.#ingest = createIngest({
      log,
      record,
      bell: { pass: (_id, one) => void this.#passings.push(one) },
      agentRef,
      adopt: async (_id, event) => event,
    })
    this.#catchUp = createCatchUp({
      ...{ log, record, agentRef, newId: () => `level-${this.#ids++}` },
      desks: {
        thread: async () => ({ mark: this.#mark }),
        setMark: async (_account: string, _thread: string, mark: string) => {
          this.#mark = mark
        },
      } as never,
      desk: async () => ({ desk: this.#desk, thread: this.#thread() }),
      ingest: async (id, event) => this.#keep(event, await this.#ingest.into(id, this.#spoiled(event))),
    })
  }

  async begin(): Promise<void> {
    this.world.take({ kind: 'opened', language: 'en', page: null, title: null })
    this.world.take({ kind: 'askedForPerson' })
    this.world.available({ kind: 'open' })
    while (this.world.now.handoff?.thread === null) await this.work(this.#dice)
    this.#stopWatch = this.#desk.watch(this.#thread(), {
      event: (event) => void this.#brought.push(event),
      passing: (passing) => void this.#passings.push(passing),
    })
    await this.settle()
  }

  async hear(body: string): Promise<void> {
    const events = this.#desk.read({ raw: Buffer.from(body), headers: new Headers() })
    if (events === 'forged') throw new Error('a true webhook was taken for forged')
    for (const event of events) this.#keep(event, await this.#ingest.hear(this.#spoiled(event)))
    await this.#again()
  }

  #keep(event: DeskEvent, taken: Taken): void {
    if (taken === 'later') this.#early.push(event)
  }

  async #again(): Promise<void> {
    const early = this.#early
    this.#early = []
    for (const event of early) this.#keep(event, await this.#ingest.hear(this.#spoiled(event)))
  }

  pushed(customer: string, action: string, payload: unknown): void {
    const ours = this.world.now.handoff?.thread && this.#thread().visitor.id === customer
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
      const told = this.#spoil === 'pushesAreNew' ? { ...event, id: `${event.id}-${this.#ids++}` } : event
      const before = this.world.log.length
      this.#keep(event, await this.#ingest.into(this.world.now.id, this.#spoiled(told)))
      if (event.kind === 'said' && event.by.kind !== 'visitor' && this.world.log.length > before) this.live += 1
    }
    await this.#again()
  }

  async look(): Promise<void> {
    const { handoff } = this.world.now
    if (!handoff) return
    await surely(() => this.#catchUp(this.world.now.id, handoff))
    await this.settle()
  }

  /** Something happens at the desk, or the visitor writes in the widget. */
  async step(dice: Dice): Promise<void> {
    const id = this.world.now.handoff?.thread
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
      ...Array(2).fill(() => this.world.say(dice.one(['ok', 'yes', words()]))),
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

  owes(): boolean {
    return this.world.owed.some(({ task }) => task.kind === 'say' || task.kind === 'open')
  }

  /** The lane to the desk, one after the other. An answer may be lost: then it is looked for until it is there. */
  async work(dice: Dice): Promise<void> {
    const owed = this.world.owed.find(({ task }) => task.kind === 'say' || task.kind === 'open')
    if (!owed || dice.happens(0.3)) return
    const { task, handoff: id } = owed
    const handoff = id && handoffOf(this.world.now, id)
    const settle = (input: Input | null): void => {
      this.world.owed = this.world.owed.filter((one) => one !== owed)
      if (input) this.world.take(input)
    }
    if (!handoff) return settle(null)
    if (task.kind === 'open') {
      const { thread, receipts } = await this.#opened(handoff.id)
      const vendorIds = receipts.flatMap((receipt) => receipt.id ?? [])
      const { id: of, stretch, openedAt, url } = thread
      return settle({ kind: 'threadOpened', handoff: handoff.id, thread: of, stretch, openedAt, url, vendorIds })
    }
    if (task.kind !== 'say' || !handoff.owed.some(({ seq }) => seq === task.target)) return settle(null)
    const event = this.world.log.find(({ seq }) => seq === task.target)
    if (event?.kind !== 'visitorSaid') throw new Error('nothing was said')
    const order: Order = {
      ...{ kind: 'say', key: owed.id, as: 'visitor', message: event.message },
      ...{ last: handoff.last, seq: task.target },
    }
    const outcome = await surely((doubt) => this.#desk.send(this.#thread(), order, doubt), 'gone')
    if (outcome === 'gone')
      return settle({ kind: 'threadGone', handoff: handoff.id, why: 'closed', target: task.target })
    const vendorIds = outcome.id === null ? [] : [outcome.id]
    settle({ kind: 'delivered', handoff: handoff.id, target: task.target, vendorIds })
  }

  /** In what the conversation differs from the account's truth. */
  problems(): string[] {
    const { world } = this
    const { handoff } = world.now
    const truth = this.#vendor.account.chat(handoff?.thread ?? '')
    if (!handoff || !truth) return ['there is no thread']
    const isRead = new Set(['message', 'rich_message', 'file'])
    const isPublic = truth.threads
      .flatMap((thread) => thread.events)
      .filter((one) => one.visibility === 'all' && isRead.has(one.type) && one.author !== null)
    const shown = placed(world.log, this.#spoil === 'byArrival')
    const words = editsOf(world.log)
    const problems: string[] = []
    const compare = (what: string, got: string[], wanted: string[]): void => {
      if (JSON.stringify(got) !== JSON.stringify(wanted))
        problems.push(`${what}: ${JSON.stringify(got)} and not ${JSON.stringify(wanted)}`)
    }
    const textOf = (event: Event): string => {
      const message = words.has(event.seq) ? words.get(event.seq) : 'message' in event ? event.message : null
      const [first] = message?.parts ?? []
      if (first?.kind === 'text') return first.text
      if (first?.kind === 'cards') return first.cards.map(({ title }) => title).join(' + ')
      return first?.kind === 'link' ? first.label : message ? plainText(message) : ''
    }
    const truthOf = (one: { content: { [name: string]: unknown } }): string => {
      const titles = (one.content.elements as { title?: string }[] | undefined)?.map(({ title }) => title)
      return String(one.content.text ?? titles?.join(' + ') ?? one.content.name)
    }
    compare(
      'agents said',
      shown.flatMap((event) => (event.kind === 'agentSaid' && textOf(event) !== '' ? [textOf(event)] : [])),
      isPublic.filter(({ author, deleted }) => author !== truth.customer && !deleted).map(truthOf),
    )
    const byVisitor = isPublic.filter(({ author }) => author === truth.customer)
    const wrote = (key: 'here' | 'elsewhere') =>
      shown.flatMap((event) =>
        event.kind === 'visitorSaid' && (event.key === null) === (key === 'elsewhere') ? [textOf(event)] : [],
      )
    compare(
      'visitor elsewhere',
      wrote('elsewhere').sort(),
      byVisitor.flatMap((one) => (one.client === null ? [truthOf(one)] : [])).sort(),
    )
    const delivered = new Set(
      world.log.flatMap((event) =>
        event.kind === 'deliveryChanged' && event.state === 'delivered' ? [event.target] : [],
      ),
    )
    compare(
      'visitor at the desk',
      byVisitor.flatMap((one) => (one.client !== null && !truthOf(one).includes('· ref ') ? [truthOf(one)] : [])),
      shown.flatMap((event) => (event.kind === 'visitorSaid' && delivered.has(event.seq) ? [textOf(event)] : [])),
    )
    const thread = truth.threads.at(-1)
    const open = thread?.active === true
    if (open !== (handoff.ended === null)) problems.push(`the stay is ${handoff.ended ?? 'open'}, not ${thread?.ended}`)
    const holder = truth.users.find((one) => one.type === 'agent' && one.visibility === 'all' && one.present)?.id
    if (open && holder !== undefined && handoff.agent !== ref(holder))
      problems.push(`${handoff.agent} has it, and not ${holder} ${ref(holder)}`)
    if (open && holder === undefined && handoff.assigned && handoff.agent !== null)
      problems.push(`${handoff.agent} has it, and nobody is assigned`)
    this.#stopWatch()
    return [...problems, ...this.#vendor.breaches]
  }

  outbound(): string {
    const { log } = this.world
    const edits = editsOf(log)
    return JSON.stringify([log.map((event) => project(event, edits)), this.#passings])
  }

  async #opened(handoff: HandoffId) {
    const facts = { id: this.world.now.visitor, name: 'Vera', email: 'vera@example.com' }
    const visitor = await surely((doubt) => this.#desk.identify(facts, null, doubt))
    const opening = {
      ...{ key: `open-${handoff}` as never, conversation: this.world.now.id, visitor, facts, siteName: 'Acme' },
      ...{ reason: 'asked', summary: null, waits: true, transcript: [], former: null, known: [] },
    }
    return await surely((doubt) => this.#desk.open(opening, doubt))
  }

  #thread() {
    const { handoff } = this.world.now
    if (!handoff?.thread) throw new Error('no thread')
    const visitor = { id: this.#vendor.account.chat(handoff.thread)?.customer as never }
    return {
      ...{ account: handoff.account, id: handoff.thread, stretch: handoff.stretch },
      ...{ openedAt: handoff.openedAt ?? (0 as never), url: null, visitor },
    }
  }

  #open(given: SocketGiven): () => void {
    this.#socket = given
    given.entered()
    return () => {
      if (this.#socket === given) this.#socket = null
    }
  }

  #record({ origin: of, input }: { origin: Origin; input: Input }) {
    const { world } = this
    if (input.kind === 'desk' && opensElsewhere(world.now, input)) return { kind: 'later' as const }
    const repeated = world.origins.has(of)
    const known = new Set(world.origins)
    const events = world.take(input, of)
    for (const one of world.origins) if (!known.has(one)) this.#seqs.set(one as Origin, world.now.seq)
    return { kind: 'recorded' as const, conversation: world.now, events, seq: world.now.seq, repeated }
  }

  #spoiled(event: DeskEvent): DeskEvent {
    if (this.#spoil === 'everyCopyIsNew') return { ...event, id: `${event.id}-${this.#ids++}` }
    if (this.#spoil === 'notesArePublic' && event.kind === 'said' && event.audience !== 'public')
      return { ...event, audience: 'public', message: { parts: [{ kind: 'text', text: 'CANARY' }] } }
    return event
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

/** As every reader places them (design.md, promise 3). */
function placed(log: Event[], byArrival: boolean): Event[] {
  const shown: Event[] = []
  for (const event of log) {
    const before = event.kind === 'agentSaid' && !byArrival ? event.before : null
    const at = before === null ? -1 : shown.findIndex(({ seq }) => seq === before)
    shown.splice(at < 0 ? shown.length : at, 0, event)
  }
  return shown
}
