import { type ErrorType, statuses } from '@baton/e2e/vendors/livechat/errors.ts'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../outcome.ts'
import { id, opened, openingOf, say, value } from '../conformance.ts'
import type { Desk, Opening, Thread } from '../desk.ts'
import { type Rig, withLivechat } from './conformance-rig.ts'

const types = Object.keys(statuses) as ErrorType[]

/** What each error of the contract (§1.5) makes of a visitor's message; whatever is not named is refused, with its type. */
const ofMessages: Partial<Record<ErrorType, object>> = {
  customer_banned: { kind: 'gone', why: 'banned' },
  chat_inactive: { kind: 'gone', why: 'closed' },
  authorization: { kind: 'gone', why: 'deleted' },
  not_found: { kind: 'gone', why: 'deleted' },
  chat_anonymized: { kind: 'gone', why: 'deleted' },
  authentication: { kind: 'retry', scope: 'account' },
  too_many_requests: { kind: 'retry', scope: 'account' },
  license_expired: { kind: 'retry', scope: 'account' },
  license_not_found: { kind: 'retry', scope: 'account' },
  wrong_product_version: { kind: 'retry', scope: 'account' },
  unsupported_version: { kind: 'retry', scope: 'account' },
  misdirected_request: { kind: 'retry', scope: 'delivery' },
  pending_requests_limit_reached: { kind: 'retry', scope: 'delivery' },
  users_limit_reached: { kind: 'retry', scope: 'delivery' },
  internal: { kind: 'unsure' },
  service_unavailable: { kind: 'unsure' },
  request_timeout: { kind: 'unsure' },
}

describe('a message', () => {
  it.each(types)('that meets %s is lost never and doubled never', (type) =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      const order = say('once', null)
      rig.sim.faults.set('refuse', { on: 'send_event', how: type })
      const outcome = await rig.desk.send(thread, order, false)
      expect(outcome).toMatchObject(ofMessages[type] ?? { kind: 'refused', why: { code: type } })
      expect(rig.written(thread.id).filter(({ text }) => text === 'once')).toEqual([])
      rig.sim.faults.clear('refuse')
      await value(rig.desk.send(thread, order, outcome.kind === 'unsure'))
      expect(rig.written(thread.id).filter(({ text }) => text === 'once')).toHaveLength(1)
      expect(rig.breaches()).toEqual([])
    }),
  )
})

type Given = { rig: Rig; desk: Desk; thread: Thread; opening: Opening }
/** Every call of the port that asks LiveChat for something. */
const calls: { [name: string]: (given: Given) => Promise<Outcome<unknown>> } = {
  identify: ({ rig, desk }) => desk.identify(rig.visitor(), null, false),
  open: ({ desk, opening }) => desk.open(opening, false),
  findOpening: ({ desk, opening }) => desk.findOpening(opening),
  say: ({ desk, thread }) => desk.send(thread, say('x', null), false),
  doubt: ({ desk, thread }) => desk.send(thread, say('x', null), true),
  find: ({ desk, thread }) => desk.find(thread, say('x', null)),
  rate: ({ desk, thread }) => desk.send(thread, { kind: 'rate', key: id(), score: 5 }, false),
  catchUp: ({ desk, thread }) => desk.catchUp(thread, null),
  agent: ({ rig }) => rig.again().agent('nobody@example.com'),
  close: ({ desk, thread }) => desk.send(thread, { kind: 'close', key: id(), by: 'visitor' }, false),
}
const given = async (rig: Rig): Promise<Given> => {
  const { desk } = rig
  return { rig, desk, thread: (await opened(rig)).thread, opening: await openingOf(rig) }
}
const kinds = ['done', 'retry', 'unsure', 'refused', 'gone']
const isAccounts = (type: ErrorType): boolean => JSON.stringify(ofMessages[type] ?? {}).includes('account')

describe('every call', () => {
  it(`has an outcome for every error of the contract (${types.length} × ${Object.keys(calls).length})`, () =>
    withLivechat(async (rig) => {
      let tried = 0
      for (const type of types)
        for (const [name, call] of Object.entries(calls)) {
          const made = await given(rig)
          rig.sim.faults.set('refuse', { how: type })
          const outcome = await call(made)
          rig.sim.faults.clear('refuse')
          tried += 1
          expect(kinds, `${type} ${name}`).toContain(outcome.kind)
          // An account's trouble stops everybody, whoever met it first.
          if (isAccounts(type) && name !== 'identify')
            expect(outcome, `${type} ${name}`).toMatchObject({ kind: 'retry', scope: 'account' })
        }
      console.info(`${tried} pairs of a call and an error`)
    }))

  it.each([
    ...(['tooMany', 'serverError', 'reset', 'portalPage', 'tokenRevoked'] as const),
    ...(['forbidden', 'outage', 'misdirected', 'oauthDown'] as const),
  ])('ends in an outcome while there is %s, and works when it is over', (fault) =>
    withLivechat(async (rig) => {
      const made = await given(rig)
      rig.sim.faults.set(fault, fault === 'misdirected' ? { how: '' } : {})
      for (const [name, call] of Object.entries(calls)) {
        if (name !== 'close') expect(kinds, name).toContain((await call(made)).kind)
      }
      expect(['unknown', 'open', 'busy', 'closed']).toContain((await rig.again().availability()).kind)
      rig.mend()
      await value(rig.again().send(made.thread, say('after', null), false))
      await value(rig.again().catchUp(made.thread, null))
    }),
  )
})
