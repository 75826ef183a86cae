// For tests only: webhook bodies in the shape of the vendor's newest samples.
import type { Time } from '@baton/shared/ids.ts'
import type { AccountId } from '../../conversation/ids.ts'
import { keepsNothing } from './file-hosts.ts'
import { readHook } from './hook.ts'
import { createSightings } from './sightings.ts'
import type { Hearing } from './states.ts'
import { createVendorClock } from './vendor-clock.ts'
import type { VendorUser } from './wire.ts'

export const organization = '6ad1a3f0-0000-4000-8000-000000000001'
export const account = `livechat:${organization}` as AccountId
export const secret = 'CANARY-secret-of-the-webhook'
export const customer = 'b0f6e9a2-0000-4000-8000-000000000002'
export const agent = 'ann@example.com'
export const bot = '5c9871d5372c824cbf22d860a707a578'
export const place = { chat_id: 'PJ0MRSHTDG', thread_id: 'K600PKZON8' }
export const created = '2026-01-05T09:00:00.120000Z'

/** A server's ear, with a clock that can be turned and what it met. */
export function ear() {
  let now = Date.parse('2026-01-05T09:00:05Z')
  const clock = { now: () => now as Time }
  const met: VendorUser[] = []
  const hearing: Hearing & { secret: string } = {
    ...{ account, secret, clock: createVendorClock(clock), sightings: createSightings(clock) },
    met: (user) => void met.push(user),
    echo: () => {},
    wrote: () => {},
    grouped: () => {},
    keeps: keepsNothing,
  }
  return {
    hearing,
    met,
    turn(ms: number) {
      now += ms
    },
    read: (body: unknown) => readHook(hearing, { raw: Buffer.from(JSON.stringify(body)), headers: new Headers() }),
  }
}

/** Fields set to undefined are left out, as JSON does. */
export const hook = (action: string, payload: object, more: object = {}) => ({
  webhook_id: 'w-1',
  secret_key: secret,
  action,
  organization_id: organization,
  payload,
  additional_data: {},
  ...more,
})

export const event = (more: object = {}) => ({
  id: 'K600PKZON8_3',
  created_at: created,
  type: 'message',
  text: 'CANARY words',
  author_id: agent,
  visibility: 'all',
  ...more,
})

export const said = (more: object = {}) => hook('incoming_event', { ...place, event: event(more) })
export const user = (more: object = {}) => ({
  id: agent,
  type: 'agent',
  name: 'Ann Archer',
  email: agent,
  present: true,
  avatar: 'https://cdn.example.com/ann.png',
  visibility: 'all',
  ...more,
})
