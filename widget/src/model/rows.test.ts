// @vitest-environment node
import type { ConversationId, Generation, SendKey } from '@baton/shared/ids.ts'
import { seqOf, timeOf } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import type { Status, Visible, VisibleBody } from '@baton/shared/timeline.ts'
import { describe, expect, it } from 'vitest'
import { calmStatus } from '../connection/fakes.ts'
import { type MessageRow, rowsOf } from './rows.ts'
import { emptyHistory, type History } from './timeline.ts'

const conversation = '0190-1' as ConversationId
const noon = new Date(2026, 10, 20, 12).getTime()
const minute = 60_000

function historyOf(bodies: (VisibleBody & { at?: number; seq?: number })[], status: Partial<Status> = {}): History {
  const events = bodies.map(
    (body, at) => ({ at: timeOf(noon + at * 1000), ...body, seq: seqOf(body.seq ?? at + 1) }) as Visible,
  )
  const cursor = { generation: 'g1' as Generation, conversation, seq: seqOf(100) }
  return {
    ...emptyHistory,
    cursor,
    stretches: [{ conversation, events }],
    status: { ...calmStatus, ...status },
    faces: status.agents ?? {},
  }
}

const bot = (text: string) => ({ kind: 'botSaid', message: textMessage(text) }) as const
const agent = (text: string, before?: number) =>
  ({
    kind: 'agentSaid',
    agent: 'ann',
    message: textMessage(text),
    ...(before && { before: seqOf(before) }),
  }) as VisibleBody
const me = (text: string, key = text) =>
  ({ kind: 'visitorSaid', key: key as SendKey, message: textMessage(text) }) as const

const messages = (history: History) => rowsOf(history, []).filter((row): row is MessageRow => row.kind === 'message')
const texts = (history: History) =>
  messages(history).map(({ message }) => (message?.parts[0]?.kind === 'text' ? message.parts[0].text : null))

describe('rowsOf', () => {
  it('places a late message of the desk right before the one that it is older than', () => {
    expect(texts(historyOf([agent('1'), agent('4'), me('5'), agent('2', 2), agent('3', 2)]))).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
    ])
  })

  it('leaves a late message where it came in as long as its place is not loaded', () => {
    expect(
      texts(
        historyOf([
          { ...bot('50'), seq: 50 },
          { ...agent('51', 3), seq: 51 },
        ]),
      ),
    ).toEqual(['50', '51'])
  })

  it('shows the last edit of a message, and of a deleted one nothing', () => {
    const edit = (target: number, text: string | null) =>
      ({ kind: 'messageEdited', target: seqOf(target), message: text === null ? null : textMessage(text) }) as const
    expect(texts(historyOf([agent('a'), agent('b'), edit(1, 'x'), edit(2, null), edit(1, 'y')]))).toEqual(['y', null])
  })

  it('knows a message without parts as a deleted one', () => {
    expect(messages(historyOf([{ kind: 'botSaid', message: { parts: [] } }]))[0]?.message).toBeNull()
  })

  it('keeps what one author says together, until somebody else, a note, a pause or a new day', () => {
    const rows = messages(
      historyOf([
        bot('a'),
        bot('b'),
        me('c'),
        bot('d'),
        { kind: 'agentJoined', agent: 'ann' as never },
        agent('e'),
        { ...agent('f'), at: noon + 20 * minute },
      ]),
    )
    expect(rows.map(({ first, last }) => `${first ? '[' : ''}${last ? ']' : ''}`)).toEqual([
      '[',
      ']',
      '[]',
      '[]',
      '[]',
      '[]',
    ])
  })

  it('separates days once each, though a clock goes back', () => {
    const day = 24 * 60 * minute
    const rows = rowsOf(
      historyOf([
        { ...bot('a'), at: noon },
        { ...bot('b'), at: noon + day },
        { ...bot('c'), at: noon },
        { ...bot('d'), at: noon + day },
      ]),
      [],
    )
    expect(rows.filter(({ kind }) => kind === 'day')).toHaveLength(2)
  })

  it('offers choices only until something is said or the holder changes', () => {
    const open = (...after: VisibleBody[]) => messages(historyOf([bot('pick'), ...after]))[0]?.answerable
    expect(open()).toBe(1)
    expect(open(bot('or write'))).toBe(1)
    expect(open(me('written'))).toBeNull()
    expect(open({ kind: 'handoffRequested', desk: 'support', deadline: timeOf(0) })).toBeNull()
  })

  it('tells of trouble on the way to the desk beside the message', () => {
    expect(
      messages(historyOf([me('a'), me('b')], { trouble: { 2: 'checking' } })).map(({ trouble }) => trouble),
    ).toEqual([null, 'checking'])
  })

  it('leaves out a kind of event that it does not know, and nothing else', () => {
    expect(texts(historyOf([bot('a'), { kind: 'somethingNew' } as never, bot('b')]))).toEqual(['a', 'b'])
  })

  it('tells of a ticket in one note, from the request to what became of it at last', () => {
    const notes = (...bodies: VisibleBody[]) =>
      rowsOf(historyOf(bodies), []).flatMap((row) => (row.kind === 'note' ? [row.note] : []))
    const requested = { kind: 'ticketRequested', by: 'bot' } as const
    const failed = { kind: 'ticketFailed', target: seqOf(1) } as const
    const made = { kind: 'ticketMade', target: seqOf(1), number: '7' } as const
    const note = { kind: 'ticket', by: 'bot' }
    expect(notes(requested)).toEqual([{ ...note, fate: 'asked', number: null }])
    expect(notes(requested, failed)).toEqual([{ ...note, fate: 'failed', number: null }])
    expect(notes(requested, failed, made)).toEqual([{ ...note, fate: 'made', number: '7' }])
  })

  it('tells what became of a ticket although its request is on an earlier page', () => {
    const made = { kind: 'ticketMade', target: seqOf(3), number: null } as const
    expect(rowsOf(historyOf([{ ...made, seq: 9 }]), []).at(-1)).toMatchObject({ note: { fate: 'made', number: null } })
  })

  it('names an agent once the name is known', () => {
    const rows = rowsOf(
      historyOf([{ kind: 'agentJoined', agent: 'ann' as never }], { agents: { ann: { name: 'Ann' } } }),
      [],
    )
    expect(rows.at(-1)).toMatchObject({ note: { kind: 'joined', name: 'Ann' } })
  })
})
