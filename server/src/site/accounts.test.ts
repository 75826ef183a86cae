import { expect, it } from 'vitest'
import type { AccountId } from '../conversation/ids.ts'
import { done } from '../outcome.ts'
import { createSealer } from '../secrets.ts'
import { createAccounts } from './accounts.ts'
import { type FreshchatEntry, freshchatEntry, type LivechatEntry, livechatEntry } from './desk-entries.ts'
import { fakeDesks, rememberingLog, toyKinds } from './fakes.ts'

const sealer = createSealer(['wq8X0vT5mJ1nC7rLz3FhKd9YbE2sGuPa6oViNtR4yMQ='])
const organization = 'livechat:one' as AccountId
const desks = fakeDesks()
const server = () =>
  createAccounts({ desks, sealer, kinds: toyKinds().kinds, log: rememberingLog().log, deps: {} as never })

const entry = (more: object = {}): LivechatEntry => livechatEntry.parse({ kind: 'livechat', ...more })
const app = { clientId: 'app', clientSecret: { secret: 'livechat-client' } }

it('keeps what a consent told for every server, and for every desk of that app, however it is used', async () => {
  const here = server()
  expect(here.of(entry(app))).toBeNull()
  await here.learn(entry(app), organization)
  const used = entry({
    ...app,
    agentToken: { secret: 'livechat-agent' },
    accountId: 'a',
    pat: { secret: 'livechat-pat' },
    group: 3,
    webhookSecret: { secret: 'livechat-webhook' },
  })
  expect([here.of(entry(app)), here.of(used)]).toEqual([organization, organization])
  const there = server()
  expect(there.of(used)).toBeNull()
  expect(await there.recall([used])).toBe(true)
  expect(there.of(used)).toBe(organization)
})

it('tells apps, trials and places apart', async () => {
  const here = server()
  await here.learn(entry(app), organization)
  const others = [
    entry({ ...app, clientId: 'another' }),
    entry({ agentToken: { secret: 'livechat-agent' } }),
    entry({ ...app, accountsUrl: 'http://127.0.0.1:4020' }),
  ]
  expect(others.map(here.of)).toEqual([null, null, null])
})

it('knows a desk whose token is being replaced by either of its two, and asks each for itself', async () => {
  const asked: string[] = []
  const kinds = toyKinds().kinds
  const freshchat = {
    ...kinds.desks.freshchat,
    account: () => null,
    findAccount: async (desk: FreshchatEntry) => {
      asked.push(desk.token.map(({ secret }) => secret).join('+'))
      return desk.token[0]?.secret === 'dead'
        ? { kind: 'retry' as const, why: { code: 'token-refused' }, scope: 'account' as const }
        : done(`freshchat:${desk.token[0]?.secret === 'other' ? 'two' : 'one'}` as AccountId)
    },
  } as NonNullable<typeof kinds.desks.freshchat>
  const here = createAccounts({
    desks: fakeDesks(),
    sealer,
    kinds: { ...kinds, desks: { ...kinds.desks, freshchat } },
    log: rememberingLog().log,
    deps: { secret: (name: string) => (name === 'unset' ? null : name) } as never,
  })
  const desk = (...tokens: string[]): FreshchatEntry =>
    freshchatEntry.parse({
      kind: 'freshchat',
      url: 'https://acme.freshchat.com',
      topic: 'Web chat',
      token: tokens.map((secret) => ({ secret })),
    })
  const one = 'freshchat:one'
  expect(await here.search([desk('old')])).toBe(true)
  expect([here.of(desk('old', 'unset')), here.of(desk('unset', 'old')), here.of(desk('unset'))]).toEqual([
    one,
    one,
    null,
  ])
  expect(await here.search([desk('unset')])).toBe(false)
  await here.search([desk('dead', 'new')])
  expect([here.of(desk('new')), here.of(desk('dead', 'new')), here.of(desk('dead'))]).toEqual([one, one, null])
  await here.search([desk('other')])
  expect(here.of(desk('other'))).toBe('freshchat:two')
  expect(asked).toEqual(['old', 'dead', 'new', 'other'])
})
