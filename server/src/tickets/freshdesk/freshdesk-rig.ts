import type { Freshdesk, FreshdeskOptions } from '@baton/e2e/vendors/freshdesk/freshdesk.ts'
import { startFreshdesk } from '@baton/e2e/vendors/freshdesk/freshdesk.ts'
import type { Clock } from '../../clock.ts'
import { systemClock } from '../../clock.ts'
import type { UndiciOutgoing } from '../../outgoing/undici.ts'
import { createOutgoing } from '../../outgoing/undici.ts'
import type { TicketsDriver } from '../conformance.ts'
import type { Tickets } from '../tickets.ts'
import type { FreshdeskParts } from './freshdesk.ts'
import { freshdeskTickets } from './freshdesk.ts'

export type Rig = TicketsDriver & {
  sim: Freshdesk
  make(parts?: Partial<FreshdeskParts>): Tickets
}

/** A simulated account, and the adapter before it. */
export async function withFreshdesk(
  test: (rig: Rig) => Promise<void>,
  given: { sim?: FreshdeskOptions; clock?: Clock; total?: number } = {},
): Promise<void> {
  const clock = given.clock ?? systemClock
  const sim = await startFreshdesk(given.sim)
  const opened: UndiciOutgoing[] = []
  /** Each with connections of its own, as another server has. */
  function make(parts: Partial<FreshdeskParts> = {}): Tickets {
    const http = createOutgoing({ clock: systemClock, limits: { total: given.total ?? 2_000 } })
    opened.push(http)
    return freshdeskTickets({ url: sim.url, key: sim.key, http, clock, ...parts })
  }
  const on = 'POST /tickets'
  const rig: Rig = {
    sim,
    make,
    tickets: make(),
    again: () => make(),
    made: () =>
      sim.tickets.map((ticket) => ({
        number: String(ticket.id),
        subject: ticket.subject,
        // What an agent's browser shows as blank is a blank.
        text: sim.textOf(ticket).replaceAll('\u00a0', ' '),
        answersGoTo: sim.requesterOf(ticket).email,
      })),
    loseAnswer: () => sim.faults.set('loseAnswer', { on, times: 1 }),
    cutOff: () => sim.faults.set('reset', { on, times: 1 }),
    async break(how) {
      if (how === 'tooMany') sim.faults.set('tooMany', { ms: 0 })
      else if (how === 'keyRefused') sim.faults.set('keyRevoked')
      else if (how === 'refuses') sim.faults.set('mandatoryField')
      else await sim.stop()
    },
    async mend() {
      sim.faults.clear()
      await sim.start()
    },
    secrets: () => [sim.key, Buffer.from(`${sim.key}:X`).toString('base64')],
    breaches: () => sim.breaches.map(({ what, where }) => `${where}: ${what}`),
  }
  try {
    await test(rig)
  } finally {
    await Promise.all(opened.map((http) => http.close()))
    await sim.stop()
  }
}
