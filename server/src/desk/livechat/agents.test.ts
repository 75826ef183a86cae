import { expect, it } from 'vitest'
import { heard, opened, value } from '../conformance.ts'
import { withLivechat } from './conformance-rig.ts'

const ann = 'ann@example.com'

it('a name that a webhook brought is known to every server, also where the token may read no agents', () =>
  withLivechat(
    async (rig) => {
      const { thread } = await opened(rig)
      expect(await rig.desk.agent(ann)).toMatchObject({ kind: 'refused', why: { code: 'nameless' } })
      rig.agent.takes(thread.id)
      heard(rig, thread)
      await expect.poll(async () => (await rig.again().agent(ann)).kind).toBe('done')
      expect(await value(rig.desk.agent(ann))).toEqual({
        id: ann,
        name: 'Ann Archer',
        picture: `${rig.sim.url}/sim/avatars/ann.png`,
      })
    },
    { scopes: ['customers:own'] },
  ))

it('a name that only a look brought is known as well', () =>
  withLivechat(
    async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.takes(thread.id)
      await value(rig.desk.catchUp(thread, null))
      await expect.poll(async () => (await rig.again().agent(ann)).kind).toBe('done')
    },
    { scopes: ['customers:own', 'chats--all:ro'] },
  ))

it('an agent without a name has none, and never their address', () =>
  withLivechat(
    async (rig) => {
      rig.sim.faults.set('namelessAgents')
      const { thread } = await opened(rig)
      rig.agent.takes(thread.id)
      heard(rig, thread)
      expect(await rig.desk.agent(ann)).toMatchObject({ kind: 'refused' })
      for (const agent of rig.sim.agents) agent.name = agent.id
      rig.sim.faults.clear('namelessAgents')
      expect(await rig.again().agent(ann)).toMatchObject({ kind: 'refused' })
    },
    { scopes: ['customers:own'] },
  ))

it('no address of an agent is the name of a row in the store', () =>
  withLivechat(async (rig) => {
    const { thread } = await opened(rig)
    const keys: string[] = []
    const memory = rig.memoryOf()
    const desk = rig.make(
      {},
      {
        memory: {
          ...memory,
          async set(key, given, was) {
            keys.push(key)
            return await memory.set(key, given, was)
          },
        },
      },
    )
    rig.agent.takes(thread.id)
    for (const hook of rig.hooks()) desk.read(hook)
    await expect.poll(() => keys.some((key) => key.startsWith('agent:'))).toBe(true)
    expect(keys.join()).not.toContain('@')
  }))
