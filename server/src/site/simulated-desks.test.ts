import { expect, it } from 'vitest'
import { freshchatEntry, livechatEntry } from './desk-entries.ts'
import { simulatedDesks } from './simulated-desks.ts'

const freshchat = (url: string) =>
  freshchatEntry.parse({ kind: 'freshchat', url, token: { secret: 'a' }, topic: 'Web chat' })
const livechat = (apiUrl?: string) => livechatEntry.parse({ kind: 'livechat', agentToken: { secret: 'a' }, apiUrl })

it('are those on this machine, whoever made them', () => {
  expect(
    simulatedDesks({ support: freshchat('http://127.0.0.1:4010'), sales: livechat('http://localhost:4011') }),
  ).toEqual([
    { name: 'support', kind: 'freshchat', page: 'http://127.0.0.1:4010/sim' },
    { name: 'sales', kind: 'livechat', page: 'http://localhost:4011/sim' },
  ])
})

it('are none of the real ones', () => {
  expect(
    simulatedDesks({ a: freshchat('acme.freshchat.com'), b: livechat(), c: livechat('https://api.example.com') }),
  ).toEqual([])
  expect(simulatedDesks(undefined)).toEqual([])
})
