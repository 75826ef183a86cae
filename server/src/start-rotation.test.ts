import { keyPair } from '@baton/e2e/vendors/freshchat/identity.ts'
import { plainText } from '@baton/shared/message.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Client, connect, eventually, newKey } from './gateway/rig.ts'
import { startWorld } from './start-rig.ts'

type World = Awaited<ReturnType<typeof startWorld>>
let world: World
let server: Awaited<ReturnType<World['start']>>
let ann: Client

beforeEach(async () => {
  world = await startWorld()
  server = await world.start()
  ann = await connect(server.url, {})
  await ann.hello()
  await ann.act('person')
  await eventually(() => expect(world.freshchat.conversations).toHaveLength(1))
  world.freshchat.agent.reply(there().id, 'Hello, Ann here')
  await eventually(() => expect(heard()).toEqual(['Hello, Ann here']))
})
afterEach(async () => {
  await server.stop(5_000)
  await world.close()
})

const there = () => world.freshchat.conversations[0] as World['freshchat']['conversations'][number]
const heard = () => [
  ...new Set(
    ann.batches
      .flatMap(({ events }) => events)
      .flatMap((event) => (event.kind === 'agentSaid' ? [plainText(event.message)] : [])),
  ),
]
const say = (text: string) => ann.ask('send', { session: ann.session, key: newKey(), text })
const said = () =>
  there().messages.flatMap(({ by, text }) => (by.kind === 'user' && !text.startsWith('—') ? [text] : []))

describe('an owner who replaces', () => {
  it('the token loses no message: what was written in between waits, and goes once', async () => {
    await server.change({
      from: 'token: { secret: freshchat-token }',
      to: 'token: [{ secret: freshchat-token }, { secret: new-token }]',
    })
    await say('Before')
    await eventually(() => expect(said()).toEqual(['Before']))
    const token = world.freshchat.renewToken()
    await say('In between')
    await eventually(() =>
      expect(world.freshchat.requests.filter(({ status }) => status === 401).length).toBeGreaterThan(0),
    )
    expect(said()).toEqual(['Before'])
    const metric = async (name: string) => {
      const text = await (await fetch(`${server.url}/metrics`)).text()
      return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1])
    }
    await eventually(async () => expect(await metric('baton_accounts_out')).toBe(1))
    expect(await metric('baton_message_waits_seconds')).toBeGreaterThan(0)
    await server.secret('new-token', token)
    await say('After')
    await eventually(() => expect(said()).toEqual(['Before', 'In between', 'After']), 60_000)
    expect(world.freshchat.breaches).toEqual([])
  }, 90_000)

  it('the webhook’s key hears what is signed by either, and by no third', async () => {
    const old = world.freshchat.publicKey
    const stranger = keyPair()
    world.freshchat.renewKey()
    const armour = (key: string) => `      ${key.trim().replaceAll('\n', '\n      ')}`
    const list = [old, world.freshchat.publicKey].map((key) => `      - |\n  ${armour(key).replaceAll('\n', '\n  ')}`)
    await server.change({ from: `    publicKey: |\n${armour(old)}`, to: `    publicKey:\n${list.join('\n')}` })
    world.freshchat.agent.reply(there().id, 'Signed anew')
    await eventually(() => expect(heard()).toEqual(['Hello, Ann here', 'Signed anew']))
    const body = Buffer.from(world.freshchat.deliveries.at(-1)?.body ?? '')
    const post = (signature: string) =>
      fetch(server.hook, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'X-Freshchat-Signature': signature },
      })
    expect((await post(stranger.sign(body))).status).toBe(401)
    expect((await post(world.freshchat.sign(body))).status).toBe(200)
  })
})
