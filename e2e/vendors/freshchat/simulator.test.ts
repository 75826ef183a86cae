import { expect, it, onTestFinished } from 'vitest'
import { manualClock, systemClock } from '../clock.ts'
import { eventually } from '../receiver.ts'
import { startFreshchat } from './freshchat.ts'
import { testClient } from './test-client.ts'
import { testWorld } from './test-world.ts'

it('is an account of its own beside another one', async () => {
  const { freshchat: one } = await testWorld()
  const two = await startFreshchat()
  onTestFinished(() => two.stop())
  expect(one.appId).not.toBe(two.appId)
  expect(one.publicKey).not.toBe(two.publicKey)
  expect(one.topic.id).not.toBe(two.topic.id)
  const stranger = await testClient(two).call('GET', '/channels', undefined, { Authorization: `Bearer ${one.token}` })
  expect(stranger.status).toBe(401)
})

it('comes back with the same identity and the same conversations', async () => {
  const { freshchat: first, client } = await testWorld({ webhook: null })
  const { id } = await client.conversation('kept')
  const { appId, token, privateKey, port } = first
  const state = structuredClone(first.state)
  await first.stop()
  const second = await startFreshchat({ appId, token, privateKey, state, port })
  expect([second.url, second.publicKey, second.topic.id]).toEqual([first.url, first.publicKey, first.topic.id])
  expect(second.conversation(id).messages[0]?.text).toBe('kept')
  // The client may still hold a connection of the first one.
  await eventually(async () => expect((await client.get(`/conversations/${id}`)).status).toBe(200))
  await second.stop()
})

it('keeps the ids of its agents and topics for the same app id', async () => {
  const { freshchat: one } = await testWorld({ appId: 'demo' })
  const { freshchat: two } = await testWorld({ appId: 'demo' })
  expect(two.agents.map((agent) => agent.id)).toEqual(one.agents.map((agent) => agent.id))
  expect(two.topic.id).toBe(one.topic.id)
})

it('cuts every connection when it stops, also one that hangs and one that listens', async () => {
  const { freshchat } = await testWorld()
  const stream = await fetch(`${freshchat.url}/sim/api/changes`)
  const reading = stream.text()
  freshchat.faults.set('hang')
  const hanging = fetch(`${freshchat.url}/v2/channels`)
  await eventually(() => expect(freshchat.requests).toHaveLength(1))
  const ends = Promise.allSettled([hanging, reading])
  await freshchat.stop()
  expect((await ends).map((one) => one.status)).toEqual(['rejected', 'rejected'])
})

it('lets two agents act, each in their own name', async () => {
  const { freshchat, client } = await testWorld()
  const { id } = await client.conversation()
  freshchat.as('Ben Brook').assign(id)
  expect(freshchat.agents.find((agent) => agent.id === freshchat.conversation(id).agent)?.firstName).toBe('Ben')
  freshchat.as('bot@example.com').toGroup(id, 'Billing')
  expect(freshchat.conversation(id)).toMatchObject({ agent: null, group: freshchat.groups[1]?.id, status: 'new' })
  freshchat.as('Ben Brook').unassign(id)
  expect(() => freshchat.as('Nobody')).toThrow('the account has no agent "Nobody"')
  expect(() => freshchat.agent.reply('nowhere', 'x')).toThrow('the account has no conversation "nowhere"')
})

it('brings a tapped choice back as part of what the user says', async () => {
  const { freshchat, client } = await testWorld()
  const { id } = await client.conversation()
  freshchat.visitor.tap(id, 'Yes')
  expect(freshchat.conversation(id).messages.at(-1)).toMatchObject({
    by: { kind: 'user' },
    text: 'Yes',
    parts: [{ text: { content: 'Yes' } }, { quick_reply_button: { label: 'Yes', custom_reply_text: 'Yes' } }],
  })
})

it('resolves by the system, and marks a note in either way', async () => {
  const { freshchat, client, hooks } = await testWorld()
  const { id } = await client.conversation()
  freshchat.agent.note(id, 'one', 'private')
  freshchat.agent.note(id, 'two', 'bots')
  freshchat.autoResolve(id)
  await eventually(() => expect(hooks.actions()).toContain('conversation_resolution'))
  await freshchat.quiet()
  const resolve = hooks.hooks.find((hook) => hook.body.action === 'conversation_resolution')?.body
  expect(resolve).toMatchObject({
    actor: { actor_type: 'system', actor_id: '' },
    data: { resolve: { resolver: 'system' } },
  })
  const two = hooks.hooks.find((hook) => hook.body.data.message?.message_parts[0].text.content === 'two')?.body
  expect(two.data.message.botsPrivateNote).toBe(true)
})

it('has a clock of its own, which need not be ours, and may stand still', async () => {
  const offset = -3_600_000
  const { client } = await testWorld({ clock: systemClock(offset), webhook: null })
  const { body } = await client.post('/users', {})
  expect(Math.abs(Date.parse(body.created_time) - Date.now() - offset)).toBeLessThan(5000)
  const clock = manualClock(0)
  const { client: still } = await testWorld({ clock, webhook: null })
  expect((await still.post('/users', {})).body.created_time).toBe('1970-01-01T00:00:00.000Z')
})

it('tells watchers of every change until they stop', async () => {
  const { freshchat, client } = await testWorld()
  let seen = 0
  const stop = freshchat.watch(() => {
    seen += 1
  })
  await client.conversation()
  await freshchat.quiet()
  expect(seen).toBeGreaterThan(0)
  stop()
  const before = seen
  await client.conversation()
  expect(seen).toBe(before)
})
