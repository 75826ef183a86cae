import { textMessage } from '@baton/shared/message.ts'
import type { Visible } from '@baton/shared/timeline.ts'
import { expect, it } from 'vitest'
import type { Event } from '../../server/src/conversation/events.ts'
import type { ViolationKind } from './check/violation.ts'
import { check, percentile } from './checker.ts'
import {
  atDesk,
  conversation,
  event,
  good,
  id,
  line,
  rewrite,
  said,
  sent,
  seq,
  show,
  swapped,
  tab,
  textIs,
  visitorSaid,
  without,
} from './good-history.ts'
import type { History } from './history.ts'

it('finds nothing in a history where everything is right', () => {
  const { violations, ...figures } = check(good())
  expect(violations).toEqual([])
  expect(figures).toMatchObject({ attempts: 3, acknowledged: 3, recovered: 0, agentSaid: 2, stays: 1 })
  expect(figures.visible.visitor).toHaveLength(6)
})

/** One thing is wrong in each: what it is, how it is made, and the words in which it must be found. */
const bad: [string, ViolationKind, (history: History) => void][] = [
  [
    'an acknowledged message that is not stored',
    'lost',
    (h) => rewrite(h, (events) => without(events, 'visitorSaid', 'two')),
  ],
  [
    'a message that is stored twice',
    'duplicated',
    (h) => rewrite(h, (events) => [...events, { ...said(events, 'two'), seq: seq(events.length + 1) }]),
  ],
  [
    'a message that nobody sent',
    'unexpected',
    (h) => rewrite(h, (events) => [...events, visitorSaid(events.length + 1, 'stranger', 'who?')]),
  ],
  [
    'our own words taken for words from elsewhere',
    'unexpected',
    (h) => rewrite(h, (events) => [...events, { ...visitorSaid(events.length + 1, 'x', 'two'), key: null } as Event]),
  ],
  ['words of one tab in another order', 'reordered', (h) => rewrite(h, (events) => swapped(events, 'one', 'two'))],
  [
    'another text than the one that was sent',
    'untrue',
    (h) =>
      rewrite(h, (events) =>
        events.map((event) => (textIs(event, 'two') ? { ...event, message: textMessage('2') } : event) as Event),
      ),
  ],
  ['two answers to one send', 'untrue', (h) => void tab(h).sent[0]?.answers.push({ conversation: id, seq: seq(9) })],
  [
    'an acknowledgement with a position that is another one’s',
    'untrue',
    (h) => void Object.assign(tab(h).sent[1]?.acked ?? {}, { seq: seq(1) }),
  ],
  ['a hole in the log', 'gap', (h) => rewrite(h, (events) => events.filter((event) => event.seq !== 3))],
  [
    'a row that is not the fold of its log',
    'damaged',
    (h) => void Object.assign(conversation(h).row, { botFailures: 7 }),
  ],
  [
    'a bot that answers one turn twice',
    'duplicated',
    (h) => rewrite(h, (events) => [...events, { ...events[2], seq: seq(events.length + 1) } as Event]),
  ],
  [
    'a bot that speaks while people hold it',
    'untrue',
    (h) => rewrite(h, (events) => [...events.slice(0, 6), { ...events[2], turn: 't2', seq: seq(7) } as Event]),
  ],
  [
    'a message that was delivered and then is late',
    'untrue',
    (h) =>
      rewrite(h, (events) => [
        ...events,
        event(events.length + 1, { kind: 'deliveryChanged', target: seq(5), state: 'late', vendorIds: [] }),
      ]),
  ],
  [
    'a message that is being looked for in the end',
    'stuck',
    (h) =>
      rewrite(h, (events) => [
        ...events.filter((one) => one.kind !== 'deliveryChanged'),
        event(9, { kind: 'deliveryChanged', target: seq(5), state: 'checking', vendorIds: [] }),
      ]),
  ],
  [
    'a send that was never acknowledged',
    'stuck',
    (h) => void Object.assign(tab(h).sent[2] ?? {}, { acked: null, answers: [] }),
  ],

  ['a tab that misses a message', 'gap', (h) => show(h, (events) => events.filter((one) => !textIs(one, 'answer')))],
  [
    'a tab that misses an acknowledged message',
    'lost',
    (h) => show(h, (events) => events.filter((one) => !textIs(one, 'two'))),
  ],
  ['a tab that shows a message twice', 'duplicated', (h) => show(h, (events) => [...events, ...events.slice(-1)])],
  [
    'a tab that shows what is not stored',
    'unexpected',
    (h) => show(h, (events) => [...events, { ...events[0], seq: seq(77) } as Visible]),
  ],
  ['a tab in another order', 'reordered', (h) => show(h, (events) => events.toReversed())],
  ['a tab that stopped before the end', 'gap', (h) => void Object.assign(tab(h).cursor ?? {}, { seq: seq(2) })],
  ['a tab that shows another holder', 'untrue', (h) => void Object.assign(tab(h).status ?? {}, { mode: 'bot' })],
  ['an event that said something else the second time', 'untrue', (h) => void Object.assign(tab(h), { changed: 1 })],
  [
    'a visitor whom the server does not know any more',
    'untrue',
    (h) => void tab(h).refused.push({ what: 'handshake', error: { code: 'unknownToken' } }),
  ],

  [
    'a message that the desk does not have',
    'lost',
    (h) => atDesk(h, (lines) => lines.filter(({ text }) => text !== 'three')),
  ],
  [
    'a message that the desk has twice',
    'duplicated',
    (h) => atDesk(h, (lines) => [...lines, ...lines.filter(({ text }) => text === 'three')]),
  ],
  [
    'messages at the desk in another order',
    'reordered',
    (h) => {
      rewrite(h, (events) => [...events, visitorSaid(events.length + 1, 'k4', 'four')])
      tab(h).sent.push(sent('k4', 'four', 9))
      show(h, (events) => [...events, visitorSaid(9, 'k4', 'four') as unknown as Visible], 'every')
      atDesk(h, (lines) => [...lines.filter(({ by }) => by !== 'visitor'), line('four'), line('three')])
    },
  ],
  [
    'words at the desk that the visitor never said',
    'unexpected',
    (h) => atDesk(h, (lines) => [...lines, line('made up')]),
  ],
  ['words of an agent that never came', 'lost', (h) => atDesk(h, (lines) => [...lines, line('hello?', 'agent')])],
  [
    'words of an agent that came in another order',
    'reordered',
    (h) => atDesk(h, (lines) => lines.map((one) => (one.text === 'answer' ? { ...one, at: 9_999_999 } : one))),
  ],
  [
    'an opening that was made twice',
    'duplicated',
    (h) => atDesk(h, (lines) => [line('— Chat so far on acme · ref 1 —'), ...lines]),
  ],
  [
    'a thread that belongs to nobody',
    'orphanThread',
    (h) => void h.desk.push({ id: 'other', user: 'u', open: true, agent: null, lines: [] }),
  ],
  [
    'a visitor who is two people at the desk',
    'doubleThread',
    (h) => void h.users.push({ id: 'u2', referenceId: 'visitor' }),
  ],
  [
    'a stay with two threads',
    'doubleThread',
    (h) => rewrite(h, (events) => [...events, { ...events[5], seq: seq(events.length + 1) } as Event]),
  ],
  [
    'a stay that goes on where the desk has resolved it',
    'untrue',
    (h) => void Object.assign(h.desk[0] ?? {}, { open: false }),
  ],

  ['a private note in a frame', 'leaked', (h) => void h.frames.push('{"text":"canary"}')],
  ['a private note in a log', 'leaked', (h) => void h.logs.push('canary')],
  ['a visitor’s words in a log', 'leaked', (h) => void h.logs.push('{"level":"info","what":"[v1a:3] hello"}')],
  ['an unhandled rejection', 'failed', (h) => void h.logs.push('[UnhandledPromiseRejection: This error originated …]')],
  ['an error of ours', 'failed', (h) => void h.logs.push('{"level":"error","msg":"a delivery failed unexpectedly"}')],
  ['a damaged database', 'damaged', (h) => void h.damage.push('row 3 missing from index')],
  ['a delivery that is still owed', 'stuck', (h) => void h.owing.push('still owed: say')],
  ['a trial that never became quiet', 'stuck', (h) => void Object.assign(h, { unsettled: 'v1 still works' })],
]

it.each(bad)('finds %s', (_, kind, spoil) => {
  const history = good()
  spoil(history)
  expect(check(history).violations.map((one) => one.kind)).toContain(kind)
})

it('allows a message that was never acknowledged to be there once or not at all', () => {
  const history = good()
  Object.assign(tab(history).sent[1] ?? {}, { acked: null, answers: [], refused: 'closed' })
  const { violations, recovered } = check(history)
  expect(recovered).toBe(1)
  expect(violations.filter(({ kind }) => kind !== 'stuck' && kind !== 'untrue')).toEqual([])
})

it('tells which value so many do not exceed', () => {
  const values = Array.from({ length: 100 }, (_, n) => 100 - n)
  expect([percentile(values, 0.5), percentile(values, 0.99), percentile([], 0.5)]).toEqual([50, 99, null])
})
