/** For tests: the adapter at a simulated account without a wire, over a network that loses what chance wants. */
import type { Dice } from '@baton/e2e/drive/dice.ts'
import type { DirectLivechat } from '@baton/e2e/vendors/livechat/direct.ts'
import type { Time } from '@baton/shared/ids.ts'
import { pino } from 'pino'
import type { Clock } from '../../clock.ts'
import type { AccountId } from '../../conversation/ids.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { Desk, DeskMemory } from '../desk.ts'
import { memoryOf } from '../direct-rig.ts'
import { type AccountToken, fixedToken } from './account-token.ts'
import { livechatConfig } from './config.ts'
import type { OpenSocket } from './live-socket.ts'
import { createLivechat } from './livechat.ts'

export const organizationId = '6ad1a3f0-0000-4000-8000-0000000000aa'
export const account = `livechat:${organizationId}` as AccountId
export const secret = 'CANARY-secret-of-the-webhook'

/** How often a call is cut before anything is done, and how often the answer of one that made something is lost. */
export type Losses = { before: number; after: number }

/** One server's desk. Servers share what `memory` holds. */
export function directDesk(
  vendor: DirectLivechat,
  given: {
    dice: Dice
    losses: Losses
    memory?: DeskMemory
    token?: AccountToken
    outgoing?: Outgoing
    openSocket?: OpenSocket
    salted?: <T>(said: T) => T
  },
): Desk {
  const result = livechatConfig(
    { clientId: vendor.app.clientId, webhookSecret: secret, group: 3, apiUrl: 'http://127.0.0.1' },
    organizationId,
  )
  if ('troubles' in result) throw new Error(JSON.stringify(result.troubles))
  return createLivechat({
    ...{ account, config: result.config, memory: given.memory ?? memoryOf(), log: pino({ level: 'silent' }) },
    outgoing: given.outgoing ?? network(vendor, given),
    token: given.token ?? fixedToken({ token: vendor.agentToken, mend: '' }),
    clock: clockOf(vendor),
    random: () => 0.5,
    openSocket: given.openSocket ?? (() => () => {}),
  })
}

export const clockOf = (vendor: DirectLivechat): Clock => ({
  now: () => vendor.clock.now() as Time,
  after: (ms, then) => vendor.clock.after(ms, then),
})

export function network(
  vendor: DirectLivechat,
  { dice, losses: { before, after }, salted }: { dice: Dice; losses: Losses; salted?: <T>(said: T) => T },
): Outgoing {
  return {
    call: async ({ method, url, headers = {}, body }) => {
      const makes = /start_chat|resume_chat|send_event|customer\/token/.test(url)
      if (dice.happens(before)) return { kind: makes ? 'notSent' : 'lost', code: 'reset' }
      const { pathname, search } = new URL(url)
      const { authorization = '' } = headers
      const reply = vendor.call(method, `${pathname}${search}`, authorization, structuredClone(body))
      if (makes && dice.happens(after)) return { kind: 'lost', code: 'timeout' }
      const date = new Headers({ date: new Date(vendor.clock.now()).toUTCString() })
      const bytes = Buffer.from(
        reply.body === undefined ? '' : JSON.stringify(salted ? salted(reply.body) : reply.body),
      )
      return { kind: 'answered', status: reply.status, headers: date, bytes }
    },
  }
}
