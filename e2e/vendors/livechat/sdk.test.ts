import tls from 'node:tls'
import { Agent, Configuration, Customer } from '@livechat/lc-sdk-js'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { eventually, receiver } from '../receiver.ts'
import { selfSigned } from '../self-signed.ts'
import type { Livechat } from './livechat.ts'
import { startLivechat } from './livechat.ts'

// The vendor's own client knows https and wss only; it is asked to trust one more certificate.
const certificate = selfSigned()

beforeAll(() => {
  const before = tls.getCACertificates()
  tls.setDefaultCACertificates([...before, certificate.cert])
  return () => tls.setDefaultCACertificates(before)
})

/** Speaks v3.6 instead of the 3.4 it was made for (contract 10.1). */
const modern = <T extends object>(client: T): T => Object.assign(client, { version: '3.6' })

async function account() {
  const livechat = await startLivechat({ tls: certificate })
  onTestFinished(() => livechat.stop())
  const options = { apiUrl: livechat.url.replace('https://', '') }
  const organizationID = livechat.organizationId
  const agentToken = () => ({ organizationID, accessToken: livechat.agentToken, region: 'dal' })
  const { access_token, entity_id } = await customerToken(livechat)
  const customer = () => ({ organizationID, accessToken: access_token, region: 'dal' })
  return {
    livechat,
    access_token,
    entity_id,
    web: modern(new Customer.Web(livechat.clientId, customer, options)),
    rtm: connected(modern(new Customer.RTM(organizationID, options))),
    agent: modern(new Agent.Web(livechat.clientId, agentToken, options)),
    agentRtm: connected(modern(new Agent.RTM(options))),
    configuration: modern(new Configuration.Web(livechat.clientId, agentToken, options)),
  }
}

/** The SDK has no way to close: its heartbeat and its socket end with the test. */
function connected<T extends { connect(): Promise<void> }>(rtm: T): T {
  onTestFinished(() => {
    const { heartbeatInterval, socket } = rtm as unknown as { heartbeatInterval?: NodeJS.Timeout; socket?: WebSocket }
    clearInterval(heartbeatInterval)
    socket?.close()
  })
  return rtm
}

async function customerToken({ url, clientId, agentToken }: Livechat) {
  const response = await fetch(`${url}/v2/customer/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${agentToken}` },
    body: JSON.stringify({ grant_type: 'agent_token', client_id: clientId, response_type: 'token' }),
  })
  return (await response.json()) as { access_token: string; entity_id: string }
}

it("is driven by the vendor's own client: a customer by Web", async () => {
  const { livechat, web, entity_id } = await account()
  await web.updateCustomer({ name: 'Vi', email: 'vi@example.com' })
  await web.setCustomerSessionFields([{ page: '/pricing' }])
  expect(await web.getCustomer()).toMatchObject({ name: 'Vi', session_fields: [{ page: '/pricing' }] })
  expect(await web.listGroupStatuses([0, 3])).toEqual({ groups_status: { 0: 'online', 3: 'online' } })
  expect((await web.getDynamicConfiguration({ group_id: 0 })).organization_id).toBe(livechat.organizationId)

  expect((await web.listChats()).chats_summary).toEqual([])
  const { chat_id, thread_id } = await web.startChat({ chat: { access: { group_ids: [0] } } } as never)
  await web.sendSneakPeek(chat_id, 'hel')
  const { event_id } = await web.sendEvent(chat_id, { type: 'message', text: 'hello' } as never)
  livechat.agent.reply(chat_id, 'hi')
  const { threads } = await web.listThreads(chat_id)
  const authors = threads[0]?.events?.map((event) => ('author_id' in event ? event.author_id : undefined))
  expect(authors).toEqual([undefined, entity_id, livechat.agents[0]?.hex])
  await web.markEventsAsSeen(chat_id, livechat.events(chat_id).at(-1)?.at ?? '')
  await web.updateThreadProperties(chat_id, thread_id, { rating: { score: 1 } } as never)
  await web.updateEventProperties(chat_id, thread_id, event_id, { test: { seen: true } } as never)
  await web.deactivateChat(chat_id)
  await expect(web.sendEvent(chat_id, { type: 'message', text: 'late' } as never)).rejects.toMatchObject({
    type: 'chat_inactive',
  })
  const { thread_id: next } = await web.resumeChat({ chat: { id: chat_id, access: { group_ids: [0] } } } as never)
  expect((await web.getChat(chat_id)).thread.id).toBe(next)
  expect(livechat.breaches).toEqual([])
})

it("is driven by the vendor's own client: a customer by RTM", async () => {
  const { livechat, rtm, access_token, entity_id } = await account()
  await rtm.connect()
  const heard: string[] = []
  for (const push of ['incoming_chat', 'incoming_event', 'user_added_to_chat', 'incoming_typing_indicator'] as const) {
    rtm.on(push as never, () => heard.push(push))
  }
  await expect(rtm.login('Bearer nonsense')).rejects.toMatchObject({ error: { type: 'authentication' } })
  expect(await rtm.login(`Bearer ${access_token}`)).toMatchObject({
    customer: { id: entity_id },
    has_active_thread: false,
  })
  const { chat_id } = await rtm.startChat({ chat: { access: { group_ids: [0] } } } as never)
  await rtm.sendEvent(chat_id, { type: 'message', text: 'hello' } as never)
  livechat.agent.typing(chat_id, true)
  await eventually(() => expect(heard.at(-1)).toBe('incoming_typing_indicator'))
  expect(heard).toEqual([
    'incoming_chat',
    'user_added_to_chat',
    'incoming_event',
    'incoming_event',
    'incoming_typing_indicator',
  ])
  await rtm.deactivateChat(chat_id)
  await expect(rtm.deactivateChat(chat_id)).rejects.toMatchObject({ error: { type: 'chat_inactive' } })
  expect(livechat.breaches).toEqual([])
})

it("is driven by the vendor's own client: an agent by Web and by RTM", async () => {
  const { livechat, web, agent, agentRtm } = await account()
  await agentRtm.connect()
  await agentRtm.login(`Bearer ${livechat.agentToken}`)
  const heard: string[] = []
  agentRtm.on(
    'incoming_event' as never,
    ((payload: { event: { text: string } }) => heard.push(payload.event.text)) as never,
  )
  const { chat_id, thread_id } = await web.startChat({ chat: { access: { group_ids: [0] } } } as never)
  await web.sendEvent(chat_id, { type: 'message', text: 'hello' } as never)
  await eventually(() => expect(heard).toContain('hello'))
  await agent.sendTypingIndicator(chat_id, true, 'all' as never)
  await agent.sendEvent(chat_id, { type: 'message', text: 'hi', visibility: 'all' } as never)
  await agent.tagThread(chat_id, thread_id, 'bug')
  expect((await agent.listChats()).chats_summary).toMatchObject([{ id: chat_id }])
  expect(await agent.listAgentsForTransfer(chat_id)).toHaveLength(2)
  await agent.transferChat(chat_id, { target: { type: 'agent', ids: ['ben@example.com'] } } as never)
  expect(livechat.chat(chat_id).users.at(-1)?.id).toBe('ben@example.com')
  await expect(agent.deactivateChat(chat_id)).rejects.toMatchObject({ type: 'authorization' })
  await agent.deactivateChat(chat_id, true)
  expect(livechat.breaches).toEqual([])
})

it("is driven by the vendor's own client: configuration, webhooks to the end", async () => {
  const { livechat, configuration, web } = await account()
  const hooks = await receiver()
  onTestFinished(hooks.close)
  const webhook = { action: 'incoming_chat', secret_key: 'sdk', url: hooks.url, type: 'license' }
  const { id } = (await configuration.registerWebhook(webhook as never, livechat.clientId)) as { id: string }
  expect(await configuration.listWebhooks(livechat.clientId)).toMatchObject([{ id, action: 'incoming_chat' }])
  expect(await configuration.getLicenseWebhooksState()).toEqual({ license_webhooks_enabled: true })
  expect(await configuration.listGroups(['routing_status'] as never)).toHaveLength(3)
  await web.startChat({} as never)
  await livechat.quiet()
  expect(hooks.hooks.map(({ body }) => [body.webhook_id, body.secret_key])).toEqual([[id, 'sdk']])
  await configuration.unregisterWebhook(id, livechat.clientId)
  expect(livechat.webhooks).toEqual([])
  expect(livechat.breaches).toEqual([])
})
