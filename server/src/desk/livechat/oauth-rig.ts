// For tests only: a simulated LiveChat account, a real store, and consents, under one clock that can be turned.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LivechatOptions } from '@baton/e2e/vendors/livechat/livechat.ts'
import { startLivechat } from '@baton/e2e/vendors/livechat/livechat.ts'
import type { Time } from '@baton/shared/ids.ts'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { type Clock, systemClock } from '../../clock.ts'
import { fold } from '../../conversation/fold.ts'
import type { AccountId } from '../../conversation/ids.ts'
import { createOutgoing } from '../../outgoing/undici.ts'
import type { Outgoing } from '../../outgoing.ts'
import { createSealer } from '../../secrets.ts'
import { openStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'
import type { DeskMemory } from '../desk.ts'
import { createDeskMemory } from '../memory.ts'
import { exchangeCode } from './oauth-calls.ts'
import { keepGrant } from './oauth-grant.ts'
import { oauthToken } from './oauth-token.ts'

/** The real one, with hands that can be turned. */
export function turnedClock(): Clock & { turn(ms: number): void } {
  let ahead = 0
  return {
    now: () => (Date.now() + ahead) as Time,
    after: systemClock.after,
    turn(ms) {
      ahead += ms
    },
  }
}

export const redirectUri = 'http://127.0.0.1:3000/oauth/livechat'
/** A refresh under way for `hang` ms gives up; tests pass less than the ten seconds of the product. */
const total = 2_000

export async function oauthRig(options: LivechatOptions = {}) {
  const clock = turnedClock()
  const sim = await startLivechat({ clock, ...options })
  const data = await mkdtemp(join(tmpdir(), 'baton-livechat-'))
  const store = await openStore({ data }, { clock, random: Math.random, fold })
  const http = createOutgoing({ clock: systemClock, limits: { total } })
  const account = `livechat:${sim.organizationId}` as AccountId
  const app = { clientId: sim.clientId, clientSecret: sim.clientSecret, accountsUrl: sim.url }
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  onTestFinished(async () => {
    await http.close()
    await store.close()
    await sim.stop()
    await rm(data, { recursive: true, force: true })
  })

  const memoryOf = (of: AccountId, owner = 'server', desks: Store['desks'] = store.desks): DeskMemory =>
    createDeskMemory({ desks, account: of, sealer: createSealer(['only for tests, and long enough for one']), owner })

  return {
    ...{ clock, sim, store, http, account, app, lines, log, memoryOf },
    memory: memoryOf(account),
    /** One server's token. */
    token: (more: { owner?: string; http?: Outgoing; memory?: DeskMemory; clientSecret?: string } = {}) =>
      oauthToken({
        ...app,
        ...{ http, clock, log, connect: 'npm run baton -- livechat connect acme sales' },
        memory: memoryOf(account, more.owner),
        ...more,
      }),
    /** Somebody consents, and the grant is kept. */
    async consent() {
      const query = { response_type: 'code', client_id: sim.clientId, redirect_uri: redirectUri }
      const back = new URL(sim.consent(`${sim.url}/?${new URLSearchParams(query)}`))
      const code = back.searchParams.get('code') ?? ''
      const grant = await exchangeCode({ http, clock, app }, { code, redirectUri })
      if (grant.kind !== 'done') throw new Error(JSON.stringify(grant))
      await keepGrant(memoryOf(account), sim.clientId, grant.value)
      return grant.value
    },
    renewals: () => sim.requests.filter(({ method, path }) => method === 'POST' && path === '/v2/token').length,
    /** Whether LiveChat still takes it. */
    works: async (token: string) =>
      (await fetch(`${sim.url}/v2/info`, { headers: { Authorization: `Bearer ${token}` } })).ok,
  }
}
export type OauthRig = Awaited<ReturnType<typeof oauthRig>>
