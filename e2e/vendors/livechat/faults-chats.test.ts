import { expect, it } from 'vitest'
import type { Fields } from '../receiver.ts'
import { eventually } from '../receiver.ts'
import type { FaultIn } from './fault-catalogue.ts'
import type { World } from './test-world.ts'
import { testWorld } from './test-world.ts'

const events = async ({ visitor }: World, chat: string): Promise<Fields[]> =>
  (await visitor.post('list_threads', { chat_id: chat })).body.threads[0].events

/** Each fault of the group, and how it is seen to bite; the type makes sure that none is left out. */
const proofs: Record<FaultIn<'Chats'>, (world: World) => Promise<void>> = {
  async groupsOffline({ faults, visitor }) {
    faults.set('groupsOffline', { on: '3' })
    const { body } = await visitor.post('list_group_statuses', { all: true })
    expect(body.groups_status).toEqual({ 0: 'online', 3: 'offline', 4: 'online' })
    faults.set('groupsOffline')
    expect((await visitor.begin(['x'])).error).toBe('groups_offline')
  },

  async nobodyFree({ faults, visitor, livechat }) {
    faults.set('nobodyFree')
    expect((await visitor.post('list_group_statuses', { all: true })).body.groups_status['0']).toBe('online_for_queue')
    const { chat } = await visitor.start()
    expect(livechat.thread(chat).queuedAt).not.toBeNull()
    faults.clear('nobodyFree')
    expect(livechat.thread(chat).queuedAt).toBeNull()
    expect(livechat.chat(chat).users).toHaveLength(2)
  },

  async listLag(world) {
    const { faults, visitor } = world
    faults.set('listLag', { ms: 60_000 })
    const { chat } = await visitor.start()
    expect((await visitor.post('list_chats')).body.total_chats).toBe(0)
    expect((await visitor.begin(['again'])).error).toBe('chat_limit_reached')
    expect((await visitor.post('list_threads', { chat_id: chat })).body.threads).toEqual([])
    faults.clear()
    expect(await events(world, chat)).toHaveLength(2)
  },

  async shortPage({ faults, visitor }) {
    const { chat } = await visitor.start()
    await visitor.post('deactivate_chat', { id: chat })
    await visitor.resume(chat)
    faults.set('shortPage')
    const { body } = await visitor.post('list_threads', { chat_id: chat })
    expect([body.threads.length, body.found_threads, typeof body.next_page_id]).toEqual([1, 2, 'string'])
  },

  async emptyLastPage({ faults, visitor }) {
    const { chat } = await visitor.start()
    faults.set('emptyLastPage')
    const { next_page_id: page_id } = (await visitor.post('list_threads', { chat_id: chat, limit: 1 })).body
    expect((await visitor.post('list_threads', { chat_id: chat, page_id })).body.threads).toEqual([])
  },

  async repeatingPage({ faults, visitor }) {
    const { chat } = await visitor.start()
    await visitor.post('deactivate_chat', { id: chat })
    await visitor.resume(chat)
    faults.set('repeatingPage')
    const first = (await visitor.post('list_threads', { chat_id: chat, limit: 1 })).body
    const again = (await visitor.post('list_threads', { chat_id: chat, page_id: first.next_page_id })).body
    expect(again.threads[0].id).toBe(first.threads[0].id)
  },

  async stickyGroup({ faults, visitor, livechat }) {
    const { body } = await visitor.begin(['x'], { access: { group_ids: [4] } })
    livechat.agent.close(body.chat_id)
    faults.set('stickyGroup')
    await visitor.post('resume_chat', { chat: { id: body.chat_id, access: { group_ids: [3] } } })
    expect(livechat.chat(body.chat_id).groups).toEqual([4])
  },

  async closesBeforeSend({ faults, visitor, livechat }) {
    const { chat } = await visitor.start()
    faults.set('closesBeforeSend', { times: 1 })
    expect((await visitor.say(chat, 'too late')).error).toBe('chat_inactive')
    expect(livechat.thread(chat).ended).toBe('routing.archived_inactive')
    await livechat.quiet()
    expect(livechat.deliveries.at(-1)?.action).toBe('chat_deactivated')
  },

  async inactivity({ faults, visitor, livechat, hooks }) {
    faults.set('inactivity', { ms: 30 })
    const { chat, thread } = await visitor.start()
    await eventually(() => expect(livechat.thread(chat).active).toBe(false))
    await livechat.quiet()
    expect(hooks.of('chat_deactivated')[0].payload).toEqual({ chat_id: chat, thread_id: thread })
  },

  async banned({ faults, visitor }) {
    const socket = await visitor.loggedIn()
    faults.set('banned')
    expect((await visitor.begin(['x'])).error).toBe('customer_banned')
    expect(await socket.request('list_chats')).toMatchObject({ failed: { type: 'customer_banned' } })
  },

  async agentWithQueue({ faults, visitor, livechat, hooks }) {
    const { chat } = await visitor.start()
    faults.set('agentWithQueue')
    livechat.agent.assign(chat, livechat.chat(chat).users[1]?.id === 'ben@example.com' ? 'Ann Archer' : 'Ben Brook')
    await eventually(() => expect(hooks.of('chat_transferred')).toHaveLength(1))
    expect(hooks.of('chat_transferred')[0].payload).toMatchObject({
      transferred_to: { agent_ids: [expect.stringContaining('@')] },
      queue: { position: 1, wait_time: 90 },
    })
    expect(livechat.thread(chat).queuedAt).toBeNull()
  },

  async transferStorm({ faults, visitor, livechat, hooks }) {
    const { chat } = await visitor.start()
    faults.set('transferStorm')
    livechat.agent.assign(chat, 'Ben Brook')
    await livechat.quiet()
    expect(hooks.of('chat_transferred').map(({ payload }) => payload.reason)).toEqual(['unassigned', 'other', 'manual'])
  },

  async supervisor(world) {
    const { faults, visitor, livechat, hooks } = world
    faults.set('supervisor')
    const { chat } = await visitor.start()
    await livechat.quiet()
    expect(hooks.of('user_added_to_chat').map(({ payload }) => payload.user.visibility)).toEqual(['all', 'agents'])
    expect(JSON.stringify(await events(world, chat))).not.toContain('Ben')
  },

  async whisperBesideReply(world) {
    const { faults, visitor, livechat, hooks } = world
    faults.set('whisperBesideReply')
    const { chat } = await visitor.start()
    livechat.agent.reply(chat, 'hi')
    await livechat.quiet()
    expect(hooks.texts()).toEqual(['hi', '(for colleagues only)'])
    expect((await events(world, chat)).at(-1).text).toBe('hi')
  },

  async unknownEvent({ faults, visitor, livechat, hooks }) {
    faults.set('unknownEvent', { times: 1 })
    const { chat } = await visitor.start()
    livechat.agent.reply(chat, 'hi')
    await livechat.quiet()
    expect(hooks.of('incoming_event').at(-1).payload.event).toMatchObject({ type: 'mystery', mood: 'blue' })
  },

  async leakNotes(world) {
    const { faults, visitor, livechat } = world
    const { chat } = await visitor.start()
    livechat.agent.note(chat, 'psst')
    faults.set('leakNotes')
    expect((await events(world, chat)).at(-1)).toMatchObject({ text: 'psst', recipients: 'agents' })
  },

  async recipientsEverywhere(world) {
    world.faults.set('recipientsEverywhere')
    const { chat } = await world.visitor.start()
    expect((await events(world, chat)).map((event) => event.recipients)).toEqual(['all', 'all'])
  },

  async uuidEvents({ faults, visitor }) {
    faults.set('uuidEvents')
    const { events: ids } = await visitor.start()
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-/)
  },

  async offsetTimes({ faults, visitor, livechat, hooks }) {
    faults.set('offsetTimes')
    const { chat } = await visitor.start()
    livechat.agent.reply(chat, 'hi')
    await livechat.quiet()
    const told = hooks.of('incoming_event').at(-1).payload.event.created_at
    expect(told).toMatch(/\.\d{6}\+02:00$/)
    const truth = livechat.events(chat).at(-1)?.at ?? ''
    expect(Date.parse(told)).toBe(Date.parse(truth))
    expect(told.slice(-12, -6)).toBe(truth.slice(-7, -1))
  },

  async notPresent({ faults, visitor, livechat, hooks }) {
    faults.set('notPresent')
    await visitor.start()
    await livechat.quiet()
    expect(hooks.of('user_added_to_chat')[0].payload.user.present).toBe(false)
  },

  async namelessAgents({ faults, visitor }) {
    const { chat } = await visitor.start()
    faults.set('namelessAgents')
    expect((await visitor.post('get_chat', { chat_id: chat })).body.users[1].name).toBeUndefined()
  },

  async spacedStatus({ faults, livechat, hooks }) {
    faults.set('spacedStatus')
    livechat.agent.available(false)
    await livechat.quiet()
    expect(hooks.of('routing_status_set')[0].payload.status).toBe('not accepting chats')
  },
}

it.each(Object.entries(proofs))('%s bites', async (_name, proof) => proof(await testWorld()))
