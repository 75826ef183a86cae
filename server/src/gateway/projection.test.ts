import type { AgentRef, SendKey, Seq, Time } from '@baton/shared/ids.ts'
import type { Message, Part } from '@baton/shared/message.ts'
import { textMessage } from '@baton/shared/message.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Event, EventBody } from '../conversation/events.ts'
import type { AccountId, HandoffId, ThreadId, TicketId, VendorId } from '../conversation/ids.ts'
import { project } from './projection.ts'

const canary = 'CANARY'
const at = 1 as Time
const agent = 'ref' as AgentRef
const handoff = `${canary}-handoff` as HandoffId
const event = (body: EventBody, seq = 5): Event => ({ ...body, seq: seq as Seq, at })
const none = new Map()

/** One of each kind, with the canary in every field that is none of a visitor's business. */
const everyKind: { [K in EventBody['kind']]: EventBody & { kind: K } } = {
  conversationStarted: { kind: 'conversationStarted', language: canary, page: canary, title: canary },
  visitorSaid: {
    kind: 'visitorSaid',
    key: 'key-0001' as SendKey,
    message: textMessage('hi'),
    target: 1 as Seq,
    choice: 'yes',
  },
  botSaid: { kind: 'botSaid', turn: canary, message: textMessage('hi') },
  botRemembered: { kind: 'botRemembered', turn: canary, memory: canary },
  botFailed: { kind: 'botFailed', turn: canary, code: canary },
  handoffRequested: {
    ...{ kind: 'handoffRequested', handoff, desk: 'support', account: canary as AccountId, siteVersion: 987_654 },
    ...{ by: 'bot', reason: canary, summary: canary, deadline: 9 as Time },
  },
  threadOpened: {
    kind: 'threadOpened',
    handoff,
    thread: canary as ThreadId,
    stretch: canary,
    openedAt: at,
    url: canary,
    vendorIds: [canary as VendorId],
  },
  threadLost: { kind: 'threadLost', handoff, why: canary },
  threadClosed: { kind: 'threadClosed', handoff, vendorAt: at },
  queued: { kind: 'queued', position: 3, wait: 4 },
  agentJoined: { kind: 'agentJoined', agent, assigned: true, vendorAt: at },
  agentLeft: { kind: 'agentLeft', agent, vendorAt: at, deadline: null },
  agentIntroduced: { kind: 'agentIntroduced', agent, name: canary, picture: canary },
  agentSaid: { kind: 'agentSaid', handoff, agent, message: textMessage('hi'), vendorAt: at, before: 3 as Seq },
  messageEdited: { kind: 'messageEdited', target: 2 as Seq, message: textMessage('hi') },
  deliveryChanged: { kind: 'deliveryChanged', target: 2 as Seq, state: 'failed', vendorIds: [canary as VendorId] },
  handoffEnded: { kind: 'handoffEnded', handoff, how: 'resolved', vendorAt: at },
  handoffResumed: { kind: 'handoffResumed', handoff, vendorAt: at, deadline: at },
  conversationClosed: { kind: 'conversationClosed', why: 'bot' },
  visitorDescribed: { kind: 'visitorDescribed', contact: { email: canary }, attributes: { plan: canary } },
  asked: {
    kind: 'asked',
    ask: { kind: 'goOn', label: 'Support' },
    about: { kind: 'request', request: { by: 'visitor', reason: canary, desk: canary, summary: canary } },
  },
  answered: {
    kind: 'answered',
    key: 'key-0001' as SendKey,
    target: 3 as Seq,
    answer: { kind: 'chosen', choice: 'yes' },
  },
  botUnderstood: { kind: 'botUnderstood', turn: canary, understood: false },
  handoffMoved: {
    ...{ kind: 'handoffMoved', handoff, desk: canary, account: canary as AccountId, siteVersion: 987_654 },
    why: 'closed',
  },
  handoffRated: { kind: 'handoffRated', handoff, by: 'desk', score: 4, comment: canary },
  ticketRequested: {
    ...{ kind: 'ticketRequested', ticket: canary as TicketId, by: 'visitor', reason: canary, summary: canary },
    handoff,
  },
  ticketMade: { kind: 'ticketMade', ticket: canary as TicketId, target: 5 as Seq, number: '42', url: canary },
  ticketFailed: { kind: 'ticketFailed', ticket: canary as TicketId, target: 5 as Seq, code: canary },
}

describe('the projection', () => {
  it.each(Object.values(everyKind))('lets nothing private of $kind through, known or not', (body) => {
    const smuggled = { ...body, internal: canary, nested: { note: canary } } as unknown as EventBody
    expect(JSON.stringify(project(event(smuggled), none)) ?? '').not.toContain(canary)
  })

  it('shows exactly the kinds that the wire names', () => {
    const shown = Object.values(everyKind)
      .filter((body) => project(event(body), none))
      .map((body) => body.kind)
    expect(shown.sort()).toEqual(
      [
        'visitorSaid',
        'botSaid',
        'agentSaid',
        'handoffRequested',
        'agentJoined',
        'agentLeft',
        'handoffResumed',
        'handoffEnded',
        'messageEdited',
        'conversationClosed',
        'asked',
        'answered',
        'ticketRequested',
        'ticketMade',
        'ticketFailed',
      ].sort(),
    )
  })

  it('says when somebody is there again, where it is known', () => {
    const ended = { kind: 'handoffEnded', handoff, how: 'deskClosed', vendorAt: null } as const
    expect(project(event({ ...ended, opensAt: 7 as Time }), none)).toMatchObject({ how: 'deskClosed', opensAt: 7 })
    expect(project(event(ended), none)).not.toHaveProperty('opensAt')
  })

  it('rebuilds every part from the fields that the wire knows', () => {
    const parts = [
      { kind: 'text', text: 't', internal: canary },
      { kind: 'image', url: 'https://a.example/b.png', alt: 'a', internal: canary },
      { kind: 'file', url: '/files/1', name: 'n', vendorUrl: canary },
      { kind: 'link', url: 'https://a.example', label: 'l', internal: canary },
      { kind: 'choices', choices: [{ id: '1', label: 'one', payload: canary }], internal: canary },
      {
        kind: 'cards',
        cards: [
          {
            title: 't',
            internal: canary,
            links: [{ url: 'https://a.example', label: 'l', x: canary }],
            choices: [{ id: '1', label: 'o', x: canary }],
          },
        ],
      },
      {
        kind: 'form',
        id: 'f',
        internal: canary,
        fields: [{ id: '1', label: 'l', type: 'choice', x: canary, options: [{ id: '1', label: 'l', x: canary }] }],
      },
      { kind: 'unsupported', what: canary },
      { kind: 'futurePart', secret: canary },
    ] as unknown as Part[]
    const shown = project(event({ kind: 'botSaid', turn: null, message: { parts } }), none)
    expect(JSON.stringify(shown)).not.toContain(canary)
    expect((shown as { message: Message } | null)?.message.parts.map((part) => part.kind)).toEqual([
      'text',
      'image',
      'file',
      'link',
      'choices',
      'cards',
      'form',
      'unsupported',
      'unsupported',
    ])
  })

  it.each(['javascript:alert(1)', 'data:text/html,x', ' https://a.example', 'file:///etc/passwd'])(
    'never hands out the address %s',
    (url) => {
      const parts: Part[] = [
        { kind: 'link', url, label: 'look' },
        { kind: 'image', url },
        { kind: 'file', url, name: 'n' },
        { kind: 'cards', cards: [{ title: 't', image: url, links: [{ url, label: 'l' }] }] },
      ]
      expect(JSON.stringify(project(event({ kind: 'botSaid', turn: null, message: { parts } }), none))).not.toContain(
        url,
      )
    },
  )

  it('shows of a desk only the media that we keep', () => {
    const vendors = 'https://files.vendor.example/a.png'
    const parts: Part[] = [
      { kind: 'image', url: vendors },
      { kind: 'file', url: vendors, name: 'n' },
      { kind: 'cards', cards: [{ title: 't', image: vendors }] },
      { kind: 'image', url: '/files/kept' },
    ]
    const said = {
      kind: 'agentSaid',
      handoff,
      agent: null,
      message: { parts },
      vendorAt: 0 as Time,
      before: null,
    } as const
    const edited = { kind: 'messageEdited', target: 1 as Seq, message: { parts } } as const
    for (const body of [said, edited]) {
      const shown = JSON.stringify(project(event(body), none))
      expect(shown).not.toContain('vendor.example')
      expect(shown).toContain('/files/kept')
    }
    expect(JSON.stringify(project(event({ kind: 'botSaid', turn: null, message: { parts } }), none))).toContain(vendors)
  })

  it('shows a message as it is by now, and never again as it was', () => {
    const text = fc.string({ minLength: 1 }).map((raw) => `old-${raw}`)
    const said = fc.constantFrom('visitorSaid', 'botSaid', 'agentSaid')
    fc.assert(
      fc.property(said, text, fc.option(fc.string({ minLength: 1 })), (kind, old, newest) => {
        const body = { ...everyKind[kind as 'botSaid'], message: textMessage(old) }
        const edits = new Map([[5 as Seq, newest === null ? null : textMessage(newest)]])
        const shown = project(event(body), edits) as { message: Message } | null
        expect(shown?.message).toEqual(newest === null ? { parts: [] } : textMessage(newest))
      }),
    )
  })

  it('shows of an edit what the message says by now, even if it was edited or deleted again', () => {
    const edit = event({ kind: 'messageEdited', target: 2 as Seq, message: textMessage('second') })
    expect(project(edit, new Map([[2 as Seq, textMessage('third')]]))).toMatchObject({ message: textMessage('third') })
    expect(project(edit, new Map([[2 as Seq, null]]))).toMatchObject({ message: null })
  })
})
