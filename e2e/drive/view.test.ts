import type { Batch } from '@baton/shared/frames.ts'
import type { ConversationId, Generation, Seq, Time } from '@baton/shared/ids.ts'
import { plainText, textMessage } from '@baton/shared/message.ts'
import type { Status, Visible } from '@baton/shared/timeline.ts'
import { expect, it } from 'vitest'
import { apply, applyOlder, emptyView, lines, type View } from './view.ts'

it('applies what joins its cursor, keeps what is beyond, and stands at the end', () => {
  const view = run([batch(0, 3), batch(1, 5)])
  expect(texts(view)).toEqual(['1', '2', '3', '4', '5'])
  expect(view.cursor?.seq).toBe(5)
})

it('never renders a gap: it asks', () => {
  const { view, ask } = apply(run([batch(0, 3)]), batch(5, 6))
  expect(ask).toBe(true)
  expect(texts(view)).toEqual(['1', '2', '3'])
})

it('stands beyond private events that it never sees', () => {
  const { view } = apply(run([batch(0, 3)]), { ...batch(3, 6), events: [event(6)] })
  expect(texts(view)).toEqual(['1', '2', '3', '6'])
})

it('changes nothing for what it has, and says so when it reads differently now', () => {
  const view = run([batch(0, 3)])
  expect(apply(view, batch(0, 2)).view).toBe(view)
  expect(apply(view, batch(1, 3)).view.changed).toBe(0)
  expect(apply(view, { ...batch(0, 3), events: [event(2, 'other')] }).view.changed).toBe(1)
})

it('asks when the generation is another, and begins anew with a reset', () => {
  const view = run([batch(0, 3)])
  const other = { ...batch(3, 4), generation: 'g2' as Generation }
  expect(apply(view, other).ask).toBe(true)
  expect(texts(apply(view, { ...other, reset: true }).view)).toEqual(['4'])
})

it('puts the next conversation behind a closed one, and nothing in front of it', () => {
  const closed = apply(run([batch(0, 3)]), { ...batch(3, 4), status: { mode: 'closed' } as Status }).view
  const next = apply(closed, batch(0, 1, 'c2')).view
  expect(texts(next)).toEqual(['1', '2', '3', '4', '1'])
  expect(apply(next, batch(4, 5)).view).toBe(next)
})

it('puts an older page in front of what it begins with', () => {
  const view = apply(emptyView, { ...batch(3, 5), reset: true }).view
  expect(view.older).toEqual({ conversation: 'c1', before: 4 })
  const page = { conversation: 'c1' as ConversationId, events: [event(1), event(2), event(3)], agents: {}, next: null }
  const whole = applyOlder(view, { conversation: 'c1' as ConversationId, before: 4 as Seq }, page)
  expect(texts(whole)).toEqual(['1', '2', '3', '4', '5'])
  expect(whole.older).toBe(null)
})

it('places a late message of the desk right before the one that it names', () => {
  const late = (seq: number, before: number): Visible => ({
    ...{ seq: seq as Seq, at: 0 as Time, kind: 'agentSaid', agent: null },
    ...{ message: textMessage(String(seq)), before: before as Seq },
  })
  const events = [event(1), event(2), late(3, 2), late(4, 2)]
  expect(texts({ ...emptyView, stretches: [{ conversation: 'c1' as ConversationId, events }] })).toEqual([
    '1',
    '3',
    '4',
    '2',
  ])
})

const run = (batches: Batch[]): View => batches.reduce((view, one) => apply(view, one).view, emptyView)

const event = (seq: number, text = String(seq)): Visible => ({
  ...{ seq: seq as Seq, at: 0 as Time, kind: 'botSaid' },
  message: textMessage(text),
})

function batch(after: number, upTo: number, conversation = 'c1'): Batch {
  const events = Array.from({ length: upTo - after }, (_, n) => event(after + n + 1))
  return {
    ...{
      generation: 'g1' as Generation,
      conversation: conversation as ConversationId,
      events,
      reset: false,
      more: false,
    },
    ...{ after: after as Seq, upTo: upTo as Seq, status: { mode: 'bot' } as Status },
  }
}

const texts = (view: View): string[] =>
  lines(view.stretches).map(({ event }) => ('message' in event && event.message ? plainText(event.message) : ''))
