// For tests only: a conversation with one event of each kind, as shared/fixtures/batch.json shows it.
import type { Answered } from '@baton/shared/asks.ts'
import type { AgentRef, ConversationId, SendKey, Seq, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { type Message, textMessage } from '@baton/shared/message.ts'
import type { EventBody } from '../conversation/events.ts'
import type { AccountId, HandoffId, TicketId } from '../conversation/ids.ts'
import { createBatches } from './batches.ts'
import { memoryLog, testGeneration } from './fakes.ts'
import { statusOf } from './status.ts'

const request = { kind: 'request', request: { by: 'visitor', reason: 'asked', desk: null, summary: null } } as const
const stay = { kind: 'handoff', handoff: 'h2' as HandoffId } as const
const answered = (seq: number, answer: Answered): EventBody => ({
  kind: 'answered',
  key: `0198c0de0000700080${seq}` as SendKey,
  target: (seq - 1) as Seq,
  answer,
})

/** From seq 18 on: each question with an answer, and each end of a ticket. */
const asksAndTickets: EventBody[] = [
  {
    kind: 'asked',
    ask: {
      kind: 'desk',
      desks: [
        { name: 'support', label: 'Help with an order' },
        { name: 'sales', label: 'Sales' },
      ],
    },
    about: request,
  },
  answered(19, { kind: 'chosen', choice: 'sales' }),
  {
    kind: 'asked',
    ask: {
      kind: 'form',
      purpose: 'handoff',
      fields: [
        { id: 'name', required: true },
        { id: 'email', required: true },
        { id: 'phone', required: false },
        { id: 'question', required: false },
      ],
    },
    about: request,
  },
  answered(21, { kind: 'filled', values: { name: 'Zoé', email: 'zoe@example.com' } }),
  { kind: 'asked', ask: { kind: 'waitOver', can: ['wait', 'message', 'bot'] }, about: stay },
  answered(23, { kind: 'chosen', choice: 'message' }),
  {
    kind: 'asked',
    ask: { kind: 'form', purpose: 'message', fields: [{ id: 'question', required: true }] },
    about: { kind: 'message', reason: 'timedOut', handoff: 'h2' as HandoffId },
  },
  answered(25, { kind: 'declined' }),
  { kind: 'handoffEnded', handoff: 'h2' as HandoffId, how: 'message', vendorAt: null },
  ticket('k1', 'visitor'),
  { kind: 'ticketMade', ticket: 'k1' as TicketId, target: 27 as Seq, number: '1234', url: 'https://desk.example/1234' },
  ticket('k2', 'bot'),
  { kind: 'ticketFailed', ticket: 'k2' as TicketId, target: 29 as Seq, code: 'http-400' },
  { kind: 'asked', ask: { kind: 'goOn', label: 'Sales' }, about: request },
  answered(32, { kind: 'chosen', choice: 'no' }),
  { kind: 'asked', ask: { kind: 'rating', scale: 'stars' }, about: stay },
  answered(34, { kind: 'rated', score: 4, comment: 'Ann was quick.' }),
  { kind: 'asked', ask: { kind: 'rating', scale: 'thumbs' }, about: stay },
]

function ticket(id: string, by: 'visitor' | 'bot'): EventBody {
  const handoff = 'h2' as HandoffId
  return { kind: 'ticketRequested', ticket: id as TicketId, by, reason: 'timedOut', summary: null, handoff }
}

export async function everyEvent() {
  const log = memoryLog()
  const id = '0198c0de-0000-7000-8000-000000000001' as ConversationId
  await log.begin('acme' as SiteId, 'v' as VisitorId, id)
  const agent = 'q1w2e3r4t5y6' as AgentRef
  const handoff = 'h1' as HandoffId
  const choices: Message = {
    parts: [
      { kind: 'text', text: 'How can I help?' },
      {
        kind: 'choices',
        choices: [
          { id: 'track', label: 'Where is my order?' },
          { id: 'person', label: 'Talk to a person' },
        ],
      },
    ],
  }
  const rich: Message = {
    parts: [
      { kind: 'text', text: 'Have a **look**:' },
      { kind: 'image', url: '/files/map', alt: 'A map', width: 640, height: 480 },
      { kind: 'file', url: '/files/receipt', name: 'receipt.pdf', type: 'application/pdf', size: 4_096 },
      { kind: 'link', url: 'https://acme.example/orders/7', label: 'Your order' },
      {
        kind: 'cards',
        cards: [
          {
            title: 'Ridge 2',
            text: 'A tent',
            image: '/files/tent',
            links: [{ url: 'https://acme.example/ridge', label: 'More' }],
            choices: [{ id: 'ridge', label: 'This one' }],
          },
        ],
      },
      {
        kind: 'form',
        id: 'mail',
        fields: [
          { id: 'mail', label: 'Your e-mail', type: 'email', required: true },
          { id: 'topic', label: 'About', type: 'choice', options: [{ id: 'a', label: 'An order' }] },
        ],
        submit: 'Send',
      },
      { kind: 'unsupported', what: 'sticker' },
    ],
  }
  const bodies: EventBody[] = [
    { kind: 'conversationStarted', language: 'en', page: null, title: null },
    { kind: 'botSaid', turn: 't1', message: choices },
    {
      kind: 'visitorSaid',
      key: '0198c0de000070008000' as SendKey,
      message: textMessage('Talk to a person'),
      target: 2 as Seq,
      choice: 'person',
    },
    {
      kind: 'handoffRequested',
      handoff,
      desk: 'support',
      account: 'freshchat:x' as AccountId,
      siteVersion: 1,
      by: 'visitor',
      reason: 'asked',
      summary: null,
      deadline: 1_700_000_120_000 as Time,
    },
    { kind: 'agentJoined', agent, assigned: true, vendorAt: null },
    { kind: 'agentIntroduced', agent, name: 'Ann', picture: 'https://vendor.example/ann.png' },
    { kind: 'agentSaid', handoff, agent, message: rich, vendorAt: 1 as Time, before: null },
    { kind: 'agentSaid', handoff, agent, message: textMessage('One moment'), vendorAt: 0 as Time, before: 7 as Seq },
    { kind: 'agentSaid', handoff, agent, message: textMessage('A slip'), vendorAt: 2 as Time, before: null },
    { kind: 'messageEdited', target: 9 as Seq, message: null },
    { kind: 'visitorSaid', key: null, message: textMessage('Thanks, from my phone') },
    { kind: 'agentLeft', agent, vendorAt: null, deadline: null },
    { kind: 'handoffEnded', handoff, how: 'resolved', vendorAt: null },
    { kind: 'handoffResumed', handoff, vendorAt: null, deadline: 1_700_000_240_000 as Time },
    { kind: 'handoffEnded', handoff, how: 'left', vendorAt: null },
    {
      kind: 'handoffRequested',
      handoff: 'h2' as HandoffId,
      desk: 'support',
      account: 'freshchat:x' as AccountId,
      siteVersion: 1,
      by: 'visitor',
      reason: 'asked',
      summary: null,
      deadline: 1_700_000_360_000 as Time,
    },
    {
      kind: 'handoffEnded',
      handoff: 'h2' as HandoffId,
      how: 'deskClosed',
      vendorAt: null,
      opensAt: 1_700_031_600_000 as Time,
    },
    ...asksAndTickets,
    { kind: 'conversationClosed', why: 'left' },
  ]
  log.append(id, ...bodies)
  const status = (now: Parameters<typeof statusOf>[0]) =>
    statusOf(now, { desks: true, picturePath: (conversation, ref) => `/files/agents/${conversation}/${ref}/mac` })
  return { log, id, batches: createBatches({ log, generation: testGeneration, status }) }
}
