import { expect, it } from 'vitest'
import type { Event } from '../../server/src/conversation/events.ts'
import type { HandoffId, ThreadId } from '../../server/src/conversation/ids.ts'
import type { ViolationKind } from './check/violation.ts'
import { check } from './checker.ts'
import { atDesk, event, good, line, rewrite, seq } from './good-history.ts'
import type { History } from './history.ts'

const withOpening = (h: History, ref: string) =>
  atDesk(h, (lines) => [...lines, line(`— Chat so far on acme · ref ${ref} —`, 'visitor')])

/** The thread of LiveChat is one for ever, so what would be a thread too many elsewhere is seen by its words or not at all. */
const badAtLivechat: [string, ViolationKind, (history: History) => void][] = [
  ['an opening that stands there twice', 'duplicated', (h) => withOpening(h, '1')],
  ['an opening that no stay knows', 'orphanThread', (h) => withOpening(h, '2')],
  [
    'a visitor with two chats',
    'doubleThread',
    (h) => {
      const other = { handoff: 'h2' as HandoffId, thread: 'other' as ThreadId, vendorIds: [] }
      rewrite(h, (events) => {
        const requested = events.find(({ kind }) => kind === 'handoffRequested') as Event & { kind: 'handoffRequested' }
        const opened = events.find(({ kind }) => kind === 'threadOpened') as Event & { kind: 'threadOpened' }
        return [
          ...events,
          event(10, { kind: 'handoffEnded', handoff: requested.handoff, how: 'resolved', vendorAt: null }),
          { ...requested, seq: seq(11), handoff: other.handoff },
          { ...opened, seq: seq(12), ...other },
        ]
      })
    },
  ],
  [
    'a message that failed while the stay went on',
    'untrue',
    (h) =>
      rewrite(h, (events) =>
        events.map(
          (one) => (one.kind === 'deliveryChanged' ? { ...one, state: 'failed', vendorIds: [] } : one) as Event,
        ),
      ),
  ],
  ['an agent’s e-mail address in a frame', 'leaked', (h) => void h.frames.push('{"agent":"ann@example.com"}')],
]

it.each(badAtLivechat)('finds at LiveChat %s', (_, kind, spoil) => {
  const history: History = { ...good(), deskKind: 'livechat' }
  expect(check(history).violations).toEqual([])
  spoil(history)
  expect(check(history).violations.map((one) => one.kind)).toContain(kind)
})

it('lets a message fail that came when the desk had just ended the stay', () => {
  const history = good()
  rewrite(history, (events) => [
    ...events.map(
      (one) => (one.kind === 'deliveryChanged' ? { ...one, state: 'failed', vendorIds: [] } : one) as Event,
    ),
    event(10, { kind: 'handoffEnded', handoff: 'h1' as HandoffId, how: 'resolved', vendorAt: null }),
  ])
  for (const thread of history.desk) thread.open = false
  atDesk(history, (lines) => lines.filter(({ text }) => text !== 'three'))
  expect(check(history).violations.filter(({ where }) => where.includes('desk'))).toEqual([])
})
