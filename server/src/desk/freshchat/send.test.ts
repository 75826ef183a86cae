import { describe, expect, it, vi } from 'vitest'
import { id, opened, openingOf, say, value } from '../conformance.ts'
import { hurriedClock, withFreshchat } from './conformance-rig.ts'

describe('sending to Freshchat', () => {
  it('reopens a resolved conversation by writing to it', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.resolves(thread.id)
      expect((await rig.desk.send(thread, say('one more thing', null), false)).kind).toBe('done')
      expect(rig.isOpen(thread.id)).toBe(true)
    }))

  it('says that the thread was replaced when a newer one took its place', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.resolves(thread.id)
      await value(rig.desk.open(await openingOf(rig, { visitor: thread.visitor, known: [thread.id] }), false))
      expect(await rig.desk.send(thread, say('too late', null), false)).toEqual({ kind: 'gone', why: 'replaced' })
    }))

  it('says that the thread was deleted, and that closing it is done', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      const gone = { ...thread, id: 'no-such-conversation' as typeof thread.id }
      expect(await rig.desk.send(gone, say('hello?', null), false)).toEqual({ kind: 'gone', why: 'deleted' })
      expect(await rig.desk.find(gone, say('hello?', null))).toEqual({ kind: 'gone', why: 'deleted' })
      expect(await rig.desk.catchUp(gone, null)).toEqual({ kind: 'gone', why: 'deleted' })
      expect((await rig.desk.send(gone, { kind: 'close', key: id(), by: 'visitor' }, false)).kind).toBe('done')
    }))

  it('finds its message in a list that runs the other way round', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      const first = await value(rig.desk.send(thread, say('ok', null), false))
      for (let n = 0; n < 60; n++) rig.agent.says(thread.id, 'x')
      const lost = say('ok', first.id)
      rig.loseAnswer('say')
      await rig.desk.send(thread, lost, false)
      const wanted = rig.written(thread.id).at(-1)?.id
      rig.sim.faults.set('oldestFirst')
      expect((await value(rig.desk.find(thread, lost)))?.id).toBe(wanted)
    }))

  it('takes a success with an error inside for an error, and its echo for nothing', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('embeddedError', { times: 1 })
      expect(await rig.desk.send(thread, say('fails', null), false)).toMatchObject({
        kind: 'refused',
        why: { code: 'embedded-error' },
      })
      const told = (await value(rig.desk.catchUp(thread, null))).events
      expect(JSON.stringify(told)).not.toContain('fails')
      expect(await value(rig.desk.find(thread, say('fails', null)))).toBeNull()
    }))

  it('takes a page with 200 for no answer, and looks before it sends again', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('portalPage', { times: 1 })
      expect((await rig.desk.send(thread, say('a', null), false)).kind).toBe('unsure')
      await value(rig.desk.send(thread, say('a', null), true))
      expect(rig.written(thread.id).filter(({ text }) => text === 'a')).toHaveLength(1)
    }))

  it('finds nothing while the last confirmed message is not listed either', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      const first = await value(rig.desk.send(thread, say('ok', null), false))
      const lost = say('ok', first.id)
      rig.loseAnswer('say')
      await rig.desk.send(thread, lost, false)
      rig.sim.faults.set('listLag', { ms: 60_000 })
      expect(await value(rig.desk.find(thread, lost))).toBeNull()
      rig.sim.faults.clear()
      expect((await value(rig.desk.find(thread, lost)))?.id).toBe(rig.written(thread.id).at(-1)?.id)
    }))

  it('finds its message behind many others, over short pages, links that repeat and an empty last page', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      const first = await value(rig.desk.send(thread, say('ok', null), false))
      const lost = say('ok', first.id)
      rig.loseAnswer('say')
      await rig.desk.send(thread, lost, false)
      const wanted = rig.written(thread.id).at(-1)?.id
      for (let n = 0; n < 40; n++) rig.agent.says(thread.id, 'ok')
      for (const faults of [['shortPage'], ['shortPage', 'repeatingLink'], ['shortPage', 'emptyLastPage']] as const) {
        for (const fault of faults) rig.sim.faults.set(fault)
        expect((await value(rig.desk.find(thread, lost)))?.id, faults.join()).toBe(wanted)
        rig.sim.faults.clear()
      }
    }))

  it('reads no further back than the last message that is surely there', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      for (let n = 0; n < 20; n++) rig.agent.says(thread.id, 'old')
      const then = Date.now()
      await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(then), { interval: 1 })
      const first = await value(rig.desk.send(thread, say('ok', null), false))
      rig.sim.faults.set('shortPage')
      const calls = rig.sim.requests.length
      expect(await value(rig.desk.find(thread, say('ok', first.id)))).toBeNull()
      expect(rig.sim.requests.length - calls).toBe(1)
    }))

  it('uses the second token when the first one died, and stays with it', () =>
    withFreshchat(async (rig) => {
      const dead = rig.sim.token
      const { thread } = await opened(rig)
      const live = rig.sim.renewToken()
      const desk = rig.make({ token: [dead, live] })
      await value(desk.send(thread, say('a', null), false))
      const calls = rig.sim.requests.length
      await value(desk.send(thread, say('b', null), false))
      expect(rig.sim.requests.length - calls).toBe(1)
      expect(await rig.make({ token: [dead] }).send(thread, say('c', null), false)).toMatchObject({
        kind: 'retry',
        scope: 'account',
        why: { code: 'token-refused' },
      })
      expect(
        rig
          .written(thread.id)
          .map(({ text }) => text)
          .slice(-2),
      ).toEqual(['a', 'b'])
    }))

  it('assigns to an agent or a group, and takes nothing from who is there already', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      const assign = (to: { agent?: string; group?: string } | null) =>
        rig.desk.send(thread, { kind: 'assign', key: id(), to }, false)
      await value(assign({ group: 'Support' }))
      expect(rig.sim.conversation(thread.id)).toMatchObject({ group: rig.sim.groups[0]?.id, agent: null })
      await value(assign({ agent: 'BEN.brook@example.com' }))
      expect(rig.sim.conversation(thread.id).agent).toBe(rig.sim.as('ben.brook@example.com').id)
      await value(assign({ group: 'Billing' }))
      await value(assign({ agent: 'ann.archer@example.com' }))
      expect(rig.sim.conversation(thread.id).agent).toBe(rig.sim.as('ben.brook@example.com').id)
      await value(assign(null))
      expect(rig.sim.conversation(thread.id).agent).toBeNull()
      expect(await assign({ group: 'support' })).toMatchObject({
        kind: 'refused',
        why: { code: 'no-such-group', detail: expect.stringContaining('"Support"') },
      })
      expect(await assign({ agent: 'dan.departed@example.com' })).toMatchObject({
        kind: 'refused',
        why: { code: 'agent-inactive' },
      })
      expect(rig.breaches()).toEqual([])
    }))

  it('unassigns where an empty id changes nothing', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.takes(thread.id)
      rig.sim.faults.set('unassignNeedsSpace')
      await value(rig.desk.send(thread, { kind: 'assign', key: id(), to: null }, false))
      expect(rig.sim.conversation(thread.id).agent).toBeNull()
    }))

  it('leaves a resolved conversation resolved when an assignment comes late', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.resolves(thread.id)
      await value(rig.desk.send(thread, { kind: 'assign', key: id(), to: { group: 'Support' } }, false))
      expect(rig.isOpen(thread.id)).toBe(false)
    }))

  it('refuses a note when nobody is named who could write it', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      expect(await rig.desk.send(thread, { kind: 'note', key: id(), text: 'x' }, false)).toMatchObject({
        kind: 'refused',
        why: { code: 'no-agent' },
        mend: expect.stringContaining('agentEmail'),
      })
    }))

  it('tells the bot’s words apart from the visitor’s', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      const order = { ...say('I am the bot', null), as: 'bot' as const }
      await value(rig.desk.send(thread, order, false))
      expect(rig.written(thread.id).at(-1)?.text).toContain('— The bot wrote —')
      await value(rig.make({ agentEmail: 'bot@example.com' }).send(thread, order, false))
      expect(rig.written(thread.id).at(-1)).toMatchObject({ by: 'agent', text: 'I am the bot' })
    }))

  it('writes neither words nor tokens into the log', () => {
    const lines: object[] = []
    return withFreshchat(
      async (rig) => {
        const { thread } = await opened(rig)
        for (const fault of [
          'serverError',
          'tooMany',
          'tokenRevoked',
          'portalPage',
          'embeddedError',
          'refuseResolved',
        ] as const) {
          rig.sim.faults.set(fault)
          if (fault === 'refuseResolved') rig.agent.resolves(thread.id)
          expect((await rig.desk.send(thread, say('CANARY', null), false)).kind).not.toBe('done')
          rig.sim.faults.clear()
        }
        expect(lines.length).toBeGreaterThan(5)
        expect(JSON.stringify(lines)).not.toMatch(new RegExp(`CANARY|${rig.sim.token.slice(0, 20)}`))
      },
      { lines },
    )
  })

  it('sends each message once, in order, while every answer is lost or every request cut off', () =>
    withFreshchat(
      async (rig) => {
        const { thread } = await opened(rig)
        const texts = Array.from({ length: 30 }, (_, n) => (n % 3 === 0 ? 'ok' : `message ${n}`))
        let last: Parameters<typeof say>[1] = null
        for (const [n, text] of texts.entries()) {
          const how = ['reset', 'hang', '500'][n % 3] ?? 'reset'
          const on = 'POST /conversations/:id/messages'
          if (n % 2 === 0) rig.sim.faults.set('loseAnswer', { on, times: 1, how: how === 'hang' ? 'reset' : how })
          else rig.sim.faults.set('reset', { on, times: 1 })
          const order = say(text, last)
          let outcome = await rig.desk.send(thread, order, false)
          for (let tries = 0; outcome.kind !== 'done' && tries < 5; tries++)
            outcome = await rig.desk.send(thread, order, true)
          expect(outcome.kind).toBe('done')
          if (outcome.kind === 'done') last = outcome.value.id
          rig.sim.faults.clear()
        }
        expect(
          rig
            .written(thread.id)
            .slice(1)
            .map(({ text }) => text),
        ).toEqual(texts)
      },
      { clock: hurriedClock() },
    ))
})
