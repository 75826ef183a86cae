import type { Ms, Time } from '@baton/shared/ids.ts'
import { never } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Claim, Outbox } from '../store/store.ts'
import type { Work } from './work.ts'

/** Longer than the longest call (30 s) with room for a slow commit; a longer task renews it. */
const usualLease: Ms = 60_000
/** Calls under way at once, in all and to one account. */
const most = 128
const perAccount = 10
/** Looks at the outbox at least so often: another server's deliveries, leases that ran out. */
const poll: Ms = 2_000
/** What is due and was not to be had lacks room at its account; what another server settles there rings no bell here. */
const roomPause: Ms = 250

/**
 * Claims what is owed, hands it to its worker, and comes back for more: claim → deliver → settle. One conversation's failure is
 * its own; a worker that throws leaves its claim to the lease, as doubtful.
 */
export interface Courier {
  start(): void
  /** There may be something new. Cheap, many calls are one. */
  wake(): void
  /** Takes nothing new, waits for what is under way, at most so long. */
  stop(within: Ms): Promise<void>
}

export function createCourier(deps: {
  outbox: Outbox
  work: Work
  clock: Clock
  log: Logger
  owner: string
  lease?: Ms
}): Courier {
  const { outbox, work, clock, log, owner, lease = usualLease } = deps
  const underWay = new Set<Promise<void>>()
  let running = false
  let claiming = false
  let again = false
  let cancelTimer = () => {}

  const wake = (): void => {
    if (!running) return
    if (claiming) again = true
    else void round()
  }

  async function round(): Promise<void> {
    claiming = true
    cancelTimer()
    try {
      let asked: Time
      do {
        again = false
        asked = clock.now() as Time
        const room = most - underWay.size
        const claims = room > 0 ? await outbox.claim(owner, lease, room, perAccount) : []
        for (const claim of claims) begin(claim)
        if (claims.length > 0 && claims.length === room) again = true
      } while (again && running && underWay.size < most)
      const due = await outbox.nextDue()
      cancelTimer = clock.after(pause(due, asked), wake)
    } catch (error) {
      if (running) log.error({ error }, 'the outbox cannot be read')
      cancelTimer = clock.after(poll, wake)
    } finally {
      claiming = false
    }
  }

  function pause(due: Time | null, asked: Time): Ms {
    if (due === null) return poll
    return due < asked ? roomPause : Math.min(poll, Math.max(5, due - clock.now()))
  }

  function begin(claim: Claim): void {
    const renewal = setInterval(() => void outbox.renew(claim, lease).catch(() => {}), lease / 3)
    renewal.unref()
    const one = deliver(claim, work)
      .catch((error: unknown) => {
        const about = { error, delivery: claim.delivery.id, task: claim.delivery.task.kind }
        // What is still under way when we leave finds the store closed; its claim is inherited as doubtful.
        if (running) log.error(about, 'a delivery failed unexpectedly')
        else log.info(about, 'a delivery was cut short')
      })
      .finally(() => {
        clearInterval(renewal)
        underWay.delete(one)
        wake()
      })
    underWay.add(one)
  }

  return {
    start() {
      running = true
      wake()
    },
    wake,
    async stop(within) {
      running = false
      cancelTimer()
      const late = new Promise<void>((resolve) => setTimeout(resolve, within).unref())
      await Promise.race([Promise.allSettled([...underWay]), late])
    },
  }
}

function deliver(claim: Claim, work: Work): Promise<void> {
  const { task } = claim.delivery
  switch (task.kind) {
    case 'turn':
      return work.turn(claim, task)
    case 'availability':
      return work.availability(claim, task)
    case 'open':
      return work.open(claim)
    case 'say':
      return work.say(claim, task)
    case 'describe':
      return work.describe(claim)
    case 'note':
    case 'assign':
    case 'rate':
    case 'close':
      return work.order(claim, task)
    case 'look':
      return work.look(claim, task)
    case 'introduce':
      return work.introduce(claim, task)
    case 'ticket':
      return work.ticket(claim, task)
    case 'timer':
      return work.timer(claim, task)
    default:
      return never(task)
  }
}
