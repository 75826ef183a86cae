// For tests only: a conversation with one event of each kind, as shared/fixtures/batch.json shows it.
import type { AgentRef, ConversationId, SendKey, Seq, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { type Message, textMessage } from '@baton/shared/message.ts'
import type { EventBody } from '../conversation/events.ts'
import type { AccountId, HandoffId } from '../conversation/ids.ts'
import { createBatches } from './batches.ts'
import { memoryLog, testGeneration } from './fakes.ts'
import { statusOf } from './status.ts'

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
      { kind: 'image', url: 'https://files.example/map.png', alt: 'A map', width: 640, height: 480 },
      { kind: 'file', url: '/files/receipt', name: 'receipt.pdf', type: 'application/pdf', size: 4_096 },
      { kind: 'link', url: 'https://acme.example/orders/7', label: 'Your order' },
      {
        kind: 'cards',
        cards: [
          {
            title: 'Ridge 2',
            text: 'A tent',
            image: 'https://files.example/tent.png',
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
    { kind: 'conversationClosed', why: 'left' },
  ]
  log.append(id, ...bodies)
  const status = (now: Parameters<typeof statusOf>[0]) =>
    statusOf(now, { desks: true, picturePath: (conversation, ref) => `/files/agents/${conversation}/${ref}/mac` })
  return { log, id, batches: createBatches({ log, generation: testGeneration, status }) }
}
