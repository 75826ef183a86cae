import { describe, expect, it } from 'vitest'
import type { VendorId } from '../../conversation/ids.ts'
import { id, opened, say, value } from '../conformance.ts'
import type { DeskEvent } from '../desk.ts'
import { withFreshchat } from './conformance-rig.ts'

describe('a choice that Freshchat offered', () => {
  it('is answered with the button as it was offered, and in words where there is none', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      const button = (label: string, payload: string) => ({ quick_reply_button: { label, payload } })
      const buttons = [button('Yes', '{"go":1}'), button('No', '{"go":0}')]
      const offered = rig.sim.agent.reply(thread.id, 'Shall I?', [{ collection: { sub_parts: buttons } }])
      const tap = { ...say('Yes', null), answers: offered.id as VendorId }
      await value(rig.desk.send(thread, tap, false))
      const last = () => rig.sim.conversation(thread.id).messages.at(-1)
      expect(last()?.parts).toEqual([{ text: { content: 'Yes' } }, buttons[0]])
      const echo = rig.desk.read(rig.hooks().at(-1) as ReturnType<typeof rig.hooks>[number])
      expect(echo).toMatchObject([{ kind: 'said', message: { parts: [{ kind: 'text', text: 'Yes' }] } }])
      expect((await value(rig.desk.find(thread, tap)))?.id).toBe(last()?.id)
      await value(rig.desk.send(thread, { ...say('Maybe', null), answers: offered.id as VendorId }, false))
      expect(last()?.parts).toEqual([{ text: { content: 'Maybe' } }])
      expect(rig.breaches()).toEqual([])
    }))

  it('is answered in words when Freshchat refuses the button, once', () =>
    withFreshchat(
      async (rig) => {
        const { thread } = await opened(rig)
        const buttons = [{ quick_reply_button: { label: 'Yes', payload: 'y' } }]
        const offered = rig.sim.agent.reply(thread.id, 'Shall I?', [{ collection: { sub_parts: buttons } }])
        await value(rig.desk.send(thread, { ...say('Yes', null), answers: offered.id as VendorId }, false))
        expect(rig.written(thread.id).filter(({ text }) => text === 'Yes')).toHaveLength(1)
      },
      {
        through: (outgoing) => ({
          async call(request) {
            if (!JSON.stringify(request.body ?? {}).includes('quick_reply_button')) return await outgoing.call(request)
            const bytes = Buffer.from('{"code":400,"status":"INVALID_VALUE"}')
            return { kind: 'answered', status: 400, headers: new Headers(), bytes }
          },
        }),
      },
    ))
})

describe('what is written in the designated agent’s name', () => {
  it('stays a note though the account counts API agents as bots', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      const desk = rig.make({ agentEmail: 'bot@example.com' })
      rig.sim.faults.set('sentAsBot')
      await value(desk.send(thread, { kind: 'note', key: id(), text: 'CANARY' }, false))
      const byLook = (await value(desk.catchUp(thread, null))).events.at(-1)
      const byHook = rig.hooks().flatMap((hook) => desk.read(hook) as DeskEvent[])
      expect(byLook).toMatchObject({ kind: 'said', audience: 'private', message: { parts: [] } })
      expect(byHook.find((event) => event.id === byLook?.id)).toMatchObject({
        audience: 'private',
        message: { parts: [] },
      })
    }))
})
