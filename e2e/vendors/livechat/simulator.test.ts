import { expect, it, onTestFinished } from 'vitest'
import { manualClock, systemClock } from '../clock.ts'
import { eventually } from '../receiver.ts'
import { startLivechat } from './livechat.ts'
import { testClient } from './test-client.ts'
import { testWorld } from './test-world.ts'

it('is an account of its own beside another one', async () => {
  const { livechat: one, visitor } = await testWorld()
  const two = await startLivechat()
  onTestFinished(() => two.stop())
  expect(one.organizationId).not.toBe(two.organizationId)
  expect(one.clientId).not.toBe(two.clientId)
  const stranger = testClient(two)
  expect((await stranger.mint({ client_id: one.clientId }, one.agentToken)).status).toBe(401)
  const path = `/v3.6/customer/action/list_chats?organization_id=${two.organizationId}`
  expect((await stranger.call('POST', path, {}, stranger.bearer(visitor.token))).error).toBe('authentication')
})

it('comes back with the same identity, chats, tokens and webhooks', async () => {
  const { livechat: first, visitor } = await testWorld()
  const { chat } = await visitor.start('kept')
  await first.quiet()
  const state = structuredClone(first.state)
  const { port, agentToken } = first
  await first.stop()
  const second = await startLivechat({ state, port })
  onTestFinished(() => second.stop())
  expect([second.url, second.agentToken, second.clientId]).toEqual([first.url, agentToken, first.clientId])
  expect(second.events(chat)[0]?.text).toBe('kept')
  // The client may still hold a connection of the first one.
  await eventually(async () => expect((await visitor.say(chat, 'again')).status).toBe(200))
  await second.quiet()
})

it('keeps ids of agents and apps for the same organization', async () => {
  const organizationId = '11111111-2222-4333-a444-555555555555'
  const { livechat: one } = await testWorld({ organizationId })
  const { livechat: two } = await testWorld({ organizationId })
  expect(two.clientId).toBe(one.clientId)
  expect(two.agents.map((agent) => agent.hex)).toEqual(one.agents.map((agent) => agent.hex))
})

it('cuts every connection when it stops: one that hangs, one that listens, a socket', async () => {
  const { livechat, visitor } = await testWorld()
  const socket = await visitor.loggedIn()
  const stream = await fetch(`${livechat.url}/sim/api/changes`)
  const reading = stream.text()
  livechat.faults.set('hang')
  const hanging = visitor.post('list_chats')
  await eventually(() => expect(livechat.requests.at(-1)?.path).toContain('list_chats'))
  const ends = Promise.allSettled([hanging, reading])
  await livechat.stop()
  expect((await ends).map((one) => one.status)).toEqual(['rejected', 'rejected'])
  await eventually(() => expect(socket.isClosed()).toBe(true))
})

it('lets agents act, each in their own name, and throws on what is not there', async () => {
  const { livechat, visitor } = await testWorld()
  const { chat } = await visitor.start()
  livechat.as('ben@example.com').reply(chat, 'taken over')
  expect(
    livechat
      .chat(chat)
      .users.filter((user) => user.present)
      .map((user) => user.id),
  ).toEqual([visitor.id, 'ben@example.com'])
  const said = livechat.as('Ben Brook').reply(chat, 'mine')
  expect(() => livechat.agent.edit(chat, said.id, 'x')).toThrow('only the own events can be changed')
  expect(() => livechat.as('Nobody')).toThrow('the account has no agent "Nobody"')
  expect(() => livechat.agent.reply('nowhere', 'x')).toThrow('the account has no chat "nowhere"')
  livechat.as('Ben Brook').close(chat)
  expect(() => livechat.agent.reply(chat, 'x')).toThrow(`the chat "${chat}" is not active`)
})

it('takes every event that an agent can send, files too', async () => {
  const { livechat, visitor } = await testWorld()
  const { chat } = await visitor.start()
  livechat.agent.attach(chat, { name: 'a.txt', type: 'text/plain', bytes: Buffer.from('hi') })
  livechat.agent.reply(chat, { type: 'custom', content: { a: 1 } })
  livechat.agent.reply(chat, { type: 'form', form_id: 'f', fields: [] })
  const { body } = await visitor.post('list_threads', { chat_id: chat })
  expect(body.threads[0].events.map((event: { type: string }) => event.type)).toEqual([
    'message',
    'system_message',
    'file',
    'custom',
    'form',
  ])
  expect(await (await fetch(body.threads[0].events[2].url)).text()).toBe('hi')
})

it('has a clock of its own, which need not be ours, and may stand still', async () => {
  const offset = -3_600_000
  const { livechat, visitor } = await testWorld({ clock: systemClock(offset) })
  const { chat } = await visitor.start()
  expect(Math.abs(Date.parse(livechat.events(chat)[0]?.at ?? '') - Date.now() - offset)).toBeLessThan(5000)
  const { livechat: still, visitor: other } = await testWorld({ clock: manualClock(0) })
  const { chat: early } = await other.start()
  expect(still.events(early)[0]?.at).toMatch(/^1970-01-01T00:00:00\.0000\d\dZ$/)
})

it('tells watchers of every change until they stop', async () => {
  const { livechat, visitor } = await testWorld()
  let seen = 0
  const stop = livechat.watch(() => {
    seen += 1
  })
  await visitor.start()
  await livechat.quiet()
  expect(seen).toBeGreaterThan(0)
  stop()
  const before = seen
  livechat.foreign()
  expect(seen).toBe(before)
})
