import { createDice } from '@baton/e2e/drive/dice.ts'
import { agentOf } from '@baton/e2e/vendors/livechat/acts.ts'
import { directLivechat } from '@baton/e2e/vendors/livechat/direct.ts'
import { grantAgent } from '@baton/e2e/vendors/livechat/tokens.ts'
import type { Seq, Time, VisitorId } from '@baton/shared/ids.ts'
import { plainText, textMessage } from '@baton/shared/message.ts'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import type { Outcome } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import { allOf, value } from '../conformance.ts'
import type { Desk } from '../desk.ts'
import { memoryOf } from '../direct-rig.ts'
import { account, clockOf, directDesk, network, organizationId, secret } from './direct-rig.ts'
import { keepGrant } from './oauth-grant.ts'
import { oauthToken } from './oauth-token.ts'

const minute = 60_000
type CaughtUp = Awaited<ReturnType<Desk['catchUp']>> extends Outcome<infer T> ? T : never

/** A day's account: by consent, with tokens of eight hours, and two servers of which each does half. */
async function day(more: { renewAhead?: false } = {}) {
  const hooks: string[] = []
  const vendor = directLivechat({
    ...{ organizationId, seed: 8, secret, onPush: () => {} },
    onHook: (body) => void hooks.push(body),
  })
  const memory = memoryOf()
  const refused: string[] = []
  const lossless = network(vendor, { dice: createDice(8), losses: { before: 0, after: 0 } })
  const outgoing: Outgoing = {
    async call(request) {
      const answer = await lossless.call(request)
      if (answer.kind === 'answered' && answer.status === 401) refused.push(request.url)
      return answer
    },
  }
  const clock = clockOf(vendor)
  const { access, refresh } = grantAgent(
    vendor.account,
    vendor.app,
    agentOf(vendor.account, 'Olga Owner'),
    vendor.app.scopes,
  )
  const now = clock.now()
  const life = more.renewAhead === false ? 24 * 60 * minute : 8 * 60 * minute
  await keepGrant(memory, vendor.app.clientId, {
    ...{ access: access.token, refresh: refresh.token, from: now, until: (now + life) as Time },
    ...{ scopes: vendor.app.scopes, organization: organizationId, agent: null },
  })
  const app = { clientId: vendor.app.clientId, clientSecret: vendor.app.clientSecret, accountsUrl: 'http://127.0.0.1' }
  const server = () =>
    directDesk(vendor, {
      ...{ dice: createDice(8), losses: { before: 0, after: 0 }, memory, outgoing },
      token: oauthToken({ ...app, memory, http: outgoing, clock, log: pino({ level: 'silent' }), connect: 'connect' }),
    })
  return { vendor, servers: [server(), server()] as const, refused, hooks, account }
}

it('a chat of seventeen hours never meets a token that has ended, on either side', async () => {
  const { vendor, servers, refused } = await day()
  const facts = { id: 'visitor' as VisitorId }
  const visitor = await value(servers[0].identify(facts, null, false))
  const { thread } = await value(
    servers[0].open(
      {
        ...{ key: 'open' as never, conversation: 'c' as never, visitor, facts, siteName: 'Acme', reason: 'asked' },
        ...{ summary: null, waits: true, transcript: [], former: null, known: [] },
      },
      false,
    ),
  )
  const ann = vendor.agent('Ann Archer')
  const said: string[] = []
  let mark: string | null = null
  const heard: string[] = []
  for (let n = 0; n < 102; n++) {
    vendor.clock.advance(10 * minute)
    const server = servers[n % 2] ?? servers[0]
    said.push(`visitor ${n}`)
    const message = textMessage(`visitor ${n}`)
    const order = {
      kind: 'say' as const,
      key: `k-${n}` as never,
      as: 'visitor' as const,
      message,
      last: null,
      seq: 1 as Seq,
    }
    expect((await server.send(thread, order, false)).kind, `after ${n * 10} minutes`).toBe('done')
    ann.reply(thread.id, `agent ${n}`)
    const looked: CaughtUp = await value(server.catchUp(thread, mark))
    mark = looked.mark
    heard.push(
      ...looked.events.flatMap((event) =>
        event.kind === 'said' && event.by.kind === 'agent' ? [plainText(event.message)] : [],
      ),
    )
    expect((await server.availability()).kind).not.toBe('unknown')
  }
  const own = vendor.account.chat(thread.id)?.threads.flatMap(({ events }) => events) ?? []
  expect(
    own
      .filter(({ author, client }) => author === visitor.id && client)
      .map(({ text }) => text)
      .slice(1),
  ).toEqual(said)
  expect(new Set(heard)).toEqual(new Set(Array.from({ length: 102 }, (_, n) => `agent ${n}`)))
  // Neither side was ever asked with a token that had ended.
  expect(refused).toEqual([])
  const minted = vendor.account.state.tokens.filter(({ kind, holder }) => kind === 'customer' && holder === visitor.id)
  expect(minted.length).toBeGreaterThanOrEqual(3)
  expect(minted.length).toBeLessThanOrEqual(4)
  // Each was there more than an hour before the one before it ended.
  const life = 8 * 60 * minute
  for (const [n, { expires }] of minted.slice(1).entries())
    expect((minted[n]?.expires ?? 0) - (expires - life)).toBeGreaterThan(60 * minute)
  console.info(
    `102 messages each way in 17 hours, two servers, ${minted.length} customer tokens, ${refused.length} refused calls`,
  )
  expect(vendor.breaches).toEqual([])
  expect(await allOf(servers[1], thread)).not.toEqual([])
})

it('and a token that ended all the same costs one call, and no message', async () => {
  const { vendor, servers, refused } = await day({ renewAhead: false })
  const [server] = servers
  const facts = { id: 'visitor' as VisitorId }
  await value(server.identify(facts, null, false))
  vendor.clock.advance(9 * 60 * minute)
  // By our book the account's token lives; by theirs it has ended.
  expect((await server.identify({ id: 'another' as VisitorId }, null, false)).kind).toBe('done')
  expect(refused.length).toBe(1)
})
