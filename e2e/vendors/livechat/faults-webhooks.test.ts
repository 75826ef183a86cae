import { expect, it } from 'vitest'
import { eventually } from '../receiver.ts'
import type { FaultIn } from './fault-catalogue.ts'
import type { World } from './test-world.ts'
import { testWorld } from './test-world.ts'

/** A made-up webhook with a number in it. */
const send = ({ livechat }: World, n: number) => livechat.hook({ action: 'incoming_event', payload: { n } })
const numbers = ({ hooks }: World) => hooks.hooks.map(({ body }) => body.payload.n)

/** Each fault of the group, and how it is seen to bite; the type makes sure that none is left out. */
const proofs: Record<FaultIn<'Webhooks'>, (world: World) => Promise<void>> = {
  async notInstalled({ faults, visitor, livechat, hooks }) {
    faults.set('notInstalled')
    const { chat } = await visitor.start()
    await livechat.quiet()
    expect(hooks.hooks).toEqual([])
    faults.clear()
    livechat.agent.reply(chat, 'hi')
    await eventually(() => expect(hooks.texts()).toEqual(['hi']))
  },

  async duplicateHook(world) {
    world.faults.set('duplicateHook', { copies: 3, times: 1 })
    send(world, 1)
    send(world, 2)
    await world.livechat.quiet()
    expect(numbers(world).sort()).toEqual([1, 1, 1, 2])
  },

  async reorderHook(world) {
    world.faults.set('reorderHook', { times: 1, ms: 60_000 })
    send(world, 1)
    expect(world.livechat.deliveries[0]?.state).toBe('held')
    send(world, 2)
    await world.livechat.quiet()
    expect(numbers(world)).toEqual([2, 1])
  },

  async dropHook(world) {
    world.faults.set('dropHook', { times: 1 })
    send(world, 1)
    send(world, 2)
    await world.livechat.quiet()
    expect(numbers(world)).toEqual([2])
    expect(world.livechat.deliveries[0]?.state).toBe('dropped')
  },

  async delayHook(world) {
    world.faults.set('delayHook', { times: 1, ms: 60 })
    send(world, 1)
    send(world, 2)
    await eventually(() => expect(numbers(world)).toEqual([2, 1]))
  },

  async escapedHook({ faults, livechat, hooks }) {
    faults.set('escapedHook')
    livechat.hook({ action: 'incoming_event', payload: { text: 'é' } })
    await livechat.quiet()
    expect(hooks.hooks[0]?.raw.toString()).toContain('\\u00e9')
    expect(hooks.hooks[0]?.body.payload.text).toBe('é')
  },

  async wrongSecret({ faults, livechat, visitor, hooks }) {
    const { chat } = await visitor.start()
    await livechat.quiet()
    for (const how of ['other', 'missing', null]) {
      if (how) faults.set('wrongSecret', { how, times: 1 })
      livechat.agent.reply(chat, String(how))
    }
    await livechat.quiet()
    expect(hooks.hooks.slice(-3).map(({ body }) => body.secret_key)).toEqual(['the secre~', undefined, 'the secret'])
  },

  async foreignOrganization({ faults, visitor, livechat, hooks }) {
    faults.set('foreignOrganization')
    await visitor.start()
    await livechat.quiet()
    expect(hooks.hooks.every(({ body }) => body.organization_id !== livechat.organizationId)).toBe(true)
  },

  async bareHook({ faults, visitor, livechat, hooks }) {
    faults.set('bareHook')
    await visitor.start()
    await livechat.quiet()
    expect(hooks.hooks[0]?.body).not.toHaveProperty('additional_data')
  },

  async unknownAction({ faults, visitor, livechat, hooks }) {
    faults.set('unknownAction', { times: 1 })
    await visitor.start()
    await livechat.quiet()
    expect(hooks.actions()).toContain('chat_sentiment_changed')
  },

  async foreignTraffic({ faults, visitor, livechat, hooks }) {
    faults.set('foreignTraffic', { times: 1, on: 'incoming_chat' })
    const { chat } = await visitor.start()
    await livechat.quiet()
    expect(hooks.of('incoming_chat').map(({ payload }) => payload.chat.id === chat)).toEqual([true, false])
    expect(livechat.chats.map((one) => one.foreign)).toEqual([false, true])
  },

  async configLag({ faults, client, visitor, livechat, hooks }) {
    livechat.webhooks.length = 0
    faults.set('configLag', { ms: 60 })
    await client.configure('register_webhook', {
      action: 'incoming_event',
      secret_key: 's',
      url: hooks.url,
      owner_client_id: livechat.clientId,
      type: 'license',
    })
    const { chat } = await visitor.start()
    expect(hooks.hooks).toEqual([])
    await eventually(async () => {
      livechat.agent.reply(chat, 'heard')
      await livechat.quiet()
      expect(hooks.texts()).toContain('heard')
    })
  },
}

it.each(Object.entries(proofs))('%s bites', async (_name, proof) => proof(await testWorld()))
