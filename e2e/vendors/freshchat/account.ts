import { randomUUID } from 'node:crypto'
import type { Chance } from '../chance.ts'
import type { Clock } from '../clock.ts'
import type { FaultSwitches } from '../faults.ts'
import type { FaultName } from './fault-catalogue.ts'
import { longNumber } from './identity.ts'
import type { AccountState, Actor, Agent, Channel, Conversation, Group, Message, Time, User } from './records.ts'

/** Something that the vendor tells by webhook. */
export type Happening = { conversation: Conversation; by: Actor; at: Time; byApi: boolean } & (
  | { action: 'message_create'; message: Message }
  | {
      action: 'conversation_assignment'
      from: { agent: string | null; group: string | null }
      to: { agent: string | null; group: string | null }
    }
  | { action: 'conversation_resolution' }
  | { action: 'conversation_reopen' }
)

/** The account's state with its clock and its ears. What changes it lies in posting.ts and status.ts. */
export class Account {
  readonly appId: string
  readonly state: AccountState
  readonly clock: Clock
  readonly chance: Chance
  readonly faults: FaultSwitches<FaultName>
  /** Where it is served, without a slash at the end; set once it listens. */
  url = 'http://127.0.0.1'
  /** Where happenings go when nobody collects them. */
  onHappening: (happening: Happening) => void = () => {}
  /** Anything changed: for the agent page and the state file. */
  onChange: () => void = () => {}
  #collected: Happening[] | null = null

  constructor(from: {
    appId: string
    state: AccountState
    clock: Clock
    chance: Chance
    faults: FaultSwitches<FaultName>
  }) {
    this.appId = from.appId
    this.state = from.state
    this.clock = from.clock
    this.chance = from.chance
    this.faults = from.faults
  }

  time(): Time {
    return new Date(this.clock.now()).toISOString()
  }

  tell(happening: Happening): void {
    if (this.#collected) this.#collected.push(happening)
    else this.onHappening(happening)
    this.onChange()
  }

  /** Does the work and hands over what happened instead of telling it, so that an API answer and its webhooks can be put in either order. */
  collect<T>(work: () => T): { result: T; happenings: Happening[] } {
    const happenings: Happening[] = []
    this.#collected = happenings
    try {
      return { result: work(), happenings }
    } finally {
      this.#collected = null
    }
  }

  user(id: string): User | undefined {
    return this.state.users.find((user) => user.id === id)
  }

  agent(key: string): Agent | undefined {
    return this.state.agents.find(
      (one) => one.id === key || one.email === key.toLowerCase() || `${one.firstName} ${one.lastName}` === key,
    )
  }

  group(key: string): Group | undefined {
    return this.state.groups.find((group) => group.id === key || group.name === key)
  }

  channel(id: string): Channel | undefined {
    return this.state.channels.find((channel) => channel.id === id)
  }

  conversation(id: string): Conversation | undefined {
    return this.state.conversations.find((conversation) => conversation.id === id)
  }

  /** Whose token the API is used with: what the API does to a conversation is done in this agent's name. */
  owner(): Actor {
    const owner = this.state.agents.find((agent) => agent.role === 'Account Owner') ?? this.state.agents[0]
    return { kind: 'agent', id: owner?.id ?? null }
  }

  addUser(facts: Partial<User>): User {
    const at = this.time()
    const old = this.faults.take('oldIds', 'user')
    const id = randomUUID()
    const user: User = {
      id: old ? `${facts.firstName ?? 'user'}_alias${id.replaceAll('-', '')}` : id,
      at,
      updated: at,
      email: null,
      firstName: this.#madeUpName(),
      lastName: null,
      phone: null,
      avatar: null,
      referenceId: null,
      properties: [],
      socialProfiles: [],
      restoreId: randomUUID(),
      orgContactId: longNumber(),
      ...facts,
    }
    this.state.users.push(user)
    this.onChange()
    return user
  }

  addConversation(facts: { channel: string; user: string; foreign?: boolean }): Conversation {
    const at = this.time()
    const number = String(100_000_000_000_000 + Math.floor(this.chance() * 800_000_000_000_000))
    const old = this.faults.take('oldIds', 'conversation')
    const conversation: Conversation = {
      id: old ? `${this.appId}_${randomUUID()}_feedback` : randomUUID(),
      number,
      channel: facts.channel,
      user: facts.user,
      status: 'new',
      agent: null,
      group: null,
      properties: {},
      interaction: `${number}-${Date.parse(at)}`,
      at,
      updated: at,
      messages: [],
      unread: 0,
      rating: null,
      foreign: facts.foreign ?? false,
    }
    this.state.conversations.push(conversation)
    this.onChange()
    return conversation
  }

  /** The vendor gives nameless users two words (contract 2.2). */
  #madeUpName(): string {
    const pick = (words: string[]) => words[Math.floor(this.chance() * words.length)] ?? ''
    return `${pick(['Amber', 'Brisk', 'Calm', 'Dusty', 'Eager', 'Fair'])} ${pick(['Falcon', 'Maple', 'Otter', 'River', 'Stone'])}`
  }
}
