/** For tests: one conversation at a simulated Freshchat, its webhooks late, doubled, disordered and lost, and what must come of it. */
import type { Dice } from '@baton/e2e/drive/dice.ts'
import { createDice } from '@baton/e2e/drive/dice.ts'
import type { DirectFreshchat } from '@baton/e2e/vendors/freshchat/direct.ts'
import { directFreshchat } from '@baton/e2e/vendors/freshchat/direct.ts'
import type { AgentRef, Time } from '@baton/shared/ids.ts'
import { plainText } from '@baton/shared/message.ts'
import { pino } from 'pino'
import type { Event } from '../../conversation/events.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { Desk } from '../desk.ts'
import { memoryOf } from '../direct-rig.ts'
import type { Stage } from '../histories-drive-rig.ts'
import { LateHooks, play } from '../histories-drive-rig.ts'
import type { Spoil } from '../histories-stay-rig.ts'
import { Stay } from '../histories-stay-rig.ts'
import { differences } from '../histories-truth-rig.ts'
import type { FreshchatConfig } from './config.ts'
import { account, app } from './conformance-hooks.ts'
import { createFreshchat } from './freshchat.ts'
import { told } from './hook.ts'
import { vendorHook } from './wire.ts'

export type { Spoil }

export type Outcomes = { problems: string[]; log: Event[]; hooks: number; deliveries: number; lost: number }

const origin = 'http://127.0.0.1'
const agentRef = (vendor: string) => vendor.slice(0, 12) as AgentRef

/** Plays one history to its end and says in what it differs from the account's own truth. */
export async function playHistory(seed: number, spoil: Spoil | null = null): Promise<Outcomes> {
  const dice = createDice(seed)
  const hooks = new LateHooks(dice.fork('hooks'), 0.15)
  const vendor = directFreshchat({
    ...{ appId: app, seed, generation: dice.one(['2020', '2021', '2022'] as const) },
    onHook: (body) => hooks.post(body),
  })
  oddHabits(vendor, dice)
  const network = dice.fork('network')
  const stage = new FreshchatStage(vendor, network, spoil)
  await stage.stay.begin(network)
  await play(stage, { dice, clock: vendor.clock, hooks, looks: spoil !== 'neverLooks' })
  if (spoil !== 'neverLooks') await stage.look()
  return { problems: stage.problems(), log: stage.stay.world.log, ...hooks.counted }
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

class FreshchatStage implements Stage {
  readonly stay: Stay
  readonly #vendor: DirectFreshchat
  readonly #spoil: Spoil | null
  #said = 0

  constructor(vendor: DirectFreshchat, dice: Dice, spoil: Spoil | null) {
    this.#vendor = vendor
    this.#spoil = spoil
    this.stay = new Stay({
      ...{ desk: deskAt(vendor, dice), agentRef, spoil },
      visitorOf: () => vendor.account.state.users[0]?.id as never,
    })
  }

  async hear(body: string): Promise<boolean> {
    let all = true
    for (const event of told(account, vendorHook.parse(JSON.parse(body))))
      if ((await this.stay.hear(event)) !== 'taken') all = false
    return all
  }

  look(): Promise<void> {
    return this.stay.look()
  }

  /** Something happens at the desk, or the visitor writes in the widget. */
  async step(dice: Dice): Promise<void> {
    const thread = this.stay.world.now.handoff?.thread
    if (!thread) return
    const agent = this.#vendor.agent(dice.one(['Ann Archer', 'Ben Brook']))
    const words = () => `${dice.one(['ok', 'yes', 'Hello & <welcome>', 'é한🙂', 'line\nline'])} ${this.#said++}`
    const acts: (() => unknown)[] = [
      ...Array(5).fill(() => agent.reply(thread, words())),
      ...Array(3).fill(() => this.stay.world.say(dice.one(['ok', 'yes', words()]))),
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

  /** In what the conversation differs from the account's truth. */
  problems(): string[] {
    const { world } = this.stay
    const truth = this.#vendor.account.conversation(world.now.handoff?.thread ?? '')
    if (!truth) return ['there is no thread']
    const isPublic = truth.messages.filter((one) => one.type === 'normal' && !one.botsPrivateNote && !one.failed)
    const byTeam = isPublic.filter(({ by, source }) => by.kind === 'agent' && source !== 'system')
    const byVisitor = isPublic.filter(({ by }) => by.kind === 'user')
    const textOf = (event: Event): string | null => {
      if (event.kind === 'agentSaid' && !event.agent) return null
      if (!('message' in event) || !event.message) return ''
      return event.message.parts.some((part) => part.kind === 'link') ? 'a file' : plainText(event.message)
    }
    // An old account does not say who has it, nor then whether the former stay goes on, until they write.
    const sparse = this.#vendor.faults.all().some(({ name }) => name === 'sparseConversation') && truth.agent !== null
    const problems = differences(
      world,
      {
        agents: byTeam.map(({ text }) => text || 'a file'),
        visitor: byVisitor.map(({ source, text }) => ({ text, elsewhere: source === 'mobile' })),
        stay: sparse ? null : { open: truth.status !== 'resolved', status: truth.status, holder: truth.agent },
      },
      { agentRef, textOf, byArrival: this.#spoil === 'byArrival' },
    )
    if (JSON.stringify(world.log).includes('CANARY')) problems.push('something private is in the log')
    return [...problems, ...this.#vendor.breaches]
  }
}

function deskAt(vendor: DirectFreshchat, dice: Dice): Desk {
  return createFreshchat({
    ...{ account, config, memory: memoryOf(), outgoing: network(vendor, dice), log: pino({ level: 'silent' }) },
    clock: { now: () => vendor.clock.now() as Time, after: () => () => {} },
  })
}

/** The way to the account: some answers get lost behind the work, some calls before it. */
function network(vendor: DirectFreshchat, dice: Dice): Outgoing {
  return {
    call: async ({ method, url, body }) => {
      const post = method === 'POST'
      if (dice.happens(0.08)) return { kind: post ? 'notSent' : 'lost', code: 'reset' }
      const { pathname, search } = new URL(url)
      const reply = vendor.call(method, `${pathname}${search}`, structuredClone(body))
      if (post && dice.happens(0.25)) return { kind: 'lost', code: 'timeout' }
      const headers = new Headers({ date: new Date(vendor.clock.now()).toUTCString() })
      const bytes = Buffer.from(reply.body === undefined ? '' : JSON.stringify(reply.body))
      return { kind: 'answered', status: reply.status, headers, bytes }
    },
  }
}

const config: FreshchatConfig = {
  ...{ origin, loopback: true, tokens: ['a-token-of-tests'], leftOut: [], keys: [], topic: { name: 'Web chat' } },
  ...{ agentEmail: null, assign: { agent: null, group: null }, appId: app },
}
