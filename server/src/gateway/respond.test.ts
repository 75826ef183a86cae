import type { Answered } from '@baton/shared/asks.ts'
import type { Stored } from '@baton/shared/frames.ts'
import type { ConversationId, Seq } from '@baton/shared/ids.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Policy } from '../conversation/policy.ts'
import { type Client, newKey, type Rig, startRig, testPolicy } from './rig.ts'

const policy: Policy = {
  ...testPolicy,
  form: [
    { id: 'name', required: false },
    { id: 'email', required: true },
  ],
  tickets: 'outside',
}
let rig: Rig
let ann: Client
beforeEach(async () => {
  rig = await startRig({ policy })
  ann = await rig.join()
  await ann.hello()
})
afterEach(() => rig.close())

const respond = (tab: Client, target: Seq, answer: Answered, key = newKey()) =>
  tab.ask('respond', { session: tab.session, key, conversation: tab.conversation, target, answer }) as Promise<
    Answer<Stored>
  >
const codeOf = (answer: Answer<object>) => (answer.ok ? 'ok' : answer.error.code)
const now = async (tab: Client) => (await rig.log.get(tab.conversation)) ?? never(tab.conversation)
const never = (id: ConversationId): never => {
  throw new Error(`no ${id}`)
}

/** Asks for a person, and gets the form. */
async function form(): Promise<Seq> {
  await ann.act('person')
  return (await now(ann)).asks[0]?.seq as Seq
}

describe('an answer to what Baton asks', () => {
  it('is stored once, whatever is sent again, and brings the person who was asked for', async () => {
    const target = await form()
    const key = newKey()
    const filled = { kind: 'filled', values: { email: 'ann@example.com' } } as const
    const first = await respond(ann, target, filled, key)
    expect(codeOf(first)).toBe('ok')
    expect(await respond(ann, target, filled, key)).toEqual(first)
    const { mode, contact, asks } = await now(ann)
    expect({ mode, contact, asks }).toEqual({ mode: 'waiting', contact: { email: 'ann@example.com' }, asks: [] })
    const events = await rig.log.read(ann.conversation, 0 as Seq, 'on', 100)
    expect(events.filter(({ kind }) => kind === 'handoffRequested')).toHaveLength(1)
  })

  it('is refused by its field when it does not fit, and the question stays', async () => {
    const target = await form()
    const wrong: [Answered, RegExp][] = [
      [{ kind: 'filled', values: {} }, /email: missing/],
      [{ kind: 'filled', values: { email: 'nobody' } }, /email: email/],
      [{ kind: 'filled', values: { email: 'a@b.co', phone: '12345' } }, /phone: was not asked/],
      [{ kind: 'chosen', choice: 'support' }, /filled or declined/],
    ]
    for (const [answer, mend] of wrong) {
      const refused = await respond(ann, target, answer)
      expect(refused).toMatchObject({ ok: false, error: { code: 'badFrame', mend: expect.stringMatching(mend) } })
    }
    expect((await now(ann)).asks).toHaveLength(1)
  })

  it('is told closed when the question was answered, and notFound when there was none', async () => {
    const target = await form()
    await respond(ann, target, { kind: 'declined' })
    expect(codeOf(await respond(ann, target, { kind: 'declined' }))).toBe('closed')
    expect(codeOf(await respond(ann, 999 as Seq, { kind: 'declined' }))).toBe('notFound')
  })

  it('to somebody else’s question finds nothing', async () => {
    const target = await form()
    const eve = await rig.join()
    await eve.hello()
    expect(codeOf(await respond(eve, target, { kind: 'declined' }))).not.toBe('ok')
    const foreign = { session: eve.session, key: newKey(), conversation: ann.conversation, target }
    const there = (await eve.ask('respond', { ...foreign, answer: { kind: 'declined' } })) as Answer<Stored>
    expect(codeOf(there)).toBe('notFound')
    const stolen = {
      session: ann.session,
      key: newKey(),
      conversation: ann.conversation,
      target,
      answer: { kind: 'declined' },
    }
    expect(codeOf((await eve.ask('respond', stolen)) as Answer<Stored>)).toBe('otherSession')
    expect((await now(ann)).asks).toHaveLength(1)
  })

  it('shows in the status as long as it can be answered', async () => {
    const target = await form()
    expect((await ann.hello()).batch.status.asks).toEqual([target])
    await respond(ann, target, { kind: 'declined' })
    expect((await ann.hello()).batch.status.asks).toBeUndefined()
  })
})

describe('what the page says of the visitor', () => {
  it('is kept when it is new, without what is wrong in it, and never asked again', async () => {
    const visitor = { name: 'Ann', email: 'ann@example.com', attributes: { plan: 'gold', 'bad name': 1, deep: {} } }
    await ann.hello(null, { visitor: visitor as never })
    const { contact, attributes, seq } = await now(ann)
    expect({ contact, attributes }).toEqual({
      contact: { name: 'Ann', email: 'ann@example.com' },
      attributes: { plan: 'gold' },
    })
    await ann.hello(null, { visitor: visitor as never })
    expect((await now(ann)).seq).toBe(seq)
    await ann.act('person')
    expect((await now(ann)).mode).toBe('waiting')
  })

  it('that is no object costs nobody the chat', async () => {
    for (const visitor of ['x', 7, [], { name: { a: 1 } }, { attributes: 'x' }])
      expect(await ann.hello(null, { visitor: visitor as never })).toMatchObject({ batch: {} })
  })
})
