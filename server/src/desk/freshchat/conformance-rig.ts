import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Freshchat, FreshchatOptions } from '@baton/e2e/vendors/freshchat/freshchat.ts'
import { startFreshchat } from '@baton/e2e/vendors/freshchat/freshchat.ts'
import { keyPair } from '@baton/e2e/vendors/freshchat/identity.ts'
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
import type { FreshchatEntry } from './config.ts'
import { freshchatConfig } from './config.ts'
import { accountOf } from './convert.ts'
import { createFreshchat } from './freshchat.ts'

export type Rig = DeskDriver & {
  sim: Freshchat
  memory: DeskMemory
  make(entry?: Partial<FreshchatEntry>, account?: string): Desk
}

// Making a key takes longer than most tests.
const { privateKey } = keyPair()

/** A clock that runs ten times as fast, for what waits some seconds. */
export const hurriedClock = (): Clock => {
  const began = Date.now()
  return { now: () => (began + (Date.now() - began) * 10) as ReturnType<Clock['now']>, after: systemClock.after }
}

/** A simulated account, a real store, and the adapter between them. */
export async function withFreshchat(
  test: (rig: Rig) => Promise<void>,
  given: {
    sim?: FreshchatOptions
    entry?: Partial<FreshchatEntry>
    clock?: Clock
    lines?: object[]
    through?: (outgoing: Outgoing) => Outgoing
    files?: KeptFiles
  } = {},
): Promise<void> {
  const clock = given.clock ?? systemClock
  const sim = await startFreshchat({ privateKey, ...given.sim })
  const data = await mkdtemp(join(tmpdir(), 'baton-freshchat-'))
  const store = await openStore({ data }, { clock, random: Math.random, fold })
  const real = createOutgoing({ clock: systemClock, limits: { total: 2_000 } })
  const outgoing = given.through?.(real) ?? real
  const account = accountOf(sim.appId)
  let servers = 0

  function make(entry: Partial<FreshchatEntry> = {}, as: string = account): Desk {
    const result = freshchatConfig({
      url: sim.url,
      token: sim.token,
      publicKey: sim.publicKey,
      topic: sim.topic.name,
      ...given.entry,
      ...entry,
    })
    if ('troubles' in result) throw new Error(JSON.stringify(result.troubles))
    const log = pino(
      { level: 'debug' },
      { write: (text: string) => void given.lines?.push(JSON.parse(text) as object) },
    )
    return createFreshchat({
      account: as as AccountId,
      config: result.config,
      memory: memoryOf(),
      outgoing,
      clock,
      log,
      ...(given.files && { files: given.files }),
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
    identify: 'POST /users',
    open: 'POST /conversations',
    say: 'POST /conversations/:id/messages',
    note: 'POST /conversations/:id/messages',
  }
  const rig: Rig = {
    sim,
    memory: memoryOf(),
    make,
    desk: make(),
    again: () => make(),
    visitor: () => ({ id: id<VisitorId>() }),
    people: (visitor) => sim.users.filter((user) => user.referenceId === visitor.id).length,
    threads: () => sim.conversations.map((one) => one.id),
    written: (thread) =>
      sim.conversation(thread).messages.map((one) => ({
        id: one.id,
        by: one.by.kind === 'user' ? 'visitor' : one.by.kind === 'agent' ? 'agent' : 'other',
        // The simulator shows parts as lines; what was cut in two is one text.
        text: one.parts.map((part) => (part.text as { content?: string } | undefined)?.content ?? '').join(''),
        private: one.type === 'private',
      })),
    isOpen: (thread) => sim.conversation(thread).status !== 'resolved',
    agent: {
      id: sim.agent.id,
      name: 'Ann Archer',
      email: 'ann.archer@example.com',
      says: (thread, text) => void sim.agent.reply(thread, text),
      notes(thread, text) {
        sim.agent.note(thread, text)
        sim.agent.note(thread, text, 'bots')
      },
      takes: (thread) => sim.agent.assign(thread),
      leaves: (thread) => sim.agent.unassign(thread),
      resolves: (thread) => sim.agent.resolve(thread),
      reopens: (thread) => sim.agent.reopen(thread),
    },
    hooks: () => sim.deliveries.map(({ body }) => hookOf(sim, body)),
    forge: ({ raw }) => {
      const other = keyPair()
      const altered = Buffer.from(raw)
      altered[20] = (altered[20] ?? 0) ^ 1
      const signature = sim.sign(raw)
      return [
        { raw, headers: new Headers() },
        { raw, headers: new Headers({ 'x-freshchat-signature': other.sign(raw) }) },
        { raw, headers: new Headers({ 'x-freshchat-signature': signature.slice(4) }) },
        {
          raw,
          headers: new Headers([
            ['x-freshchat-signature', signature],
            ['x-freshchat-signature', signature],
          ]),
        },
        { raw: altered, headers: new Headers({ 'x-freshchat-signature': signature }) },
        {
          raw: Buffer.from(JSON.stringify(JSON.parse(Buffer.from(raw).toString()), null, 1)),
          headers: new Headers({ 'x-freshchat-signature': signature }),
        },
      ]
    },
    loseAnswer: (of) => sim.faults.set('loseAnswer', { on: routes[of], times: 1 }),
    cutOff: (of) => sim.faults.set('reset', { on: routes[of], times: 1 }),
    break: (how) => sim.faults.set(how === 'tooMany' ? 'tooMany' : how === 'tokenRefused' ? 'tokenRevoked' : 'outage'),
    mend: () => sim.faults.clear(),
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

export const hookOf = (sim: Freshchat, body: string) => ({
  raw: Buffer.from(body),
  headers: new Headers({ 'x-freshchat-signature': sim.sign(body) }),
})
