/** For tests: a tiny world around decide and fold, in which random inputs meet a conversation in any order. */
import type { AgentRef, ConversationId, SendKey, Seq, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { type Conversation, emptyConversation } from './conversation.ts'
import { decide } from './decide.ts'
import type { Delivery } from './deliveries.ts'
import type { Event } from './events.ts'
import { fold } from './fold.ts'
import type { AccountId, Origin, ThreadId, VendorId } from './ids.ts'
import type { Input } from './inputs.ts'
import type { Policy } from './policy.ts'

export const account = 'freshchat:a' as AccountId
export const thread = 't1' as ThreadId
export const ann = { ref: 'ann' as AgentRef, vendor: 'v-ann' }
export const ben = { ref: 'ben' as AgentRef, vendor: 'v-ben' }

export const policy: Policy = {
  siteVersion: 1,
  bot: true,
  desks: [{ name: 'support', account, steps: [] }],
  wait: 120_000,
  afterResolve: 'bot',
  botDownText: 'The bot is down.',
  noDeskText: 'Nobody is here.',
  lookEvery: 60_000,
}

export class World {
  now: Conversation = emptyConversation('c' as ConversationId, 'acme' as SiteId, 'v' as VisitorId)
  log: Event[] = []
  owed: Delivery[] = []
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
    this.owed = this.owed.filter((one) => one.handoff === null || !cancel.includes(one.handoff)).concat(deliveries)
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
}
