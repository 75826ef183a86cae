import { createPublicKey, verify } from 'node:crypto'
import { expect, it } from 'vitest'
import { eventually } from '../receiver.ts'
import type { FaultIn } from './fault-catalogue.ts'
import type { World } from './test-world.ts'
import { testWorld } from './test-world.ts'

function verified({ freshchat, hooks }: World): boolean[] {
  const key = createPublicKey(freshchat.publicKeyAs('spki'))
  return hooks.hooks.map(({ raw, headers }) =>
    verify('sha256', raw, key, Buffer.from(String(headers['x-freshchat-signature'] ?? ''), 'base64')),
  )
}

/** Each fault of the group, and how it is seen to bite; the type makes sure that none is left out. */
const proofs: Record<FaultIn<'Webhooks'>, (world: World) => Promise<void>> = {
  async echoOff({ faults, client, freshchat, hooks }) {
    faults.set('echoOff')
    const { id } = await client.conversation('mine')
    freshchat.agent.reply(id, 'yours')
    await eventually(() => expect(hooks.texts()).toEqual(['yours']))
  },

  async duplicateHook({ faults, freshchat, hooks }) {
    faults.set('duplicateHook', { copies: 3, times: 1 })
    freshchat.hook({ n: 1 })
    freshchat.hook({ n: 2 })
    await freshchat.quiet()
    expect(hooks.hooks.map((hook) => hook.body.n).sort()).toEqual([1, 1, 1, 2])
  },

  async reorderHook({ faults, freshchat, hooks }) {
    faults.set('reorderHook', { times: 1, ms: 60_000 })
    freshchat.hook({ n: 1 })
    expect(freshchat.deliveries[0]?.state).toBe('held')
    freshchat.hook({ n: 2 })
    await freshchat.quiet()
    expect(hooks.hooks.map((hook) => hook.body.n)).toEqual([2, 1])
    faults.set('reorderHook', { times: 1, ms: 20 })
    freshchat.hook({ n: 3 })
    await freshchat.quiet()
    expect(hooks.hooks.at(-1)?.body.n).toBe(3)
  },

  async dropHook({ faults, freshchat, hooks }) {
    faults.set('dropHook', { times: 1 })
    freshchat.hook({ n: 1 })
    freshchat.hook({ n: 2 })
    await freshchat.quiet()
    expect(hooks.hooks.map((hook) => hook.body.n)).toEqual([2])
    expect(freshchat.deliveries[0]?.state).toBe('dropped')
  },

  async delayHook({ faults, freshchat, hooks }) {
    faults.set('delayHook', { times: 1, ms: 60 })
    freshchat.hook({ n: 1 })
    freshchat.hook({ n: 2 })
    await eventually(() => expect(hooks.hooks.map((hook) => hook.body.n)).toEqual([2]))
    await eventually(() => expect(hooks.hooks.map((hook) => hook.body.n)).toEqual([2, 1]))
  },

  async forgedHook(world) {
    const { faults, freshchat } = world
    for (const how of ['otherKey', 'altered', 'missing']) {
      faults.set('forgedHook', { times: 1, how })
      freshchat.hook({ how })
      await freshchat.quiet()
    }
    freshchat.hook({ how: 'honest' })
    await freshchat.quiet()
    expect(verified(world)).toEqual([false, false, false, true])
    expect(world.hooks.hooks[2]?.headers['x-freshchat-signature']).toBeUndefined()
  },

  async noMessageType({ faults, client, freshchat, hooks }) {
    freshchat.setGeneration('2021')
    faults.set('noMessageType', { times: 1 })
    const { id } = await client.conversation('a')
    freshchat.visitor.say(id, 'b')
    await eventually(() => expect(hooks.texts()).toEqual(['a', 'b']))
    expect(hooks.hooks.map((hook) => hook.body.data.message.message_type)).toEqual([undefined, 'normal'])
  },

  async unknownAction({ faults, client, hooks }) {
    faults.set('unknownAction')
    await client.conversation()
    await eventually(() => expect(hooks.actions().sort()).toEqual(['conversation_sentiment_change', 'message_create']))
  },

  async unknownPart({ faults, client, freshchat, hooks }) {
    const { id } = await client.conversation('a')
    faults.set('unknownPart')
    freshchat.agent.reply(id, 'b')
    await eventually(() => expect(hooks.texts()).toEqual(['a', 'b']))
    expect(hooks.hooks[1]?.body.data.message.message_parts).toEqual([
      { text: { content: 'b' } },
      { mood: { colour: 'blue' } },
    ])
  },

  async olderBodies({ faults, client, hooks }) {
    faults.set('olderBodies')
    await client.conversation('a')
    await eventually(() => expect(hooks.texts()).toEqual(['a']))
    const { message } = hooks.hooks[0]?.body.data ?? {}
    expect(['interaction_id' in message, message.message_type]).toEqual([false, 'normal'])
  },

  async sparseBodies({ faults, client, freshchat, hooks }) {
    faults.set('sparseBodies')
    const { id } = await client.conversation('a')
    freshchat.agent.resolve(id)
    await eventually(() => expect(hooks.actions()).toContain('conversation_resolution'))
    const { data } = hooks.hooks.find(({ body }) => body.action === 'conversation_resolution')?.body ?? {}
    expect(data).toEqual({ resolve: { resolver: 'agent', conversation: { conversation_id: id, status: 'resolved' } } })
  },

  async unknownFields({ faults, client, hooks }) {
    faults.set('unknownFields')
    await client.conversation('a')
    await eventually(() => expect(hooks.texts()).toEqual(['a']))
    const { body } = hooks.hooks[0] ?? {}
    expect([body?.undocumented, body?.data.message.undocumented]).toEqual(
      Array(2).fill({ private: 'not for visitors' }),
    )
  },

  async closedAction({ faults, client, freshchat, hooks }) {
    const { id } = await client.conversation('a')
    faults.set('closedAction')
    freshchat.agent.resolve(id)
    await eventually(() => expect(hooks.actions()).toContain('conversation_closed'))
    const { body } = hooks.hooks.find((hook) => hook.body.action === 'conversation_closed') ?? {}
    expect(body?.data.close.conversation).toMatchObject({ conversation_id: id, status: 'resolved' })
  },

  async escapedHook(world) {
    const { faults, client, hooks } = world
    faults.set('escapedHook')
    await client.conversation('é 🎈')
    await eventually(() => expect(hooks.texts()).toEqual(['é 🎈']))
    expect(hooks.hooks[0]?.raw.toString()).toContain('\\u00e9 \\ud83c\\udf88')
    expect(verified(world)).toEqual([true])
  },

  async lateAttachment({ faults, client, freshchat, hooks }) {
    const { id } = await client.conversation('a')
    faults.set('lateAttachment', { ms: 200 })
    freshchat.agent.attach(id, { name: 'a.pdf', type: 'application/pdf', bytes: Buffer.from('x') })
    await eventually(() => expect(hooks.hooks).toHaveLength(2))
    expect(hooks.hooks[1]?.body.data.message.message_parts[0].file).toEqual({
      name: 'a.pdf',
      file_size_in_bytes: 1,
      contentType: 'application/pdf',
    })
    await eventually(async () => {
      const { body } = await client.get(`/conversations/${id}/messages`)
      expect(body.messages[0].message_parts[0].file.url).toContain('/files/')
    })
  },

  async foreignTraffic({ faults, client, freshchat, hooks }) {
    faults.set('foreignTraffic', { times: 1 })
    await client.conversation('ours')
    await eventually(() => expect(hooks.texts()).toHaveLength(3))
    expect(freshchat.conversations.map((one) => one.foreign)).toEqual([false, true])
  },
}

it.each(Object.entries(proofs))('%s bites', async (_name, proof) => proof(await testWorld()))
