import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { AgentRef } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import { deskNamed, World } from '../../conversation/histories.ts'
import { id, opened, value } from '../conformance.ts'
import type { DeskEvent } from '../desk.ts'
import { translate } from '../translate.ts'
import type { Rig } from './conformance-rig.ts'
import { withFreshchat } from './conformance-rig.ts'

/** Everything that the account's webhooks told so far, in the desk's words. */
function heard(rig: Rig, desk = rig.desk): DeskEvent[] {
  return rig.hooks().flatMap((hook) => {
    const events = desk.read(hook)
    if (events === 'forged') throw new Error('a true webhook was taken for forged')
    return events
  })
}
const said = (events: DeskEvent[]) => events.filter((event) => event.kind === 'said')

/** vendors/freshchat.md §5. */
describe('trap', () => {
  it('5.2 a key whose label lies, on one line or many, over bytes of every language', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('escapedHook', { times: 1 })
      for (const text of ['é', '한국어', '🙂', 'হাই', '\\u00e9']) rig.agent.says(thread.id, text)
      for (const shape of ['pem', 'oneLine', 'oneLineSpaced', 'escaped', 'base64', 'spki'] as const) {
        const desk = rig.make({ publicKey: rig.sim.publicKeyAs(shape) })
        const words = said(heard(rig, desk)).flatMap(({ by, message }) => (by.kind === 'agent' ? message.parts : []))
        expect(words, shape).toEqual(['é', '한국어', '🙂', 'হাই', '\\u00e9'].map((text) => ({ kind: 'text', text })))
      }
    }))

  it('5.12 notes that arrive like messages: neither kind is told, by webhook or by look', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('noteBesideReply')
      rig.agent.says(thread.id, 'public')
      rig.agent.notes(thread.id, 'CANARY')
      const events = [...heard(rig), ...(await value(rig.desk.catchUp(thread, null))).events]
      expect(JSON.stringify(events)).not.toMatch(/CANARY|for colleagues/)
      expect(said(events).filter(({ audience }) => audience === 'private').length).toBeGreaterThanOrEqual(6)
    }))

  it('5.13 no message_type, no actor_type: without the one it is a message, without the other nobody’s', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.setGeneration('2021')
      rig.sim.faults.set('noMessageType')
      rig.sim.faults.set('noActor')
      rig.agent.says(thread.id, 'by Ann')
      rig.sim.botSays(thread.id, 'by a bot')
      const [ann, bot] = said(heard(rig)).slice(-2)
      expect(ann).toMatchObject({ audience: 'public', by: { kind: 'agent' } })
      expect(bot).toMatchObject({ audience: 'unknown', message: { parts: [] } })
    }))

  it('5.14 the whole account’s traffic: it is told of its own threads, and never of ours', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('foreignTraffic')
      rig.agent.says(thread.id, 'ours')
      rig.sim.faults.clear()
      const foreign = rig.sim.foreign({ text: 'CANARY' })
      const events = heard(rig)
      expect(events.some((event) => event.thread === foreign.id)).toBe(true)
      expect(JSON.stringify(events.filter((event) => event.thread === thread.id))).not.toContain('CANARY')
      const other = rig.make({}, 'freshchat:another-account')
      expect(heard(rig, other)).toEqual([])
    }))

  it('5.21 the system’s words and deeds: its words are nobody’s, its resolution ends the stay', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('noticeAsAgent')
      rig.sim.faults.set('dotBesideReply')
      rig.agent.says(thread.id, 'hi')
      rig.sim.systemSays(thread.id, 'CANARY')
      rig.sim.autoResolve(thread.id)
      const events = [...heard(rig), ...(await value(rig.desk.catchUp(thread, null))).events]
      expect(JSON.stringify(events)).not.toMatch(/CANARY|"\."|Conversation was/)
      expect(events).toContainEqual(expect.objectContaining({ kind: 'resolved', by: 'system' }))
    }))

  it('5.22 flags that are words: "true" is true', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('metaAsText')
      rig.sim.faults.set('noticeAsAgent')
      rig.agent.resolves(thread.id)
      const { events } = await value(rig.desk.catchUp(thread, null))
      expect(JSON.stringify(events)).not.toContain('Conversation was resolved')
    }))

  it('5.25 our resolution comes back, and crosses with the agent’s: one end', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('closedAction')
      await value(rig.desk.send(thread, { kind: 'close', key: id(), by: 'visitor' }, false))
      rig.agent.resolves(thread.id)
      expect((await rig.desk.send(thread, { kind: 'close', key: id(), by: 'visitor' }, false)).kind).toBe('done')
      const ends = heard(rig).filter((event) => event.kind === 'resolved')
      expect(ends.length).toBeGreaterThanOrEqual(2)
      const world = new World({ desks: [deskNamed('support', { account: rig.desk.account })] })
      world.take({ kind: 'opened', language: 'en', page: null, title: null })
      world.take({ kind: 'askedForPerson' })
      world.available({ kind: 'open' })
      world.bind(thread.id, thread.openedAt)
      for (const event of [...ends, ...ends]) {
        const news = translate(event, { agentRef: (_account, agent) => agent as AgentRef, seqOf: () => null })
        if (news.kind === 'input') world.take(news.input)
      }
      expect(world.kinds().filter((kind) => kind === 'handoffEnded')).toHaveLength(1)
    }))
})

describe('what the documentation says of Freshchat', () => {
  const here = (name: string) => readFileSync(path.join(import.meta.dirname, name), 'utf8')
  const page = here('../../../../docs/freshchat.md')
  const numbers = (from: string, count: number) => Array.from({ length: count }, (_, n) => `${from}${n + 1}`)

  it('has a row for every trap and every unknown', () => {
    const all = [...numbers('5.', 30), ...numbers('U', 28)]
    expect(all.filter((number) => !page.includes(`\n| ${number} |`))).toEqual([])
  })

  it('is proven by a test for every trap, under its number', () => {
    const tests = here('traps-api.test.ts') + here('traps-webhooks.test.ts')
    expect(numbers('5.', 30).filter((number) => !tests.includes(`it('${number} `))).toEqual([])
  })
})
