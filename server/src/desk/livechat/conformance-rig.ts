import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Livechat, LivechatOptions } from '@baton/e2e/vendors/livechat/livechat.ts'
import { startLivechat } from '@baton/e2e/vendors/livechat/livechat.ts'
import type { VisitorId } from '@baton/shared/ids.ts'
import { pino } from 'pino'
import type { Clock } from '../../clock.ts'
import { systemClock } from '../../clock.ts'
import { fold } from '../../conversation/fold.ts'
import type { AccountId } from '../../conversation/ids.ts'
import { createOutgoing } from '../../outgoing/undici.ts'
import type { Outgoing } from '../../outgoing.ts'
import { createSealer } from '../../secrets.ts'
import { openStore } from '../../store/open.ts'
import type { DeskDriver } from '../conformance.ts'
import { id } from '../conformance.ts'
import type { Desk, DeskMemory, KeptFiles } from '../desk.ts'
import { createDeskMemory } from '../memory.ts'
import type { AccountToken } from './account-token.ts'
import { fixedToken } from './account-token.ts'
import type { LivechatEntry } from './config.ts'
import { livechatConfig } from './config.ts'
import { accountOf } from './convert.ts'
import type { LiveLimits } from './live.ts'
import { createLivechat } from './livechat.ts'

export type Rig = DeskDriver & {
  sim: Livechat
  memory: DeskMemory
  make(entry?: Partial<LivechatEntry>, more?: Making): Desk
  /** Another server's. */
  memoryOf(): DeskMemory
}

type Making = { memory?: DeskMemory; token?: AccountToken; trial?: boolean }

export const hookSecret = 'a secret that only LiveChat knows'.replaceAll(' ', '-')
export const hookUrl = 'http://127.0.0.1:9/hooks/acme/sales/key'

/** A simulated account, a real store, and the adapter between them. Nobody takes a chat unless a test says so. */
export async function withLivechat(
  test: (rig: Rig) => Promise<void>,
  given: {
    sim?: LivechatOptions
    entry?: Partial<LivechatEntry>
    scopes?: string[]
    clock?: Clock
    lines?: object[]
    through?: (outgoing: Outgoing) => Outgoing
    /** The router gives chats to agents by itself. */
    routes?: boolean
    live?: Partial<LiveLimits>
    files?: KeptFiles
    /** False: the simulator keeps its own clock. */
    simClock?: false
  } = {},
): Promise<void> {
  const clock = given.clock ?? systemClock
  const sim = await startLivechat({
    delivery: { timeout: 500, gaps: [] },
    ...(given.clock && given.simClock !== false && { clock }),
    ...given.sim,
  })
  const data = await mkdtemp(join(tmpdir(), 'baton-livechat-'))
  const store = await openStore({ data }, { clock, random: Math.random, fold })
  const real = createOutgoing({ clock: systemClock, limits: { total: 2_000 } })
  const outgoing = given.through?.(real) ?? real
  const account: AccountId = accountOf(sim.organizationId)
  let servers = 0

  sim.registerWebhooks(hookUrl, { secret: hookSecret })
  if (!given.routes) sim.faults.set('nobodyFree')
  const agentToken = given.scopes ? sim.agentTokenFor(sim.agent.id, given.scopes) : sim.agentToken

  function make(entry: Partial<LivechatEntry> = {}, more: Making = {}): Desk {
    const result = livechatConfig(
      { apiUrl: sim.url, accountsUrl: sim.url, webhookSecret: hookSecret, group: 3, ...given.entry, ...entry },
      sim.organizationId,
    )
    if ('troubles' in result) throw new Error(JSON.stringify(result.troubles))
    const log = pino(
      { level: 'debug' },
      { write: (text: string) => void given.lines?.push(JSON.parse(text) as object) },
    )
    return createLivechat({
      account,
      config: result.config,
      token: more.token ?? fixedToken({ token: agentToken, mend: 'give another' }),
      trial: more.trial ?? false,
      memory: more.memory ?? memoryOf(),
      ...{ outgoing, clock, log, hookUrl },
      ...{ live: given.live ?? {}, ...(given.files && { files: given.files }) },
    })
  }
  function memoryOf(): DeskMemory {
    servers += 1
    return createDeskMemory({
      desks: store.desks,
      account,
      sealer: createSealer(['a secret key for tests']),
      owner: `server-${servers}`,
    })
  }

  const routes = {
    identify: ['POST /v2/customer/token'],
    open: ['start_chat', 'resume_chat'],
    say: ['send_event'],
    note: ['send_event'],
  }
  const chats = () => sim.chats.filter((chat) => !chat.foreign)
  const rig: Rig = {
    sim,
    memory: memoryOf(),
    memoryOf,
    make,
    desk: make(),
    ways: { endsTwice: true, idsAreEmails: true },
    again: () => make(),
    visitor: () => ({ id: id<VisitorId>() }),
    people: (visitor) =>
      sim.customers.filter(({ sessionFields }) => sessionFields.some((one) => one['Baton visitor'] === visitor.id))
        .length,
    threads: () => chats().map((one) => one.id),
    written: (thread) =>
      sim.events(thread).map((one) => ({
        id: one.id,
        by: one.author === null ? 'other' : one.author === sim.chat(thread).customer ? 'visitor' : 'agent',
        text: one.text,
        private: one.visibility === 'agents',
      })),
    isOpen: (thread) => sim.thread(thread).active,
    agent: {
      id: sim.agent.id,
      name: 'Ann Archer',
      email: sim.agent.id,
      says: (thread, text) => void sim.agent.reply(thread, text),
      notes(thread, text) {
        sim.agent.note(thread, text)
        sim.systemSays(thread, 'agent_added', text, 'agents')
      },
      takes: (thread) => sim.agent.assign(thread),
      leaves: (thread) => sim.agent.unassign(thread),
      resolves: (thread) => sim.agent.close(thread),
      reopens: (thread) => void sim.agent.resume(thread),
    },
    hooks: () => sim.deliveries.map(({ body }) => hookOf(body)),
    forge: ({ raw, headers }) => forged(raw).map((body) => ({ raw: Buffer.from(JSON.stringify(body)), headers })),
    loseAnswer: (of) => {
      for (const on of routes[of]) sim.faults.set('loseAnswer', { on, times: 1 })
    },
    cutOff: (of) => {
      for (const on of routes[of]) sim.faults.set('reset', { on, times: 1 })
    },
    break: (how) => sim.faults.set(how === 'tooMany' ? 'tooMany' : how === 'tokenRefused' ? 'tokenRevoked' : 'outage'),
    mend: () => {
      sim.faults.clear()
      if (!given.routes) sim.faults.set('nobodyFree')
    },
    breaches: () => sim.breaches.map(({ what, where }) => `${where}: ${what}`),
  }
  try {
    await test(rig)
  } finally {
    await real.close()
    await sim.stop()
    await store.close()
    await rm(data, { recursive: true, force: true })
  }
}

export const hookOf = (body: string) => ({ raw: Buffer.from(body), headers: new Headers() })

function forged(raw: Uint8Array): unknown[] {
  const body = JSON.parse(Buffer.from(raw).toString()) as { [key: string]: unknown }
  const { secret_key: _secret, ...rest } = body
  return [
    rest,
    { ...body, secret_key: `${hookSecret}~` },
    { ...body, secret_key: hookSecret.slice(1) },
    { ...body, secret_key: hookSecret.toUpperCase() },
    { ...body, secret_key: '' },
    { ...body, secret_key: null },
    { ...body, secret_key: [hookSecret] },
    { ...rest, payload: { ...(body['payload'] as object), secret_key: hookSecret } },
    [body],
  ]
}
