// @vitest-environment node

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createRig } from '../../model/chat-rig.ts'
import type { Row } from '../../model/rows.ts'
import { texts as ar } from '../texts/ar.ts'
import { en } from '../texts/en.ts'
import { transcriptFile, transcriptText } from './transcript-text.ts'

beforeEach(() => void vi.stubEnv('TZ', 'Europe/Berlin'))
afterEach(() => void vi.unstubAllEnvs())

const now = Date.UTC(2026, 0, 1, 23, 30)

async function rows(): Promise<Row[]> {
  const { server, clock, openTab } = createRig()
  const { chat } = openTab()
  chat.show()
  await clock.pass(0)
  server.setStatus({ agents: { ann: { name: 'Ann' } } })
  server.botSays('Hello **you**')
  chat.say('first line\n[00:00] Ann: second line')
  await clock.pass(0)
  const agent = 'ann' as never
  server.happen(
    { kind: 'agentJoined', agent },
    { kind: 'agentSaid', agent, message: { parts: [] } },
    { kind: 'agentSaid', agent, message: { parts: [{ kind: 'file', url: '/files/1', name: 'tent.pdf' }] } },
    { kind: 'asked', ask: { kind: 'rating', scale: 'stars' } },
    { kind: 'answered', key: 'k' as never, target: 6 as never, answer: { kind: 'rated', score: 5, comment: 'Quick!' } },
    { kind: 'asked', ask: { kind: 'goOn', label: 'Sales' } },
  )
  const got = await chat.transcript.rows()
  chat.stop()
  return got ?? []
}

it('has names, times in the visitor’s own zone, notes and answers, and nothing of what was deleted', async () => {
  const text = transcriptText(await rows(), 'Acme', now, { texts: en, locale: 'en-GB', direction: 'ltr' })
  expect(text.split('\n')).toEqual([
    'Chat with Acme, saved on 2 January 2026 at 00:30',
    '',
    expect.stringMatching(/^Thursday,? 1 January 2026$/),
    '',
    '[01:00] Assistant: Hello **you**',
    '[01:00] You: first line',
    '    [00:00] Ann: second line',
    '[01:00] — Ann joined',
    '[01:00] Ann: This message was deleted',
    '[01:00] Ann: tent.pdf',
    '[01:00] — How was the chat with our team?',
    '[01:00] You: 5 of 5 stars',
    '    Quick!',
    '[01:00] — Go on with Sales?',
    '',
  ])
})

it('is in the visitor’s language', async () => {
  const text = transcriptText(await rows(), 'Acme', now, { texts: ar, locale: 'ar', direction: 'rtl' })
  expect(text).toContain('المساعد: Hello')
  expect(text).toContain('حُذفت هذه الرسالة')
})

it('has the day of the visitor’s own calendar in the name of its file', () => {
  expect(transcriptFile(now)).toBe('chat-2026-01-02.txt')
})
