import type { ConversationId, SendKey, Seq, Time } from '@baton/shared/ids.ts'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import type { DeliveryId, HandoffId } from '../conversation/ids.ts'
import type { Record } from '../record.ts'
import type { Overdue } from '../store/store.ts'
import { watchOverdue } from './overdue.ts'
import { turnedClock } from './workshop.ts'

const late = (n: number): Overdue => ({
  id: `d${n}` as DeliveryId,
  conversation: `c${n}` as ConversationId,
  handoff: 'h' as HandoffId,
  task: { kind: 'say', target: n as Seq, as: 'visitor', key: `k${n}` as SendKey } as unknown as Overdue['task'],
  madeAt: 0 as Time,
  place: n,
})

it('tells every visitor once that a message is late, however many wait', async () => {
  const clock = turnedClock()
  const all = Array.from({ length: 1_203 }, (_, n) => late(n + 1))
  const told: string[] = []
  const stop = watchOverdue({
    outbox: {
      overdue: (_before, limit, after) =>
        Promise.resolve(all.filter(({ place }) => place > (after?.place ?? 0)).slice(0, limit)),
    },
    record: ((conversation: ConversationId) => {
      told.push(conversation)
      return Promise.resolve({ kind: 'unknown' })
    }) as unknown as Record,
    clock,
    log: pino({ level: 'silent' }),
  })
  for (let n = 0; n < 40; n++) await clock.turn(5_000)
  stop()
  expect(told).toEqual(all.map(({ conversation }) => conversation))
})
