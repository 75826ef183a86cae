import { expect, it } from 'vitest'
import { eventually } from '../receiver.ts'
import type { FaultIn } from './fault-catalogue.ts'
import type { World } from './test-world.ts'
import { testWorld } from './test-world.ts'

/** Each fault of the group, and how it is seen to bite; the type makes sure that none is left out. */
const proofs: Record<FaultIn<'Sockets'>, (world: World) => Promise<void>> = {
  async evicted({ faults, visitor }) {
    faults.set('evicted', { ms: 20, how: 'too_many_connections', times: 1 })
    const socket = await visitor.loggedIn()
    await eventually(() => expect(socket.isClosed()).toBe(true))
    expect(socket.push('customer_disconnected').payload).toEqual({ reason: 'too_many_connections' })
  },

  async loginRefused({ faults, visitor }) {
    faults.set('loginRefused', { times: 1 })
    const socket = await visitor.socket()
    const token = `Bearer ${visitor.token}`
    expect(await socket.request('login', { token })).toMatchObject({ failed: { type: 'users_limit_reached' } })
    expect(await socket.request('login', { token })).toMatchObject({ customer: { id: visitor.id } })
  },

  async dropPush({ faults, visitor, livechat }) {
    const socket = await visitor.loggedIn()
    const { chat } = await visitor.start()
    faults.set('dropPush', { on: 'incoming_event', times: 1 })
    livechat.agent.reply(chat, 'lost')
    livechat.agent.reply(chat, 'found')
    await eventually(() => expect(socket.frames.at(-1)?.payload.event?.text).toBe('found'))
    expect(JSON.stringify(socket.frames)).not.toContain('lost')
  },

  async duplicatePush({ faults, visitor, livechat }) {
    const socket = await visitor.loggedIn()
    const { chat } = await visitor.start()
    faults.set('duplicatePush', { times: 1 })
    livechat.agent.reply(chat, 'twice')
    await eventually(() =>
      expect(socket.frames.filter((frame) => frame.payload.event?.text === 'twice')).toHaveLength(2),
    )
  },

  async pushFirst({ faults, visitor }) {
    const socket = await visitor.loggedIn()
    faults.set('pushFirst')
    await socket.request('start_chat', { chat: {} })
    const order = socket.frames.map((frame) => `${frame.type} ${frame.action}`)
    expect(order.indexOf('push incoming_chat')).toBeLessThan(order.indexOf('response start_chat'))
    expect(order).toContain('push incoming_chat')
  },

  async queueInProperties({ faults, visitor, livechat }) {
    faults.set('queueInProperties')
    faults.set('nobodyFree')
    const socket = await visitor.loggedIn()
    await visitor.start()
    await eventually(() =>
      expect(socket.push('thread_properties_updated')?.payload.properties).toEqual({
        lc2: { queue_pos: 1, queue_waiting_time: 90 },
      }),
    )
    expect(livechat.breaches).toEqual([])
  },

  async deaf({ faults, visitor, livechat }) {
    const socket = await visitor.loggedIn()
    faults.set('deaf')
    void socket.request('start_chat')
    const { chat } = await visitor.start()
    livechat.agent.reply(chat, 'hi')
    await livechat.quiet()
    expect([socket.frames.length, socket.isClosed()]).toEqual([1, false])
  },
}

it.each(Object.entries(proofs))('%s bites', async (_name, proof) => proof(await testWorld()))
