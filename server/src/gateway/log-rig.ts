import type { AgentRef, ConversationId, SendKey, SiteId, VisitorId } from '@baton/shared/ids.ts'
import { type Message, textMessage } from '@baton/shared/message.ts'
import { pino } from 'pino'
import { systemClock } from '../clock.ts'
import type { EventBody } from '../conversation/events.ts'
import type { HandoffId } from '../conversation/ids.ts'
import { createBatches } from './batches.ts'
import { memoryLog, testGeneration } from './fakes.ts'
import { createFanOut } from './fan-out.ts'
import { createHistory } from './history.ts'
import { statusOf } from './status.ts'

export const visitor = 'v' as VisitorId
export const id = 'c1' as ConversationId
export const agent = 'ref' as AgentRef
export const handoff = 'h' as HandoffId

export async function world() {
  const log = memoryLog()
  await log.begin('acme' as SiteId, visitor, id)
  log.append(id, { kind: 'conversationStarted', language: null, page: null, title: null })
  const batches = createBatches({
    log,
    generation: testGeneration,
    status: (now) => statusOf(now, { desks: true, picturePath: () => '/p' }),
  })
  const history = createHistory(log)
  const fanOut = createFanOut({ log, batches, history, clock: systemClock, logger: pino({ level: 'silent' }) })
  return {
    log,
    batches,
    history,
    fanOut,
    now: async () => (await log.get(id)) as NonNullable<Awaited<ReturnType<typeof log.get>>>,
  }
}

export const long = (letter: string, n: number): Message => textMessage(letter.repeat(n))
export const said = (text: string): EventBody => ({
  kind: 'visitorSaid',
  key: `key-${text}`.padEnd(9, '0') as SendKey,
  message: textMessage(text),
})
export const hidden: EventBody = { kind: 'botRemembered', turn: 't', memory: null }
