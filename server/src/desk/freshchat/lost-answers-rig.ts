/** For tests: the outbox with a real store, the real adapter, and a simulated account over HTTP that does the work and loses the answer. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDice } from '@baton/e2e/drive/dice.ts'
import { fastClock } from '@baton/e2e/drive/fast-clock.ts'
import { startFreshchat } from '@baton/e2e/vendors/freshchat/freshchat.ts'
import { keyPair } from '@baton/e2e/vendors/freshchat/identity.ts'
import type { ConversationId, SendKey, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { pino } from 'pino'
import { createLocalBell } from '../../bell/local.ts'
import type { Clock } from '../../clock.ts'
import { systemClock } from '../../clock.ts'
import { fold } from '../../conversation/fold.ts'
import { deskNamed, policy } from '../../conversation/histories.ts'
import type { Origin } from '../../conversation/ids.ts'
import { lookUpTimes } from '../../outbox/backoff.ts'
import { createCourier } from '../../outbox/courier.ts'
import { createGates } from '../../outbox/gates.ts'
import { createOpenings } from '../../outbox/opening.ts'
import { createSettling } from '../../outbox/settling.ts'
import { toDesk } from '../../outbox/to-desk.ts'
import { createVisitors } from '../../outbox/visitors.ts'
import { createOutgoing } from '../../outgoing/undici.ts'
import { createRecord } from '../../record.ts'
import { createSealer } from '../../secrets.ts'
import { openStore } from '../../store/open.ts'
import type { Claim } from '../../store/store.ts'
import { createDeskMemory } from '../memory.ts'
import { freshchatConfig } from './config.ts'
import { accountOf } from './convert.ts'
import { createFreshchat } from './freshchat.ts'

/** Waits of a minute pass in a second. */
const speed = 60
const site = 'acme' as SiteId
const { privateKey, publicKeyAs } = keyPair()

export type Said = { wanted: string[]; got: string[] }
/** `lost`: calls that were done there and whose answer never came. */
export type Storm = { lost: number; said: Said[]; breaches: string[] }

/** So many conversations write so much each, while nearly every answer gets lost in one of three ways, and some words before. */
export async function loseAnswers(given: {
  seed: number
  conversations: number
  messages: number
  /** How many answers of each conversation get lost; default: nearly all. */
  times?: number
  /** Breaks the promise on purpose. */
  spoil?: (claim: Claim) => Claim
}): Promise<Storm> {
  const dice = createDice(given.seed)
  const clock = fastClock({ epoch: Date.now(), speed }) as Clock
  const sim = await startFreshchat({ privateKey, clock, seed: given.seed })
  const data = await mkdtemp(join(tmpdir(), 'baton-lost-answers-'))
  const store = await openStore({ data }, { clock, fold, random: Math.random })
  const outgoing = createOutgoing({ clock: systemClock, limits: { total: 250 } })
  const account = accountOf(sim.appId)
  const log = pino({ level: 'silent' })
  const bell = createLocalBell()
  const set = freshchatConfig({ url: sim.url, token: sim.token, publicKey: publicKeyAs('pem'), topic: sim.topic.name })
  if ('troubles' in set) throw new Error(JSON.stringify(set.troubles))
  const memory = createDeskMemory({
    ...{ desks: store.desks, account, owner: 'server' },
    sealer: createSealer(['a secret key for tests']),
  })
  const desk = createFreshchat({ account, config: set.config, memory, outgoing, clock, log })
  let ids = 0
  const newId = () => `id-${ids++}`
  const rules = { ...policy, bot: false, lookEvery: 86_400_000, desks: [deskNamed('support', { account })] }
  const record = createRecord({
    ...{ log: store.log, bell, clock, newId },
    policy: () => rules,
    wake: () => courier.wake(),
  })
  const { spoil = (claim) => claim } = given
  const outbox = {
    ...store.outbox,
    // With nearly every answer lost the account's gate would close, and one probe at a time would say the same more slowly.
    gate: async () => {},
    claim: async (...how: Parameters<typeof store.outbox.claim>) => (await store.outbox.claim(...how)).map(spoil),
  }
  const visitors = createVisitors(() => memory)
  const gates = createGates({ outbox, clock, random: Math.random, onChange: () => {} })
  const later = async (claim: Claim) =>
    void (await outbox.postpone(claim, (clock.now() + 86_400_000) as Time, { code: 'later' }, { doubt: false }))
  const work = {
    ...toDesk({
      ...{ log: store.log, clock, visitors, bound: () => {}, assign: () => null },
      settling: createSettling({ outbox, record, gates, clock, random: Math.random, log, lookUps: lookUpTimes }),
      desk: async () => desk,
      desksOf: () => [desk],
      openings: createOpenings({ log: store.log, visitors, siteName: () => 'Acme' }),
    }),
    ...{ timer: later, look: later, turn: later, ticket: later },
  }
  const courier = createCourier({ outbox, work, clock, log, owner: 'server' })
  courier.start()

  async function begin(n: number): Promise<ConversationId> {
    const visitor = `visitor-${n}` as VisitorId
    await store.visitors.mint(site, visitor, new TextEncoder().encode(visitor))
    const id = await store.log.begin(site, visitor, `conversation-${n}` as ConversationId)
    await record(id, { origin: newId() as Origin, input: { kind: 'askedForPerson' } })
    return id
  }
  const ownThread = async (id: ConversationId) => (await store.log.get(id))?.handoff?.thread ?? null
  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (const began = Date.now(); !(await holds()); ) {
      if (Date.now() - began > 60_000) throw new Error(`${what} never came to be`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }

  try {
    const talks = await Promise.all(Array.from({ length: given.conversations }, (_, n) => begin(n)))
    const wanted = new Map<ConversationId, string[]>()
    await until('a thread', async () => (await Promise.all(talks.map(ownThread))).every((thread) => thread !== null))
    for (const [n, id] of talks.entries()) {
      // One that hangs holds up others, since an account has ten calls at a time.
      const how = n === 9 ? 'hang' : n % 2 ? 'reset' : '500'
      sim.faults.set('loseAnswer', {
        on: `POST /conversations/${await ownThread(id)}/messages`,
        how,
        ...(given.times === undefined ? { chance: 0.95 } : { times: given.times }),
      })
    }
    // Some never got there: who takes an earlier "ok" for theirs loses one.
    if (given.times === undefined) sim.faults.set('reset', { on: 'POST /conversations/:id/messages', chance: 0.12 })
    // Some of the looks come before the list has it.
    sim.faults.set('listLag', { ms: 4_000, chance: 0.2 })
    for (let n = 0; n < given.messages; n++) {
      for (const id of talks) {
        const text = dice.one(['ok', 'ok', 'yes', '👍', `no ${n}`])
        wanted.set(id, [...(wanted.get(id) ?? []), text])
        await record(id, { origin: newId() as Origin, input: { kind: 'wrote', key: newId() as SendKey, text } })
      }
    }
    const settled = async (id: ConversationId) => (await store.log.get(id))?.handoff?.owed.length === 0
    await until('an empty outbox', async () => (await Promise.all(talks.map(settled))).every(Boolean))
    const said = talks.map(async (id): Promise<Said> => {
      const { messages } = sim.conversation((await ownThread(id)) ?? '')
      const ours = messages.filter(({ by, text }) => by.kind === 'user' && !text.includes('· ref '))
      return { wanted: wanted.get(id) ?? [], got: ours.map(({ text }) => text) }
    })
    const lost = sim.requests.filter(({ faults }) => faults.includes('loseAnswer')).length
    return { lost, said: await Promise.all(said), breaches: sim.breaches.map(({ what }) => what) }
  } finally {
    await courier.stop(2_000)
    await bell.close()
    await outgoing.close()
    await sim.stop()
    await store.close()
    await rm(data, { recursive: true, force: true })
  }
}
