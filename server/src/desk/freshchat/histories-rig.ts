// long because a history has a vendor, a network, a conversation and a model, and each is only a few lines.
/** For tests: one conversation at a simulated account, its webhooks late, doubled, disordered and lost, and what must come of it. */
import type { Dice } from '@baton/e2e/drive/dice.ts'
import { createDice } from '@baton/e2e/drive/dice.ts'
import type { DirectFreshchat } from '@baton/e2e/vendors/freshchat/direct.ts'
import { directFreshchat } from '@baton/e2e/vendors/freshchat/direct.ts'
import type { AgentRef, ConversationId, Seq, Time } from '@baton/shared/ids.ts'
import { plainText } from '@baton/shared/message.ts'
import { pino } from 'pino'
import { opensElsewhere } from '../../conversation/desk-told.ts'
import type { Event } from '../../conversation/events.ts'
import { handoffOf } from '../../conversation/fold.ts'
import { deskNamed, World } from '../../conversation/histories.ts'
import type { AccountId, HandoffId, Origin } from '../../conversation/ids.ts'
import type { Input } from '../../conversation/inputs.ts'
import type { Outcome } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { Log } from '../../store/store.ts'
import { createCatchUp } from '../catch-up.ts'
import type { Desk, DeskEvent, DeskMemory, Order } from '../desk.ts'
import { createIngest, type Taken } from '../ingest.ts'
import type { FreshchatConfig } from './config.ts'
import { app } from './conformance-hooks.ts'
import { createFreshchat } from './freshchat.ts'
import { told } from './hook.ts'
import { vendorHook } from './wire.ts'

/** A promise broken on purpose: the battery must notice. */
export type Spoil = 'everyCopyIsNew' | 'neverLooks' | 'byArrival' | 'notesArePublic' | 'oneWebhookEach'

export type Outcomes = { problems: string[]; log: Event[]; hooks: number; deliveries: number; lost: number }

const origin = 'http://127.0.0.1'
const ref = (vendor: string) => vendor.slice(0, 12) as AgentRef
const noLog = pino({ level: 'silent' })

/** Plays one history to its end and says in what it differs from the account's own truth. */
export async function playHistory(seed: number, spoil: Spoil | null = null): Promise<Outcomes> {
  const dice = createDice(seed)
  const line: { body: string; left: number; copies: number }[] = []
  const counted = { hooks: 0, deliveries: 0, lost: 0 }
  const fates = dice.fork('hooks')
  const vendor = directFreshchat({
    appId: app,
    seed,
    generation: dice.one(['2020', '2021', '2022'] as const),
    onHook(body) {
      counted.hooks += 1
      if (fates.happens(0.15)) counted.lost += 1
      else line.push({ body, left: fates.between(0, 6), copies: spoil === 'oneWebhookEach' ? 1 : fates.between(1, 5) })
    },
  })
  oddHabits(vendor, dice)
  const stage = new Stage(vendor, dice.fork('network'), spoil)

  /** Whatever is due comes now, in any order; each copy may come later than the former. */
  async function deliver(all = false): Promise<void> {
    const due = line.filter((one) => all || one.left-- <= 0)
    while (due.length > 0) {
      const [one] = due.splice(fates.between(0, due.length - 1), 1)
      if (!one) break
      counted.deliveries += 1
      const taken = await stage.hear(one.body)
      if (taken === 'taken') one.copies -= 1
      one.left = fates.between(0, 8)
      if (one.copies <= 0) line.splice(line.indexOf(one), 1)
      else if (all && taken === 'taken') due.push(one)
    }
  }

  await stage.begin()
  const steps = dice.between(6, 22)
  for (let n = 0; n < steps; n++) {
    vendor.clock.advance(dice.between(1, 4_000))
    await stage.step(dice)
    await stage.work(dice)
    await deliver()
    if (dice.happens(0.1) && spoil !== 'neverLooks') await stage.look()
  }
  // What is not there within a minute never comes.
  vendor.clock.advance(90_000)
  for (let n = 0; n < 40 && stage.owes(); n++) await stage.work(dice)
  await deliver(true)
  if (spoil !== 'neverLooks') await stage.look()
  return { problems: stage.problems(), log: stage.world.log, ...counted }
}

/** Each account has some of them. */
function oddHabits(vendor: DirectFreshchat, dice: Dice): void {
  const habits = [
    ...(['noActor', 'noticeAsAgent', 'metaAsText', 'numericIds', 'welcome', 'noteBesideReply'] as const),
    ...(['dotBesideReply', 'noMessageType', 'sparseBodies', 'unknownFields', 'statusWords', 'htmlText'] as const),
    ...(['unknownPart', 'shortPage', 'emptyLastPage', 'repeatingLink', 'exclusiveFromTime', 'oldIds'] as const),
    ...(['oldestFirst', 'sparseConversation', 'closedAction', 'unknownAction', 'foreignTraffic'] as const),
  ]
  for (const habit of habits) if (dice.happens(0.15)) vendor.faults.set(habit)
  if (dice.happens(0.3)) vendor.faults.set('lateAttachment', { ms: dice.between(1, 30_000) })
}

class Stage {
  readonly world = new World({ desks: [deskNamed('support', { account: `freshchat:${app}` as AccountId })] })
  readonly #vendor: DirectFreshchat
  readonly #dice: Dice
  readonly #spoil: Spoil | null
  readonly #desk: Desk
  readonly #seqs = new Map<Origin, Seq>()
  readonly #ingest
  readonly #catchUp
  #mark: string | null = null
  #said = 0
  #ids = 0

  constructor(vendor: DirectFreshchat, dice: Dice, spoil: Spoil | null) {
    this.#vendor = vendor
    this.#dice = dice
    this.#spoil = spoil
    this.#desk = createFreshchat({
      account: `freshchat:${app}` as AccountId,
      config,
      memory: memoryOf(),
      outgoing: this.#network(),
      clock: { now: () => vendor.clock.now() as Time, after: () => () => {} },
      log: noLog,
    })
    const log = {
      get: async () => this.world.now,
      seqOf: async (_id: ConversationId, of: Origin) => this.#seqs.get(of) ?? null,
      conversationsOf: async (_account: string, thread: string) =>
        this.world.now.handoff?.thread === thread ? [this.world.now.id] : [],
    } as unknown as Log
    const record = async (_id: ConversationId, what: { origin: Origin; input: Input }) => this.#record(what)
    this.#ingest = createIngest({
      log,
      record,
      bell: { pass: () => {} },
      agentRef: (_account, agent) => ref(agent),
      adopt: async (_id, event) => event,
    })
    this.#catchUp = createCatchUp({
      log,
      record,
      agentRef: (_account, agent) => ref(agent),
      newId: () => `level-${this.#ids++}`,
      desks: {
        thread: async () => ({ mark: this.#mark }),
        setMark: async (_account: string, _thread: string, mark: string) => {
          this.#mark = mark
        },
      } as never,
      desk: async () => ({ desk: this.#desk, thread: this.#thread() }),
      ingest: async (id, event) => void (await this.#ingest.into(id, this.#spoiled(event))),
    })
  }

  async begin(): Promise<void> {
    this.world.take({ kind: 'opened', language: 'en', page: null, title: null })
    this.world.take({ kind: 'askedForPerson' })
    this.world.available({ kind: 'open' })
    while (this.world.now.handoff?.thread === null) await this.work(this.#dice)
  }

  async hear(body: string): Promise<Taken> {
    const events = told(this.#desk.account, vendorHook.parse(JSON.parse(body)))
    let all: Taken = 'taken'
    for (const event of events) {
      const taken = await this.#ingest.hear(this.#spoiled(event))
      if (taken !== 'taken') all = taken
    }
    return all
  }

  async look(): Promise<void> {
    const { handoff } = this.world.now
    if (!handoff) return
    await surely(() => this.#catchUp(this.world.now.id, handoff))
  }

  /** Something happens at the desk, or the visitor writes in the widget. */
  async step(dice: Dice): Promise<void> {
    const thread = this.world.now.handoff?.thread
    if (!thread) return
    const agent = this.#vendor.agent(dice.one(['Ann Archer', 'Ben Brook']))
    const words = () => `${dice.one(['ok', 'yes', 'Hello & <welcome>', 'é한🙂', 'line\nline'])} ${this.#said++}`
    const acts: (() => unknown)[] = [
      ...Array(5).fill(() => agent.reply(thread, words())),
      ...Array(3).fill(() => this.world.say(dice.one(['ok', 'yes', words()]))),
      () => agent.attach(thread, { name: 'bill.pdf', type: 'application/pdf', bytes: Buffer.from('x') }),
      () => agent.note(thread, `CANARY ${words()}`, dice.one(['private', 'bots'])),
      () => this.#vendor.systemSays(thread, `CANARY ${words()}`),
      () => this.#vendor.botSays(thread, words()),
      () => this.#vendor.visitor.say(thread, `elsewhere ${words()}`),
      () => agent.assign(thread),
      () => agent.unassign(thread),
      () => agent.toGroup(thread, dice.one(['Support', 'Billing', null])),
      () => agent.resolve(thread),
      () => this.#vendor.autoResolve(thread),
      () => agent.reopen(thread),
    ]
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
      const { thread, receipts } = await this.#open(handoff.id)
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
    const outcome = await surely((doubt) => this.#desk.send(this.#thread(), order, doubt))
    const vendorIds = outcome.id === null ? [] : [outcome.id]
    settle({ kind: 'delivered', handoff: handoff.id, target: task.target, vendorIds })
  }

  /** In what the conversation differs from the account's truth. */
  problems(): string[] {
    const { world } = this
    const { handoff } = world.now
    const truth = this.#vendor.account.conversation(handoff?.thread ?? '')
    if (!handoff || !truth) return ['there is no thread']
    const isPublic = truth.messages.filter((one) => one.type === 'normal' && !one.botsPrivateNote && !one.failed)
    const byTeam = isPublic.filter(({ by, source }) => by.kind === 'agent' && source !== 'system')
    const shown = placed(world.log, this.#spoil === 'byArrival')
    const agents = new Set(world.log.flatMap((event) => (event.kind === 'agentSaid' && event.agent ? [event.seq] : [])))
    const problems: string[] = []
    const compare = (what: string, got: string[], wanted: string[]): void => {
      if (JSON.stringify(got) !== JSON.stringify(wanted))
        problems.push(`${what}: ${JSON.stringify(got)} and not ${JSON.stringify(wanted)}`)
    }
    const textOf = (event: Event): string => {
      if (!('message' in event) || !event.message) return ''
      return event.message.parts.some((part) => part.kind === 'link') ? 'a file' : plainText(event.message)
    }
    compare(
      'agents said',
      shown.flatMap((event) => (agents.has(event.seq) ? [textOf(event)] : [])),
      byTeam.map(({ text }) => text || 'a file'),
    )
    const byVisitor = isPublic.filter(({ by }) => by.kind === 'user')
    const wrote = (key: 'here' | 'elsewhere') =>
      shown.flatMap((event) =>
        event.kind === 'visitorSaid' && (event.key === null) === (key === 'elsewhere') ? [textOf(event)] : [],
      )
    compare(
      'visitor elsewhere',
      wrote('elsewhere').sort(),
      byVisitor.flatMap(({ source, text }) => (source === 'mobile' ? [text] : [])).sort(),
    )
    const asked = new Set(world.log.flatMap((event) => (event.kind === 'deliveryChanged' ? [event.target] : [])))
    compare(
      'visitor at the desk',
      byVisitor.flatMap(({ source, text }) => (source === 'api' && !text.includes('· ref ') ? [text] : [])),
      shown.flatMap((event) => (event.kind === 'visitorSaid' && asked.has(event.seq) ? [textOf(event)] : [])),
    )
    if (JSON.stringify(world.log).includes('CANARY')) problems.push('something private is in the log')
    // An old account does not say who has it, nor then whether the former stay goes on, until they write.
    const sparse = this.#vendor.faults.all().some(({ name }) => name === 'sparseConversation') && truth.agent !== null
    const open = truth.status !== 'resolved'
    if (sparse) return [...problems, ...this.#vendor.breaches]
    if (open !== (handoff.ended === null)) problems.push(`the stay is ${handoff.ended ?? 'open'}, not ${truth.status}`)
    if (open && truth.agent !== null && handoff.agent !== ref(truth.agent))
      problems.push(`${handoff.agent} has it, and not ${truth.agent}`)
    if (open && truth.agent === null && handoff.assigned && handoff.agent !== null)
      problems.push(`${handoff.agent} has it, and nobody is assigned`)
    return [...problems, ...this.#vendor.breaches]
  }

  async #open(handoff: HandoffId) {
    const facts = { id: this.world.now.visitor }
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
    const visitor = { id: this.#vendor.account.state.users[0]?.id as never }
    return {
      ...{ account: handoff.account, id: handoff.thread, stretch: handoff.stretch },
      ...{ openedAt: handoff.openedAt ?? (0 as never), url: null, visitor },
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

  /** The way to the account: some answers get lost behind the work, some calls before it. */
  #network(): Outgoing {
    return {
      call: async ({ method, url, body }) => {
        const post = method === 'POST'
        if (this.#dice.happens(0.08)) return { kind: post ? 'notSent' : 'lost', code: 'reset' }
        const { pathname, search } = new URL(url)
        const reply = this.#vendor.call(method, `${pathname}${search}`, structuredClone(body))
        if (post && this.#dice.happens(0.25)) return { kind: 'lost', code: 'timeout' }
        const headers = new Headers({ date: new Date(this.#vendor.clock.now()).toUTCString() })
        const bytes = Buffer.from(reply.body === undefined ? '' : JSON.stringify(reply.body))
        return { kind: 'answered', status: reply.status, headers, bytes }
      },
    }
  }
}

const config: FreshchatConfig = {
  ...{ origin, loopback: true, tokens: ['a-token-of-tests'], leftOut: [], keys: [], topic: { name: 'Web chat' } },
  ...{ agentEmail: null, assign: { agent: null, group: null }, appId: app },
}

/** As the courier does: what is in doubt is asked with doubt, until it is settled. */
async function surely<T>(ask: (doubt: boolean) => Promise<Outcome<T>>): Promise<T> {
  let doubt = false
  for (let n = 0; n < 60; n++) {
    const outcome = await ask(doubt)
    if (outcome.kind === 'done') return outcome.value
    if (outcome.kind === 'refused' || outcome.kind === 'gone') throw new Error(JSON.stringify(outcome))
    doubt ||= outcome.kind === 'unsure'
  }
  throw new Error('it is never settled')
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

function memoryOf(): DeskMemory {
  const rows = new Map<string, { value: never; version: number }>()
  return {
    get: async (key) => rows.get(key) ?? null,
    async set(key, value, was) {
      if ((rows.get(key)?.version ?? null) !== was) return false
      rows.set(key, { value: value as never, version: (was ?? 0) + 1 })
      return true
    },
    async remove(key) {
      rows.delete(key)
    },
    alone: (_key, _lease, work) => work(),
  }
}
