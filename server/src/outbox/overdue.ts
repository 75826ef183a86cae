import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { deliveryOrigin } from '../conversation/origin.ts'
import type { Record } from '../record.ts'
import type { Outbox, Overdue } from '../store/store.ts'

/** A visitor whose message waits longer for the desk than this is told so. */
const patience: Ms = 10_000
const every: Ms = 5_000
const page = 500

/**
 * Tells visitors the truth while a desk is down: parked deliveries are never claimed, so nobody else would notice that they
 * wait. Returns a stop.
 */
export function watchOverdue(deps: {
  outbox: Pick<Outbox, 'overdue'>
  record: Record
  clock: Clock
  log: Logger
}): () => void {
  const { outbox, record, clock, log } = deps
  const told = new Set<string>()
  let stopped = false
  let cancel = clock.after(every, () => void round())

  async function everyLate(before: Time): Promise<Overdue[]> {
    const late: Overdue[] = []
    for (let more = true; more && !stopped; ) {
      const next = await outbox.overdue(before, page, late.at(-1))
      late.push(...next)
      more = next.length === page
    }
    return late
  }

  async function round(): Promise<void> {
    try {
      const late = await everyLate((clock.now() - patience) as Time)
      const ids = new Set<string>(late.map((one) => one.id))
      for (const id of told) if (!ids.has(id)) told.delete(id)
      for (const { id, conversation, handoff, task } of late) {
        if (task.kind !== 'say' || told.has(id)) continue
        await record(conversation, {
          origin: deliveryOrigin(id, 'late'),
          input: { kind: 'deliveryTroubled', handoff, target: task.target, state: 'late' },
        })
        told.add(id)
      }
    } catch (error) {
      log.error({ error }, 'late deliveries cannot be looked for')
    }
    if (!stopped) cancel = clock.after(every, () => void round())
  }

  return () => {
    stopped = true
    cancel()
  }
}
