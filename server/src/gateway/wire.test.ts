// long because it walks the whole wire with one rig.
import type { ConversationId, Generation, Seq, SessionId } from '@baton/shared/ids.ts'
import { type Message, textMessage } from '@baton/shared/message.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ownOrigin } from '../conversation/origin.ts'
import { StoreTrouble } from '../store/store.ts'
import { memoryLog, testGeneration } from './fakes.ts'
import { type Client, eventually, newKey, type Rig, startRig } from './rig.ts'

const codeOf = (answer: unknown): string => {
  const { ok, error } = answer as Answer<object> & { error?: { code: string } }
  return ok ? 'ok' : (error?.code ?? '?')
}
const choices: Message = {
  parts: [
    { kind: 'text', text: 'Which?' },
    {
      kind: 'choices',
      choices: [
        { id: 'a', label: 'The first' },
        { id: 'b', label: 'The second' },
      ],
    },
  ],
}

describe('a session', () => {
  let rig: Rig
  let log: ReturnType<typeof memoryLog>
  let ann: Client
  let trouble: Error | null
  beforeEach(async () => {
    log = memoryLog()
    trouble = null
    rig = await startRig({
      log,
      around: (record) => (id, what) => (trouble ? Promise.reject(trouble) : record(id, what)),
    })
    ann = await rig.join()
    await ann.hello()
  })
  afterEach(() => rig.close())

  const texts = (tab: Client) =>
    tab.batches
      .flatMap((batch) => batch.events)
      .flatMap((event) => ('message' in event ? [event.message?.parts[0]] : []))

  it('gets the first answer again for the same key, and its words are shown once', async () => {
    const key = newKey()
    const first = await ann.say('once', key)
    expect(await ann.say('once', key)).toEqual(first)
    expect(await ann.say('something else', key)).toEqual(first)
    await ann.say('after')
    await eventually(() =>
      expect(texts(ann)).toEqual([
        { kind: 'text', text: 'once' },
        { kind: 'text', text: 'after' },
      ]),
    )
  })

  it('is told otherSession when a frame names another one, and nothing is stored', async () => {
    const bob = await rig.join()
    await bob.hello()
    for (const session of [bob.session, 'x' as SessionId]) {
      expect(codeOf(await ann.send({ session, text: 'not mine' }))).toBe('otherSession')
      expect(codeOf(await ann.ask('act', { session, key: newKey(), action: 'person' }))).toBe('otherSession')
    }
    expect(log.all.get(ann.conversation)?.events).toHaveLength(1)
  })

  it('takes nothing before hello', async () => {
    const early = await rig.join({ token: ann.token })
    expect(codeOf(await early.send({ session: ann.session, text: 'early' }))).toBe('otherSession')
    expect(codeOf(await early.older({ conversation: ann.conversation, before: 9 as Seq }))).toBe('otherSession')
    expect(
      codeOf(await early.catchUp({ generation: testGeneration, conversation: ann.conversation, seq: 0 as Seq })),
    ).toBe('otherSession')
  })

  it('cannot tell a foreign conversation from one that does not exist', async () => {
    const bob = await rig.join()
    await bob.hello()
    await bob.say('a secret')
    for (const ask of [
      (conversation: ConversationId) => ann.older({ conversation, before: 99 as Seq }),
      (conversation: ConversationId) => ann.catchUp({ generation: testGeneration, conversation, seq: 0 as Seq }),
    ]) {
      const foreign = await ask(bob.conversation)
      expect(foreign).toEqual(await ask('0198c0de-0000-7000-8000-000000000000' as ConversationId))
      expect(codeOf(foreign)).toBe('notFound')
    }
    const welcome = await ann.hello({ generation: testGeneration, conversation: bob.conversation, seq: 0 as Seq })
    expect(welcome.batch.conversation).toBe(ann.conversation)
    expect(JSON.stringify([welcome, ann.batches])).not.toContain('a secret')
  })

  it('hears nothing of other visitors, whatever it asked for', async () => {
    const bob = await rig.join()
    await bob.hello()
    await ann.catchUp({ generation: testGeneration, conversation: bob.conversation, seq: 0 as Seq })
    await bob.say('only for bob')
    rig.bell.pass(bob.conversation, { kind: 'typing', by: 'agent', on: true })
    await ann.say('mine')
    await eventually(() => expect(texts(ann)).toEqual([{ kind: 'text', text: 'mine' }]))
    expect(ann.passings).toEqual([])
  })

  it('taps only what is offered, and says what the offer says', async () => {
    log.append(ann.conversation, { kind: 'botSaid', turn: null, message: choices })
    const target = 2 as Seq
    expect(codeOf(await ann.send({ choice: 'c', target } as never))).toBe('notFound')
    expect(codeOf(await ann.send({ choice: 'a', target: 1 } as never))).toBe('notFound')
    expect(codeOf(await ann.send({ choice: 'a', target: 99 } as never))).toBe('notFound')
    expect(await ann.send({ choice: 'b', target } as never)).toMatchObject({ ok: true, seq: 3 })
    await eventually(() =>
      expect(ann.batches.at(-1)?.events.at(-1)).toMatchObject({
        kind: 'visitorSaid',
        choice: 'b',
        message: textMessage('The second'),
      }),
    )
  })

  it('cannot tap what was taken away, but a tap that was stored before stays stored', async () => {
    log.append(ann.conversation, { kind: 'botSaid', turn: null, message: choices })
    const key = newKey()
    const tap = { key, choice: 'b', target: 2 as Seq }
    const first = await ann.send(tap as never)
    log.append(ann.conversation, { kind: 'messageEdited', target: 2 as Seq, message: null })
    expect(await ann.send(tap as never)).toEqual(first)
    expect(codeOf(await ann.send({ ...tap, key: newKey() } as never))).toBe('notFound')
  })

  it('keeps the order in which its words arrived, also behind a tap that must be looked up', async () => {
    log.append(ann.conversation, { kind: 'botSaid', turn: null, message: choices })
    const sent = [
      ann.say('one'),
      ann.send({ choice: 'a', target: 2 as Seq } as never),
      ann.say('two'),
      ann.say('three'),
    ]
    const answers = (await Promise.all(sent)) as { seq: number }[]
    expect(answers.map(({ seq }) => seq)).toEqual([3, 4, 5, 6])
  })

  it('is acknowledged nothing while the store cannot keep it, and is told when to come again', async () => {
    for (const error of [new StoreTrouble('disk full', false), new Error('a bug')]) {
      trouble = error
      const answer = (await ann.say('lost?')) as { ok: boolean; error: { code: string; after: number } }
      expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable' } })
      expect(answer.error.after).toBeGreaterThanOrEqual(1_000)
    }
    trouble = null
    expect(codeOf(await ann.say('kept'))).toBe('ok')
    expect(log.all.get(ann.conversation)?.events).toHaveLength(2)
    expect(rig.lines.join()).not.toContain('lost?')
  })

  it('gives its token again when hello is asked again, since the first answer may be lost', async () => {
    const { token } = await ann.hello()
    expect(token).toBe(ann.token)
    expect((await ann.hello()).batch.conversation).toBe(ann.conversation)
  })

  it('records that it was opened once, however often it comes back', async () => {
    await ann.hello()
    await (await rig.join({ token: ann.token })).hello()
    expect(log.all.get(ann.conversation)?.events.map((event) => event.kind)).toEqual(['conversationStarted'])
    expect(await log.seqOf(ann.conversation, ownOrigin('opened'))).toBe(1)
  })

  it('keeps of the page its origin and path, and a title that is not too long', async () => {
    const tab = await rig.join()
    await tab.hello(null, {
      page: 'https://shop.example/cart?card=4111#x',
      title: 't'.repeat(500),
      language: 'not a language',
    })
    expect(log.all.get(tab.conversation)?.events[0]).toMatchObject({
      page: 'https://shop.example/cart',
      title: 't'.repeat(200),
      language: null,
    })
  })

  it('goes on in a new conversation when the old one is closed, in every tab, with nothing lost and nothing twice', async () => {
    const other = await rig.join({ token: ann.token })
    await other.hello()
    const key = newKey()
    await ann.say('before', key)
    log.append(ann.conversation, { kind: 'conversationClosed', why: 'bot' })
    rig.bell.ring([ann.conversation])
    const old = ann.conversation
    const stored = (await ann.say('after')) as { ok: true; conversation: ConversationId; seq: number }
    expect(stored).toMatchObject({ ok: true, seq: 2 })
    expect(stored.conversation).not.toBe(old)
    for (const tab of [ann, other]) {
      await eventually(() => {
        const run = tab.batches.filter((batch) => batch.events.length > 0)
        expect(
          run.flatMap((batch) => batch.events.map((event) => [batch.conversation === old ? 'old' : 'new', event.kind])),
        ).toEqual([
          ['old', 'visitorSaid'],
          ['old', 'conversationClosed'],
          ['new', 'visitorSaid'],
        ])
      })
    }
    // The first acknowledgement may have been lost: the same words are not said again in the new one.
    const again = await rig.join({ token: ann.token })
    await again.hello()
    expect(await again.send({ key, text: 'before' })).toMatchObject({ ok: true, conversation: old, seq: 2 })
    expect(codeOf(await other.say('from the other tab'))).toBe('ok')
    expect(log.all.get(stored.conversation)?.events.map((event) => event.kind)).toEqual([
      'conversationStarted',
      'visitorSaid',
      'visitorSaid',
    ])
  })

  it('reads on from the end of a closed conversation into the next, and back again page by page', async () => {
    await ann.say('in the first')
    log.append(ann.conversation, { kind: 'conversationClosed', why: 'bot' })
    const first = ann.conversation
    const later = await rig.join({ token: ann.token })
    const welcome = await later.hello({ generation: testGeneration, conversation: first, seq: 1 as Seq })
    expect(welcome.batch).toMatchObject({ conversation: first, after: 1, upTo: 3, more: true, reset: false })
    const next = await later.catchUp({ generation: testGeneration, conversation: first, seq: 3 as Seq })
    expect(next).toMatchObject({ ok: true, batch: { after: 0, upTo: 1, more: false, reset: false } })
    const second = (next as { batch: { conversation: ConversationId } }).batch.conversation
    expect(second).not.toBe(first)
    const page = await later.older({ conversation: second, before: 2 as Seq })
    expect(page).toMatchObject({ ok: true, page: { events: [], next: { conversation: first, before: 4 } } })
    expect(await later.older({ conversation: first, before: 4 as Seq })).toMatchObject({
      ok: true,
      page: { events: [{ seq: 2 }, { seq: 3 }], next: null },
    })
  })

  it('starts anew after a restored backup', async () => {
    await ann.say('hello')
    const { batch } = await ann.hello({
      generation: 'before' as Generation,
      conversation: ann.conversation,
      seq: 1 as Seq,
    })
    expect(batch).toMatchObject({ reset: true, after: 0, upTo: 2, generation: testGeneration })
  })

  it('sees that an agent types', async () => {
    rig.bell.pass(ann.conversation, { kind: 'typing', by: 'agent', on: true })
    await eventually(() => expect(ann.passings).toEqual([{ kind: 'typing', by: 'agent', on: true }]))
  })
})
