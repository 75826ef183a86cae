import { expect, it } from 'vitest'
import { manualClock } from '../clock.ts'
import { eventually } from '../receiver.ts'
import { testWorld, type World } from './test-world.ts'

/** A bot of the demo app in group 0, before all others; and its token. */
async function withBot({ client, livechat }: World) {
  const owner = { owner_client_id: livechat.clientId }
  const groups = [{ id: 0, priority: 'first' }]
  const { body: bot } = await client.configure('create_bot', { name: 'Botty', groups, ...owner })
  const issue = async () =>
    (
      await client.configure('issue_bot_token', {
        ...{ bot_id: bot.id, client_id: livechat.clientId, bot_secret: bot.secret },
        organization_id: livechat.organizationId,
      })
    ).body.token as string
  const token = await issue()
  const as = (action: string, payload: object = {}, by = token) => client.agent(action, payload, `Bearer ${by}`)
  return { bot: bot as { id: string; secret: string }, issue, token, as, owner }
}

it('makes bots, which begin offline and hear nothing until they are not', async () => {
  const world = await testWorld()
  const { client, livechat, hooks, visitor } = world
  livechat.webhooks.length = 0
  const { bot, as, owner } = await withBot(world)
  expect(bot).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/), secret: expect.any(String) })
  const registration = { action: 'incoming_event', secret_key: 's', url: hooks.url, type: 'bot', ...owner }
  await client.configure('register_webhook', registration)
  const { chat } = await visitor.start()
  await visitor.say(chat, 'nobody hears this')
  await livechat.quiet()
  expect(hooks.hooks).toEqual([])
  expect((await as('set_routing_status', { status: 'not_accepting_chats' })).status).toBe(200)
  await visitor.say(chat, 'heard')
  await eventually(() => expect(hooks.texts()).toEqual(['heard']))
  await as('set_routing_status', { status: 'offline' })
  await visitor.say(chat, 'not heard')
  await livechat.quiet()
  expect(hooks.texts()).toEqual(['heard'])
})

it('routes to a bot first, unless the thread wants none', async () => {
  const world = await testWorld()
  const { livechat, visitor, client } = world
  const { bot, as } = await withBot(world)
  await as('set_routing_status', { status: 'accepting_chats' })
  const { chat } = await visitor.start()
  expect(livechat.chat(chat).users.map(({ id }) => id)).toContain(bot.id)
  const other = await client.customer()
  const wanted = { properties: { routing: { ignore_bots: true } } }
  const { body } = await other.begin(['hi'], { thread: wanted })
  expect(livechat.chat(body.chat_id).users.map(({ id }) => id)).not.toContain(bot.id)
})

it('lets a bot write by its own token and not by a personal one, for a day, in its own name', async () => {
  const clock = manualClock()
  const world = await testWorld({ clock })
  const { client, livechat, visitor } = world
  const { bot, as, token, owner } = await withBot(world)
  await as('set_routing_status', { status: 'accepting_chats' })
  const { chat } = await visitor.start()
  const event = { chat_id: chat, event: { type: 'message', text: 'I am a bot' } }
  expect((await as('send_event', event)).status).toBe(200)
  expect(livechat.events(chat).at(-1)).toMatchObject({ author: bot.id, text: 'I am a bot' })
  const byPat = await client.agent('send_event', event, client.basic)
  expect([byPat.error, byPat.body.error.message]).toEqual(['authorization', 'Requester is not user of the chat'])
  expect((await client.mint({}, token)).body.oauth_exception).toBe('access_denied')
  expect(
    (await as('list_agents_for_transfer', { chat_id: chat })).body.map((one: { agent_id: string }) => one.agent_id),
  ).toContain(bot.id)
  clock.advance(86_400_001)
  expect((await as('send_event', event)).error).toBe('authentication')
  expect((await client.configure('list_bots', owner)).body).toMatchObject([{ id: bot.id, name: 'Botty' }])
  expect((await client.configure('delete_bot', { id: bot.id, ...owner })).status).toBe(200)
  expect((await client.configure('delete_bot', { id: bot.id, ...owner })).error).toBe('not_found')
})

it('issues tokens to whoever has the secret, and ends the former ones only by a fault', async () => {
  const world = await testWorld()
  const { client, livechat, faults } = world
  const { bot, issue, token, as, owner } = await withBot(world)
  const second = await issue()
  expect((await as('list_chats', {})).status).toBe(200)
  faults.set('botTokenOverlap')
  await issue()
  for (const old of [token, second]) expect((await as('list_chats', {}, old)).error).toBe('authentication')
  const { secret } = (await client.configure('reset_bot_secret', { id: bot.id, ...owner })).body
  expect(secret).not.toBe(bot.secret)
  const wrong = { bot_id: bot.id, client_id: livechat.clientId, organization_id: livechat.organizationId }
  expect((await client.configure('issue_bot_token', { ...wrong, bot_secret: bot.secret })).error).toBe('authentication')
  expect((await client.configure('create_bot', { name: 'Nobody’s' })).error).toBe('validation')
})
