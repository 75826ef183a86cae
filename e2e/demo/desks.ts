import { createServer } from 'node:net'
import path from 'node:path'
import { type Freshchat, startFreshchat } from '../vendors/freshchat/freshchat.ts'
import * as freshchatAccount from '../vendors/freshchat/kept-account.ts'
import { type Freshdesk, startFreshdesk } from '../vendors/freshdesk/freshdesk.ts'
import * as freshdeskAccount from '../vendors/freshdesk/kept-account.ts'
import * as livechatAccount from '../vendors/livechat/kept-account.ts'
import { type Livechat, startLivechat } from '../vendors/livechat/livechat.ts'

/** Kept from start to start, so that open pages stay right; another one is taken when it is in use. */
const ports = { freshchat: 4010, livechat: 4011, freshdesk: 4012 }
const perMinute = 600

export type Desks = { freshchat: Freshchat; livechat: Livechat; freshdesk: Freshdesk; stop(): Promise<void> }

/** All simulated accounts, with what was said in them before. */
export async function startDesks(data: string): Promise<Desks> {
  const file = (name: string) => path.join(data, `simulated-${name}.json`)
  const [freshchat, livechat, freshdesk] = await Promise.all([
    freePort(ports.freshchat).then((port) =>
      startFreshchat({ ...freshchatAccount.keptAccount(file('freshchat')), port, perMinute }),
    ),
    freePort(ports.livechat).then((port) =>
      startLivechat({ ...livechatAccount.keptAccount(file('livechat')), port, perMinute }),
    ),
    freePort(ports.freshdesk).then((port) =>
      startFreshdesk({ ...freshdeskAccount.keptAccount(file('freshdesk')), port, perMinute }),
    ),
  ])
  const stopKeeping = [
    freshchatAccount.keepAccount(freshchat, file('freshchat')),
    livechatAccount.keepAccount(livechat, file('livechat')),
    freshdeskAccount.keepAccount(freshdesk, file('freshdesk')),
  ]
  return {
    freshchat,
    livechat,
    freshdesk,
    async stop() {
      for (const stop of stopKeeping) stop()
      await Promise.all([freshchat.stop(), livechat.stop(), freshdesk.stop()])
    },
  }
}

function freePort(wanted: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(0))
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(wanted)))
  })
}
