import { createPublicKey, verify } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Received } from '../receiver.ts'
import { eventually, receiver } from '../receiver.ts'
import type { Freshchat } from './freshchat.ts'
import { testWorld } from './test-world.ts'

function isSigned(freshchat: Freshchat, hook: Received): boolean {
  const key = createPublicKey(freshchat.publicKeyAs('spki'))
  return verify('sha256', hook.raw, key, Buffer.from(String(hook.headers['x-freshchat-signature']), 'base64'))
}

it('signs the raw bytes of every webhook, whatever letters are in it', async () => {
  const { freshchat, hooks, client } = await testWorld()
  const { id } = await client.conversation('é 한국어 🎈 আমি')
  freshchat.agent.reply(id, 'ça va')
  await eventually(() => expect(hooks.hooks).toHaveLength(2))
  expect(hooks.hooks.map((hook) => isSigned(freshchat, hook))).toEqual([true, true])
  expect(hooks.texts()).toEqual(['é 한국어 🎈 আমি', 'ça va'])
  expect(hooks.hooks[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-freshchat-payload-version': '1.0',
    'x-retry-count': '0',
  })
})

it('tells of messages, assignments, resolutions and reopenings, and of nothing else', async () => {
  const { freshchat, hooks, client } = await testWorld()
  const { id } = await client.conversation()
  freshchat.agent.assign(id)
  freshchat.agent.resolve(id)
  freshchat.visitor.say(id, 'again')
  await eventually(() => expect(hooks.texts()).toHaveLength(2))
  await freshchat.quiet()
  expect(new Set(hooks.actions())).toEqual(
    new Set(['message_create', 'conversation_assignment', 'conversation_resolution', 'conversation_reopen']),
  )
})

it('echoes what came by the API, changes of status too', async () => {
  const { hooks, client } = await testWorld()
  const { id } = await client.conversation('echo me')
  await client.put(`/conversations/${id}`, { status: 'resolved' })
  await eventually(() => expect(hooks.actions()).toContain('conversation_resolution'))
  expect(hooks.texts()).toEqual(['echo me'])
})

it("sends the whole account's events to the one URL", async () => {
  const { freshchat, hooks } = await testWorld()
  const foreign = freshchat.foreign({ text: 'not for you' })
  await eventually(() => expect(hooks.texts()).toHaveLength(2))
  expect(hooks.hooks[0]?.body.data.message).toMatchObject({ conversation_id: foreign.id, app_id: freshchat.appId })
})

it('tries again five times with a rising X-Retry-Count and the same bytes, then gives up', async () => {
  const { freshchat, hooks } = await testWorld({}, () => 500)
  freshchat.foreign()
  await eventually(() => expect(freshchat.deliveries.map((one) => one.state)).toEqual(['failed', 'failed']))
  const first = hooks.hooks.filter((hook) => hook.raw.equals(hooks.hooks[0]?.raw ?? Buffer.alloc(0)))
  expect(first.map((hook) => hook.headers['x-retry-count'])).toEqual(['0', '1', '2', '3', '4', '5'])
  expect(freshchat.deliveries[0]?.attempts.map((attempt) => attempt.status)).toEqual([500, 500, 500, 500, 500, 500])
})

it('stops trying once it was taken', async () => {
  const { freshchat } = await testWorld({}, (_hook, n) => (n < 3 ? 404 : 204))
  const { id } = freshchat.foreign()
  freshchat.deliveries.splice(0)
  freshchat.agent.reply(id, 'x')
  await freshchat.quiet()
  expect(freshchat.deliveries[0]?.state).toBe('delivered')
})

it('counts a redirect as a failure and no answer within the time as one', async () => {
  const { freshchat } = await testWorld({ delivery: { timeout: 60, gaps: [5, 5] } }, (_hook, n) =>
    n === 1 ? 302 : n === 2 ? null : 200,
  )
  freshchat.hook({ action: 'whatever' })
  await freshchat.quiet()
  const [delivery] = freshchat.deliveries
  expect(delivery?.attempts.map((attempt) => [attempt.retry, attempt.status, attempt.why])).toEqual([
    [0, 302, null],
    [1, null, 'no answer within 60 ms'],
    [2, 200, null],
  ])
})

it('does not let a slow webhook hold up the others', async () => {
  const { freshchat, hooks } = await testWorld({}, (hook) => (hook.body.slow ? null : 200))
  freshchat.hook({ slow: true })
  freshchat.hook({ slow: false })
  await eventually(() => expect(freshchat.deliveries[1]?.state).toBe('delivered'))
  expect(hooks.hooks).toHaveLength(2)
  expect(freshchat.deliveries[0]?.state).toBe('pending')
})

it('sends any body rightly signed, JSON or not', async () => {
  const { freshchat, hooks } = await testWorld()
  freshchat.hook('{ not json')
  await eventually(() => expect(hooks.hooks).toHaveLength(1))
  expect(hooks.hooks[0]?.raw.toString()).toBe('{ not json')
  expect(hooks.hooks.every((hook) => isSigned(freshchat, hook))).toBe(true)
})

it('drops what happens while there is no URL, and goes to a new one at once', async () => {
  const { freshchat, hooks } = await testWorld({ webhook: null })
  freshchat.hook({ n: 1 })
  freshchat.setWebhook(hooks.url)
  freshchat.hook({ n: 2 })
  await eventually(() => expect(hooks.hooks.map((hook) => hook.body.n)).toEqual([2]))
  await freshchat.quiet()
  expect(freshchat.deliveries.map((one) => one.state)).toEqual(['dropped', 'delivered'])
})

it('goes on after a stop with what was not delivered, on the same port', async () => {
  const { freshchat, client } = await testWorld({ delivery: { gaps: [20_000] } }, () => 500)
  const { port } = freshchat
  const { id } = await client.conversation('kept')
  await eventually(() => expect(freshchat.deliveries[0]?.attempts).toHaveLength(1))
  await freshchat.stop()
  await expect(client.get('/channels')).rejects.toThrow()
  const better = await receiver()
  freshchat.setWebhook(better.url)
  await freshchat.start()
  await eventually(() => expect(better.actions()).toEqual(['message_create']))
  expect(better.hooks[0]?.body.data.message.message_parts).toEqual([{ text: { content: 'kept' } }])
  expect(better.hooks[0]?.headers['x-retry-count']).toBe('1')
  expect(freshchat.port).toBe(port)
  await eventually(async () => expect((await client.get(`/conversations/${id}`)).status).toBe(200))
  await better.close()
})
