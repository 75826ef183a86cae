import { expect, it } from 'vitest'
import { eventually } from '../receiver.ts'
import type { Generation } from './freshchat.ts'
import { testWorld } from './test-world.ts'

async function bodies(generation: Generation) {
  const { freshchat, hooks, client } = await testWorld({ generation })
  const { id, user } = await client.conversation('by the user')
  const agent = freshchat.agent.id
  freshchat.agent.assign(id)
  freshchat.agent.reply(id, 'by the agent')
  freshchat.agent.note(id, 'a note')
  freshchat.agent.resolve(id)
  freshchat.agent.reopen(id)
  await eventually(() => expect(hooks.actions()).toContain('conversation_reopen'))
  await freshchat.quiet()
  const of = (action: string) => hooks.hooks.map((hook) => hook.body).filter((body) => body.action === action)
  const message = (text: string) =>
    of('message_create')
      .map((body) => body.data.message)
      .find((one) => one.message_parts[0].text.content === text)
  return { freshchat, of, message, agent, user, id }
}

it('wraps everything in actor, action, action_time and data', async () => {
  const { of, agent, user } = await bodies('2022')
  const [first] = of('message_create')
  expect(first.actor).toEqual({ actor_type: 'user', actor_id: user })
  expect(Object.keys(first)).toEqual(['actor', 'action', 'action_time', 'data'])
  const late = Date.parse(first.action_time) - Date.parse(first.data.message.created_time)
  expect(late).toBeGreaterThanOrEqual(0)
  expect(late).toBeLessThan(40)
  expect(of('conversation_resolution')[0].actor).toEqual({ actor_type: 'agent', actor_id: agent })
})

it('says message_type in 2020 and 2021, and in 2022 only for what is not normal', async () => {
  const types = async (generation: Generation) => {
    const { message } = await bodies(generation)
    return [message('by the agent').message_type, message('a note').message_type]
  }
  expect(await types('2020')).toEqual(['normal', 'private'])
  expect(await types('2021')).toEqual(['normal', 'private'])
  expect(await types('2022')).toEqual([undefined, 'private'])
})

it('carries the optional fields of its generation', async () => {
  const optional = [
    'org_actor_id',
    'interaction_id',
    'message_source',
    'restrictResponse',
    'botsPrivateNote',
    'user_id',
  ]
  const carried = async (generation: Generation) => {
    const { message } = await bodies(generation)
    return optional.filter((field) => field in message('by the agent'))
  }
  expect(await carried('2020')).toEqual(['message_source', 'user_id'])
  expect(await carried('2021')).toEqual(['org_actor_id', 'interaction_id', 'message_source', 'user_id'])
  expect(await carried('2022')).toEqual(['interaction_id', 'restrictResponse', 'botsPrivateNote', 'user_id'])
  expect('user_id' in (await bodies('2020')).message('by the user')).toBe(false)
})

it('tells an assignment with empty strings for nobody', async () => {
  const { of, agent, id } = await bodies('2022')
  expect(of('conversation_assignment')[0].data.assignment).toMatchObject({
    assignor: 'agent',
    assignor_id: agent,
    to_agent_id: agent,
    to_group_id: '',
    from_agent_id: '',
    from_group_id: '',
    conversation: {
      conversation_id: id,
      status: 'assigned',
      assigned_agent_id: agent,
      skill_id: 0,
      sla_breached: false,
    },
  })
})

it('tells resolution and reopening with the status, and a reopening with a new interaction', async () => {
  const { of, freshchat, id } = await bodies('2022')
  const { resolve } = of('conversation_resolution')[0].data
  const { reopen } = of('conversation_reopen')[0].data
  expect(resolve).toMatchObject({ resolver: 'agent', conversation: { status: 'resolved' } })
  expect(reopen).toMatchObject({ reopener: 'agent', conversation: { status: 'reopened' } })
  expect(reopen.interaction_id).toBe(freshchat.conversation(id).interaction)
  expect(resolve.interaction_id).not.toBe(reopen.interaction_id)
})

it('leaves the nested extras out of the older generations', async () => {
  const { of } = await bodies('2020')
  const { resolve } = of('conversation_resolution')[0].data
  expect(Object.keys(resolve.conversation)).toEqual([
    'conversation_id',
    'app_id',
    'status',
    'channel_id',
    'assigned_agent_id',
  ])
  expect('interaction_id' in resolve).toBe(false)
})
