// @vitest-environment node
import type { Batch, Older, OlderPage } from '@baton/shared/frames.ts'
import type { ConversationId, Generation } from '@baton/shared/ids.ts'
import { seqOf, timeOf } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import type { Visible } from '@baton/shared/timeline.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calmStatus } from '../connection/fakes.ts'
import { applyBatch, applyOlder, emptyHistory, type History } from './timeline.ts'

const generation = 'g1' as Generation
const conversation = '0190-1' as ConversationId

/** A log whose private events are holes: `visible[n]` says whether the event n+1 can be seen. */
const eventsOf = (visible: boolean[]): Visible[] =>
  visible.flatMap((seen, at) =>
    seen ? [{ seq: seqOf(at + 1), at: timeOf(at), kind: 'botSaid', message: textMessage(`${at + 1}`) } as const] : [],
  )

const batchOf = (log: Visible[], after: number, upTo: number, end: number, reset = false): Batch => ({
  ...{ generation, conversation, after: seqOf(after), upTo: seqOf(upTo), reset, more: upTo < end },
  events: log.filter((event) => event.seq > after && event.seq <= upTo),
  status: { ...calmStatus, stint: upTo },
})

const seqs = (history: History) => history.stretches.flatMap(({ events }) => events.map((event) => event.seq))

describe('applyBatch', () => {
  it('ends in the log whatever batches come in whatever order, and never shows a gap on the way', () => {
    const range = fc.tuple(fc.nat(60), fc.nat(60), fc.boolean())
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }),
        fc.array(range, { maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (visible, ranges, size) => {
          const log = eventsOf(visible)
          const end = visible.length
          let history = emptyHistory
          let from = Number.POSITIVE_INFINITY
          const take = (batch: Batch) => {
            const before = history.cursor?.seq ?? -1
            const result = applyBatch(history, batch)
            if (
              result.history.stretches[0] !== history.stretches[0] &&
              (before < 0 || (batch.reset && batch.upTo > before))
            )
              from = batch.after
            history = result.history
            // Everything from where it begins up to the cursor, and nothing else.
            const cursor = history.cursor?.seq ?? 0
            expect(seqs(history)).toEqual(
              log.filter((event) => event.seq > from && event.seq <= cursor).map((event) => event.seq),
            )
            expect(cursor).toBeGreaterThanOrEqual(before)
            return result.ask
          }
          for (const [a, b, reset] of ranges) {
            const after = Math.min(a, b, end)
            take(batchOf(log, after, Math.min(Math.max(a, b), end), end, reset))
          }
          if (!history.cursor) take(batchOf(log, 0, Math.min(size, end), end))
          for (let ask = true; ask; ) {
            const at = history.cursor?.seq ?? 0
            ask = take(batchOf(log, at, Math.min(at + size, end), end))
          }
          expect(seqs(history)).toEqual(log.filter((event) => event.seq > from).map((event) => event.seq))
          expect(history.status?.stint).toBe(end)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('asks when a batch presumes more than is there, and changes nothing', () => {
    const log = eventsOf([true, true, true, true])
    const { history } = applyBatch(emptyHistory, batchOf(log, 0, 1, 1))
    expect(applyBatch(history, batchOf(log, 2, 4, 4))).toEqual({ history, ask: true })
  })

  it('asks for more even after a batch that it does not need, for the server waits to be asked', () => {
    const log = eventsOf([true, true, true, true])
    const { history } = applyBatch(emptyHistory, batchOf(log, 0, 3, 3))
    expect(applyBatch(history, batchOf(log, 0, 2, 4)).ask).toBe(true)
  })

  it('throws everything away when the server has another history', () => {
    const log = eventsOf([true, true])
    const { history } = applyBatch(emptyHistory, batchOf(log, 0, 2, 2))
    const other = { ...batchOf(log, 0, 1, 1, true), generation: 'g2' as Generation }
    expect(applyBatch(history, { ...other, reset: false })).toEqual({ history, ask: true })
    const anew = applyBatch(history, other).history
    expect(seqs(anew)).toEqual([1])
    expect(anew.cursor?.generation).toBe('g2')
  })

  it('appends the next conversation once the one before was seen to its end', () => {
    const log = eventsOf([true, true])
    const closed = { ...batchOf(log, 0, 2, 2), status: { ...calmStatus, mode: 'closed' as const } }
    const later = { ...batchOf(log, 0, 1, 1), conversation: '0190-2' as ConversationId }
    const whole = applyBatch(applyBatch(emptyHistory, closed).history, later).history
    expect(whole.stretches.map(({ conversation, events }) => [conversation, events.length])).toEqual([
      ['0190-1', 2],
      ['0190-2', 1],
    ])
    const open = applyBatch(applyBatch(emptyHistory, batchOf(log, 0, 1, 1)).history, later).history
    expect(open.stretches.map(({ conversation }) => conversation)).toEqual(['0190-2'])
    expect(open.older).toEqual({ conversation: '0190-2', before: 1 })
  })

  it('is not led back by a batch of an earlier conversation', () => {
    const log = eventsOf([true, true])
    const { history } = applyBatch(emptyHistory, { ...batchOf(log, 0, 1, 1), conversation: '0190-2' as ConversationId })
    expect(applyBatch(history, batchOf(log, 0, 2, 2))).toEqual({ history, ask: false })
  })
})

describe('applyOlder', () => {
  const page = (events: Visible[], next: Older | null, of = conversation): OlderPage => ({
    conversation: of,
    events,
    agents: {},
    next,
  })

  it('puts earlier pages and earlier conversations in front until the beginning', () => {
    const log = eventsOf([true, true, true, true])
    let { history } = applyBatch(emptyHistory, batchOf(log, 3, 4, 4, true))
    expect(history.older).toEqual({ conversation, before: 4 })
    history = applyOlder(history, history.older as Older, page(log.slice(1, 3), { conversation, before: seqOf(2) }))
    const earlier = '0190-0' as ConversationId
    history = applyOlder(
      history,
      history.older as Older,
      page(log.slice(0, 1), { conversation: earlier, before: seqOf(3) }),
    )
    history = applyOlder(history, history.older as Older, page(log.slice(0, 2), null, earlier))
    expect(history.stretches.map(({ conversation, events }) => [conversation, events.map(({ seq }) => seq)])).toEqual([
      [earlier, [1, 2]],
      [conversation, [1, 2, 3, 4]],
    ])
    expect(history.older).toBeNull()
  })

  it('ignores an answer to a question that is no longer open, so that nothing stands twice', () => {
    const log = eventsOf([true, true, true])
    const { history } = applyBatch(emptyHistory, batchOf(log, 2, 3, 3, true))
    const asked = history.older as Older
    const once = applyOlder(history, asked, page(log.slice(0, 2), null))
    expect(applyOlder(once, asked, page(log.slice(0, 2), null))).toBe(once)
  })

  it('stops when the server sends it round in circles', () => {
    const log = eventsOf([true, true, true])
    const { history } = applyBatch(emptyHistory, batchOf(log, 2, 3, 3, true))
    expect(applyOlder(history, history.older as Older, page([], history.older)).older).toBeNull()
  })
})
