/** For tests: a tiny world around decide and fold, in which random inputs meet a conversation in any order. */
import type { AgentRef, ConversationId, SendKey, Seq, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { type Conversation, emptyConversation } from './conversation.ts'
import { decide } from './decide.ts'
import type { Delivery, Task } from './deliveries.ts'
import type { Event } from './events.ts'
import { fold } from './fold.ts'
import type { AccountId, DeliveryId, HandoffId, Origin, ThreadId, VendorId } from './ids.ts'
import type { Availability, Input, Reply } from './inputs.ts'
import type { Policy } from './policy.ts'
import type { Answered, Ask, Asked } from './requests.ts'

export const account = 'freshchat:a' as AccountId
export const thread = 't1' as ThreadId
export const ann = { ref: 'ann' as AgentRef, vendor: 'v-ann' }
export const ben = { ref: 'ben' as AgentRef, vendor: 'v-ben' }

export const policy: Policy = {
  siteVersion: 1,
  bot: true,
  desks: [{ name: 'support', account, label: 'Support', otherwise: null, rates: false, steps: [] }],
  afterWait: 'bot',
  form: [],
  rating: null,
  chooseDesk: false,
  tickets: 'none',
  notUnderstood: null,
  rules: [],
  wait: 120_000,
  afterResolve: 'bot',
  botDownText: 'The bot is down.',
  noDeskText: 'Nobody is here.',
  lookEvery: 60_000,
}

type PolicyDesk = Policy['desks'][number]

/** A desk of that name at an account of its own. */
export const deskNamed = (name: string, more: Partial<PolicyDesk> = {}): PolicyDesk => ({
  name,
  account: `livechat:${name}` as AccountId,
  label: name.toUpperCase(),
  otherwise: null,
  rates: false,
  steps: [],
  ...more,
})

export class World {
  now: Conversation = emptyConversation('c' as ConversationId, 'acme' as SiteId, 'v' as VisitorId)
  log: Event[] = []
  owed: Delivery[] = []
  /** Those that a worker has begun: they are not cancelled any more. */
  claimed = new Set<DeliveryId>()
  origins = new Set<string>()
  at = 1_000
  private ids = 0
  readonly policy: Policy

  constructor(changes: Partial<Policy> = {}) {
    this.policy = { ...policy, ...changes }
  }

  /** As the store does it: an origin that is known changes nothing. */
  take(input: Input, origin = `x:${this.ids++}` as Origin): Event[] {
    if (this.origins.has(origin)) return []
    const given = { policy: this.policy, at: this.at++ as Time, id: () => `id${this.ids++}` }
    const { events, deliveries, origins, cancel } = decide(this.now, input, given)
    this.origins.add(origin)
    for (const own of origins) this.origins.add(own)
    this.owed = this.owed
      .filter((one) => one.handoff === null || !cancel.includes(one.handoff) || this.claimed.has(one.id))
      .concat(deliveries)
    const stored = events.map((event, i): Event => ({ ...event, seq: (this.now.seq + 1 + i) as Seq, at: given.at }))
    this.now = stored.reduce(fold, this.now)
    this.log.push(...stored)
    return stored
  }

  say(text: string): Event[] {
    return this.take({ kind: 'wrote', key: `key-${this.ids++}` as SendKey, text })
  }

  /** Up to an open thread; the desk's clock starts at 100. */
  handOff(openedAt = 100): this {
    this.take({ kind: 'opened', language: 'en', page: null, title: null })
    this.take({ kind: 'askedForPerson' })
    this.take({ kind: 'availabilityKnown', stint: this.now.stint, availability: { kind: 'open' } })
    this.bind(thread, openedAt)
    return this
  }

  bind(to: ThreadId, openedAt: number, vendorIds: string[] = [], stretch: string | null = null): Event[] {
    const handoff = this.now.handoff
    if (!handoff) throw new Error('no handoff')
    return this.take({
      kind: 'threadOpened',
      handoff: handoff.id,
      thread: to,
      stretch,
      openedAt: openedAt as Time,
      url: null,
      vendorIds: vendorIds as VendorId[],
    })
  }

  desk(
    told: (Input & { kind: 'desk' })['told'],
    at: number | null,
    origin?: string,
    of: ThreadId = thread,
    stretch: string | null = null,
  ): Event[] {
    return this.take(
      { kind: 'desk', account, thread: of, stretch, at: at as Time | null, told },
      origin as Origin | undefined,
    )
  }

  agentSays(agent: typeof ann, text: string, at: number, id = `m${this.ids++}`): Event[] {
    return this.desk(
      {
        kind: 'said',
        by: { kind: 'agent', ...agent },
        audience: 'public',
        message: textMessage(text),
        vendorId: id as VendorId,
        key: null,
      },
      at,
      `d:${id}`,
    )
  }

  kinds(): string[] {
    return this.log.map((event) => event.kind)
  }

  /** What is owed of that kind, oldest first. */
  tasks<K extends Task['kind']>(kind: K): (Task & { kind: K })[] {
    return this.owed.flatMap(({ task }) => (task.kind === kind ? [task as Task & { kind: K }] : []))
  }

  /** The bot answers in the present stint. */
  replies(then: Reply['then'], understood: boolean | null = true): Event[] {
    const reply = { messages: [textMessage('bot')], memory: null, understood, then }
    return this.take({ kind: 'botReplied', turn: `turn-${this.ids++}`, stint: this.now.stint, reply })
  }

  fails(): Event[] {
    return this.take({ kind: 'botFailed', turn: `turn-${this.ids++}`, stint: this.now.stint, code: 'threw' })
  }

  /** The newest question of that kind that is open. */
  asked(kind: Ask['kind']): Asked | undefined {
    return this.now.asks.findLast(({ ask }) => ask.kind === kind)
  }

  answers(kind: Ask['kind'], answer: Answered): Event[] {
    const asked = this.asked(kind)
    if (!asked) throw new Error(`no ${kind} is asked`)
    return this.take({ kind: 'answered', key: `key-${this.ids++}` as SendKey, target: asked.seq, answer })
  }

  available(availability: Availability): Event[] {
    return this.take({ kind: 'availabilityKnown', stint: this.now.stint, availability })
  }

  refuses(what: (Input & { kind: 'deliveryRefused' })['what']): Event[] {
    return this.take({ kind: 'deliveryRefused', handoff: this.stay, what, code: 'http-400' })
  }

  /** Nobody came in time. */
  waitEnds(): Event[] {
    return this.take({ kind: 'timeUp', name: 'wait', stint: this.now.stint })
  }

  resolves(at: number): Event[] {
    const stay = this.now.handoff
    if (!stay || stay.thread === null) throw new Error('no thread')
    const told = { kind: 'resolved', by: 'agent' } as const
    const { account: from, thread: of, stretch } = stay
    return this.take({ kind: 'desk', account: from, thread: of, stretch, at: at as Time, told })
  }

  /** The latest stay. */
  get stay(): HandoffId {
    if (!this.now.handoff) throw new Error('no handoff')
    return this.now.handoff.id
  }
}
