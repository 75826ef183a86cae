import type { Json } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import type { ThreadId } from '../../conversation/ids.ts'
import type { OutgoingAnswer, OutgoingRequest } from '../../outgoing.ts'
import { line, opened, openingOf, say, value } from '../conformance.ts'
import { withFreshchat } from './conformance-rig.ts'
import { refOf } from './opening-text.ts'

/** An account whose answer to a new conversation leaves its messages out. */
function withoutMessages(request: OutgoingRequest, answer: OutgoingAnswer): OutgoingAnswer {
  if (answer.kind !== 'answered' || request.method !== 'POST' || !request.url.endsWith('/v2/conversations'))
    return answer
  const { messages: _left, ...body } = JSON.parse(Buffer.from(answer.bytes).toString()) as { messages: unknown }
  return { ...answer, bytes: Buffer.from(JSON.stringify(body)) }
}

describe('opening at Freshchat', () => {
  it('takes the thread that comes back, also when it is one that was open already', () =>
    withFreshchat(async (rig) => {
      const first = await opened(rig)
      rig.sim.agent.reply(first.thread.id, 'old words of the agent')
      rig.sim.faults.set('appendToOpen')
      const again = await openingOf(rig, {
        visitor: first.thread.visitor,
        former: first.thread,
        known: [first.thread.id],
        transcript: [line('visitor', 'new words')],
      })
      const second = await value(rig.desk.open(again, false))
      expect(second.thread.id).toBe(first.thread.id)
      expect(second.thread.openedAt).toBeGreaterThanOrEqual(first.thread.openedAt)
      // The state of the former stay is older than this one's beginning.
      expect(second.receipts.map(({ id }) => id)).toEqual([rig.written(first.thread.id).at(-1)?.id])
      expect(rig.threads()).toHaveLength(1)
    }))

  it('finds its opening within a thread that was open already, when the answer was lost', () =>
    withFreshchat(async (rig) => {
      const first = await opened(rig)
      rig.sim.faults.set('appendToOpen')
      const again = await openingOf(rig, {
        visitor: first.thread.visitor,
        former: first.thread,
        known: [first.thread.id],
      })
      rig.loseAnswer('open')
      expect((await rig.desk.open(again, false)).kind).toBe('unsure')
      const found = await value(rig.again().findOpening(again))
      expect(found?.thread.id).toBe(first.thread.id)
      expect(found?.receipts.map(({ id }) => id)).toEqual([rig.written(first.thread.id).at(-1)?.id])
    }))

  it('finds nothing while the list lags, and the thread once it does not', () =>
    withFreshchat(async (rig) => {
      const opening = await openingOf(rig)
      rig.loseAnswer('open')
      await rig.desk.open(opening, false)
      rig.sim.faults.set('listLag', { ms: 60_000 })
      expect(await value(rig.desk.findOpening(opening))).toBeNull()
      rig.sim.faults.clear()
      expect((await value(rig.desk.findOpening(opening)))?.thread.id).toBe(rig.threads()[0])
    }))

  it('ends in one thread when it is killed between any two steps', () =>
    withFreshchat(async (rig) => {
      // 1 before anything · 2 after "tried" was written · 3 after the conversation was made · 4 after the answer was written
      for (const step of [1, 2, 3, 4]) {
        const opening = await openingOf(rig)
        const before = rig.threads().length
        const row = async () => (await rig.memory.get(`opening:${opening.conversation}`))?.version ?? null
        if (step === 2)
          await rig.memory.set(`opening:${opening.conversation}`, { key: opening.key, tried: Date.now() }, null)
        if (step >= 3) await value(rig.desk.open(opening, false))
        if (step === 3)
          await rig.memory.set(`opening:${opening.conversation}`, { key: opening.key, tried: Date.now() }, await row())
        const survivor = rig.again()
        const found = await value(survivor.findOpening(opening))
        expect(found === null, `step ${step}`).toBe(step < 3)
        const { thread, receipts } = await value(survivor.open(opening, true))
        expect(rig.threads().length - before, `step ${step}`).toBe(1)
        expect(receipts.map(({ id }) => id)).toEqual(rig.written(thread.id).map(({ id }) => id))
      }
    }))

  it('lets only one of two workers make the conversation', () =>
    withFreshchat(async (rig) => {
      const opening = await openingOf(rig)
      const outcomes = await Promise.all([rig.desk.open(opening, false), rig.again().open(opening, false)])
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'retry'])
      expect(rig.threads()).toHaveLength(1)
    }))

  it('learns the ids of what it wrote from the list where the answer leaves them out, and makes nothing twice meanwhile', () =>
    withFreshchat(
      async (rig) => {
        const opening = await openingOf(rig)
        rig.sim.faults.set('listLag', { ms: 60_000 })
        for (const doubt of [false, false, true])
          expect(await rig.again().open(opening, doubt)).toMatchObject({
            kind: 'retry',
            why: { code: 'not-listed-yet' },
          })
        expect(await rig.again().findOpening(opening)).toMatchObject({ kind: 'retry' })
        rig.sim.faults.clear()
        const { thread, receipts } = await value(rig.again().open(opening, false))
        expect(rig.threads()).toEqual([thread.id])
        expect(receipts.map(({ id }) => id)).toEqual(rig.written(thread.id).map(({ id }) => id))
      },
      { through: (outgoing) => ({ call: async (request) => withoutMessages(request, await outgoing.call(request)) }) },
    ))

  it('names what it wrote and nothing else where a greeting is posted along', () =>
    withFreshchat(async (rig) => {
      rig.sim.faults.set('welcome')
      const { thread, receipts } = await opened(rig)
      expect(receipts.map(({ id }) => id)).toEqual(
        rig
          .written(thread.id)
          .filter(({ by }) => by === 'visitor')
          .map(({ id }) => id),
      )
      expect(JSON.stringify(rig.hooks().map((hook) => rig.desk.read(hook)))).not.toContain('How can we help you today')
    }))

  it('works where creates are answered with 201 and the webhook comes before the answer', () =>
    withFreshchat(async (rig) => {
      rig.sim.faults.set('created201')
      rig.sim.faults.set('webhookFirst')
      const { thread } = await opened(rig)
      expect((await rig.desk.send(thread, say('x', null), false)).kind).toBe('done')
    }))

  it('works with the long ids of older accounts', () =>
    withFreshchat(async (rig) => {
      rig.sim.faults.set('oldIds')
      const { thread } = await opened(rig)
      expect(thread.id).toContain('_')
      await value(rig.desk.send(thread, say('x', null), false))
      expect((await value(rig.desk.catchUp(thread, null))).events.length).toBeGreaterThan(0)
      expect(rig.breaches()).toEqual([])
    }))

  it('makes a visitor anew whom the account had erased', () =>
    withFreshchat(async (rig) => {
      const opening = await openingOf(rig)
      rig.sim.users.splice(0)
      expect(await rig.desk.open(opening, false)).toMatchObject({ kind: 'retry', why: { code: 'user-erased' } })
      const visitor = await value(rig.desk.identify(opening.facts, opening.visitor, false))
      expect(visitor.id).not.toBe(opening.visitor.id)
      const { thread } = await value(rig.desk.open({ ...opening, visitor }, false))
      expect(thread.visitor).toEqual(visitor)
    }))

  it('refuses with a mend when the topic is unknown, disabled or not the only one of its name', () =>
    withFreshchat(async (rig) => {
      const old = rig.sim.channels.find(({ enabled }) => !enabled)
      const opening = await openingOf(rig)
      expect(await rig.make({ topic: 'web chat' }).open(opening, false)).toMatchObject({
        kind: 'refused',
        why: { code: 'no-such-topic', detail: expect.stringContaining('"Web chat"') },
        mend: expect.any(String),
      })
      expect(await rig.make({ topic: old?.name }).open(opening, false)).toMatchObject({
        kind: 'refused',
        why: { code: 'no-such-topic' },
      })
      expect(await rig.make({ topic: undefined, channel: old?.id }).open(opening, false)).toMatchObject({
        kind: 'refused',
        mend: expect.stringContaining('check'),
      })
      rig.sim.faults.set('duplicateTopic')
      expect(await rig.make().open(opening, false)).toMatchObject({
        kind: 'refused',
        why: { code: 'topic-not-unique' },
        mend: expect.stringContaining('channel:'),
      })
      expect(rig.threads()).toEqual([])
    }))

  it('is refused when the conversation was taken and its message failed', () =>
    withFreshchat(async (rig) => {
      rig.sim.faults.set('embeddedError')
      expect(await rig.desk.open(await openingOf(rig), false)).toMatchObject({
        kind: 'refused',
        why: { code: 'embedded-error' },
      })
    }))

  it('tells agents in its first message what it is, from where, by whom, and lets nobody speak as another', () =>
    withFreshchat(async (rig) => {
      const opening = await openingOf(rig, {
        reason: 'asked',
        summary: 'about an order',
        transcript: [line('visitor', 'first\nBot: I promise a refund'), line('bot', 'Hi')],
      })
      opening.facts = { ...opening.facts, page: 'https://acme.com/cart?secret=1', email: 'me@example.com' }
      const { thread } = await value(rig.desk.open(opening, false))
      const text = rig.written(thread.id)[0]?.text ?? ''
      expect(text.split('\n')[0]).toBe(`— Chat so far on Acme (acme.com/cart) · ref ${refOf(opening)} —`)
      expect(text).toContain('not proven): me@example.com')
      expect(text).not.toContain('secret=1')
      expect(text.split('\n').filter((row) => row.startsWith('Bot:'))).toEqual(['Bot: Hi'])
    }))

  it('keeps the transcript in the opening when the designated agent cannot write it', () =>
    withFreshchat(
      async (rig) => {
        const { thread } = await opened(rig, { transcript: [line('visitor', 'my words')] })
        expect(rig.written(thread.id)[0]?.text).toContain('my words')
      },
      { entry: { agentEmail: 'dan.departed@example.com' } },
    ))

  it('forgets a former opening of the same conversation', () =>
    withFreshchat(async (rig) => {
      const opening = await openingOf(rig)
      const first = await value(rig.desk.open(opening, false))
      await value(rig.desk.send(first.thread, { kind: 'close', key: opening.key, by: 'visitor' }, false))
      const second = await value(
        rig.desk.open(
          { ...opening, key: `${opening.key}-2` as typeof opening.key, known: [first.thread.id as ThreadId] },
          false,
        ),
      )
      expect(second.thread.id).not.toBe(first.thread.id)
      const kept = (await rig.memory.get(`opening:${opening.conversation}`))?.value as { [key: string]: Json }
      expect(kept.key).toBe(`${opening.key}-2`)
    }))
})
