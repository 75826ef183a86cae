import type { AgentRef, ConversationId, SendKey, Seq, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import type { Status, Visible } from '@baton/shared/timeline.ts'
import { emptyConversation } from '../../server/src/conversation/conversation.ts'
import type { Event, EventBody } from '../../server/src/conversation/events.ts'
import { fold } from '../../server/src/conversation/fold.ts'
import type { AccountId, HandoffId, ThreadId, VendorId, VendorTime } from '../../server/src/conversation/ids.ts'
import type { Sent } from '../drive/send-queue.ts'
import type { History, StoredConversation, TabHistory } from './history.ts'

/** A history in which all is well, and the ways to spoil it: for the tests of the checker. */
export const id = '01a1fbf9-9d36-78ef-8523-98d7d81cc622' as ConversationId
export const seq = (n: number): Seq => n as Seq
export const event = (n: number, body: EventBody): Event => ({ seq: seq(n), at: n as Time, ...body })
export const visitorSaid = (n: number, key: string, text: string): Event =>
  event(n, { kind: 'visitorSaid', key: key as SendKey, message: textMessage(text) })

/** The bot answers once; a person is asked for, hears the third message, and answers. */
export function good(): History {
  const handoff = 'h1' as HandoffId
  const account = 'freshchat:a' as AccountId
  const agent = 'ann' as AgentRef
  const events = [
    visitorSaid(1, 'k1', 'one'),
    visitorSaid(2, 'k2', 'two'),
    event(3, { kind: 'botSaid', turn: 't1', message: textMessage('I do not know') }),
    event(4, {
      kind: 'handoffRequested',
      handoff,
      desk: 'support',
      account,
      siteVersion: 1,
      by: 'visitor',
      reason: 'asked',
      summary: null,
      deadline: 99 as Time,
    }),
    visitorSaid(5, 'k3', 'three'),
    event(6, {
      kind: 'threadOpened',
      handoff,
      thread: 'thread' as ThreadId,
      stretch: null,
      openedAt: 1 as VendorTime,
      url: null,
      vendorIds: ['opening' as VendorId],
    }),
    event(7, { kind: 'deliveryChanged', target: seq(5), state: 'delivered', vendorIds: ['m3' as VendorId] }),
    event(8, {
      kind: 'agentSaid',
      handoff,
      agent,
      message: textMessage('answer'),
      vendorAt: 5 as VendorTime,
      before: null,
    }),
    event(9, {
      kind: 'agentSaid',
      handoff,
      agent,
      message: textMessage('more'),
      vendorAt: 6 as VendorTime,
      before: null,
    }),
  ]
  const tabs = [tabOf([sent('k1', 'one', 1), sent('k2', 'two', 2), sent('k3', 'three', 5)]), tabOf([])]
  const history: History = {
    visitors: [
      {
        name: 'v1',
        tabs,
        conversations: [{ id, row: emptyConversation(id, 'acme' as SiteId, 'v' as VisitorId), events: [] }],
      },
    ],
    desk: [
      {
        id: 'thread',
        user: 'u',
        open: true,
        agent: null,
        lines: [
          line('— Chat so far on acme · ref 1 —', 'visitor', 'opening'),
          line('three'),
          line('answer', 'agent'),
          line('more', 'agent'),
          line('canary', 'note'),
        ],
      },
    ],
    deskKind: 'freshchat',
    users: [{ id: 'u', referenceId: 'visitor' }],
    agentWords: [
      { thread: 'thread', text: 'answer', at: 10 },
      { thread: 'thread', text: 'more', at: 12 },
    ],
    secrets: ['canary'],
    inside: ['ann@example.com'],
    frames: ['{"text":"one"}'],
    logs: ['{"level":"warn","msg":"an account takes nothing for now"}'],
    damage: [],
    owing: [],
    unsettled: null,
  }
  rewrite(history, () => events)
  show(
    history,
    () => events.filter(({ kind }) => kind !== 'threadOpened' && kind !== 'deliveryChanged') as unknown as Visible[],
    'every',
  )
  return history
}

function tabOf(sent: Sent[]): TabHistory {
  const seen = new Map([
    ['k1', 5],
    ['k2', 6],
    ['k3', 7],
    ['answer', 20],
    ['more', 22],
  ])
  return {
    sent,
    stretches: [{ conversation: id, events: [] }],
    cursor: { conversation: id, seq: 9 },
    status: { mode: 'waiting' } as Status,
    changed: 0,
    refused: [],
    seen,
  }
}

export function sent(key: string, text: string, at: number): Sent {
  const answer = { conversation: id, seq: seq(at) }
  return {
    key: key as SendKey,
    order: { kind: 'text', text },
    queuedAt: 0,
    triedAt: 1,
    tries: 1,
    acked: { ...answer, at: 2 },
    answers: [answer],
    refused: null,
  }
}

let clock = 1
export function line(text: string, by: 'visitor' | 'agent' | 'note' = 'visitor', own = `l${clock}`) {
  return { id: own, at: clock++, by, byApi: by === 'visitor', text }
}

export const conversation = (history: History): StoredConversation =>
  history.visitors[0]?.conversations[0] as StoredConversation
export const tab = (history: History): TabHistory => history.visitors[0]?.tabs[0] as TabHistory

/** Another log, with the row that follows from it. */
export function rewrite(history: History, change: (events: Event[]) => Event[]): void {
  const stored = conversation(history)
  stored.events = change(stored.events)
  const before = stored.row
  stored.row = stored.events.reduce(fold, emptyConversation(before.id, before.site, before.visitor))
  for (const one of history.visitors[0]?.tabs ?? []) Object.assign(one.status ?? {}, { mode: stored.row.mode })
}

export function show(
  history: History,
  change: (events: Visible[]) => Visible[],
  which: 'first' | 'every' = 'first',
): void {
  for (const one of which === 'every' ? (history.visitors[0]?.tabs ?? []) : [tab(history)]) {
    for (const stretch of one.stretches) stretch.events = change(stretch.events)
  }
}

export function atDesk(
  history: History,
  change: (lines: History['desk'][number]['lines']) => History['desk'][number]['lines'],
): void {
  for (const thread of history.desk) thread.lines = change(thread.lines)
}

export const textIs = (event: Event | Visible, text: string): boolean =>
  'message' in event && JSON.stringify(event.message) === JSON.stringify(textMessage(text))
export const without = (events: Event[], kind: Event['kind'], text: string): Event[] =>
  events.filter((one) => one.kind !== kind || !textIs(one, text))
export const said = (events: Event[], text: string): Event => events.find((one) => textIs(one, text)) as Event

export function swapped(events: Event[], one: string, other: string): Event[] {
  const a = events.findIndex((event) => textIs(event, one))
  const b = events.findIndex((event) => textIs(event, other))
  return events.map((event, n) => ({
    ...((n === a ? events[b] : n === b ? events[a] : event) as Event),
    seq: event.seq,
  }))
}
