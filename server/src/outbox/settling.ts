import type { Ms, Time } from '@baton/shared/ids.ts'
import { never } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock, Random } from '../clock.ts'
import type { HandoffId } from '../conversation/ids.ts'
import type { Input } from '../conversation/inputs.ts'
import { deliveryOrigin } from '../conversation/origin.ts'
import type { Outcome, Why } from '../outcome.ts'
import type { Record } from '../record.ts'
import type { Claim, Outbox } from '../store/store.ts'
import { backoff, nextLookUp } from './backoff.ts'
import type { Gates } from './gates.ts'
import type { Hears } from './hears.ts'

/** A delivery that failed for a whole day is a dead letter: an owner sees it and may send it again. */
const giveUpAfter: Ms = 24 * 3_600_000

/** A desk that is back is noticed within that time by what somebody waits for. */
const aside: Ms = 60_000

/** Brings an outcome into the store: what it causes and the end of its claim in one commit. */
export interface Settling {
  /** Settles with the input that it causes, or with none. */
  done(claim: Claim, input: Input | null): Promise<void>
  /** Everything but done. `refusal` and `gone`: what the conversation hears. */
  failed(claim: Claim, outcome: Exclude<Outcome<unknown>, { kind: 'done' }>, hears: Hears): Promise<void>
  /** Nothing is left to be done, and nothing was learned of the account. */
  moot(claim: Claim, input?: Input): Promise<void>
  /** Nobody waits for it, so it is over whatever came of it. Trouble counts; the rest may have been no call. */
  dropped(claim: Claim, outcome: Outcome<unknown>): Promise<void>
  /** Nothing that anybody waits for: leaves being the probe to others, and comes again. */
  stepAside(claim: Claim): Promise<void>
  /** Not found by a look-up: looks again later; true when no look-up is left and the call may be made again. */
  notFound(claim: Claim, hears: Hears): Promise<boolean>
}

export function createSettling(deps: {
  outbox: Outbox
  record: Record
  gates: Gates
  clock: Clock
  random: Random
  log: Logger
  lookUps: readonly Ms[]
}): Settling {
  const { outbox, record, gates, clock, random, log, lookUps } = deps

  const later = (wait: Ms): Time => (clock.now() + wait) as Time

  async function tell(claim: Claim, what: string, input: Input | null): Promise<void> {
    if (input) await record(claim.conversation, { origin: deliveryOrigin(claim.delivery.id, what), input })
  }

  async function finish(claim: Claim, what: string, input: Input | null): Promise<void> {
    if (!input) await outbox.settle(claim)
    else await record(claim.conversation, { origin: deliveryOrigin(claim.delivery.id, what), input, settles: claim })
  }

  async function bury(claim: Claim, why: Why, input: Input | null): Promise<void> {
    log.warn(
      { delivery: claim.delivery.id, task: claim.delivery.task.kind, account: claim.delivery.account, why },
      'a delivery is a dead letter',
    )
    // Heard first: a crash between the two makes it be tried, refused and heard again, which changes nothing.
    await tell(claim, `refused:${claim.attempts}`, input)
    await outbox.bury(claim, why)
  }

  /** True: the account takes nothing for now. */
  async function troubled(claim: Claim, outcome: Outcome<never> & { kind: 'retry' | 'unsure' }): Promise<boolean> {
    if (outcome.kind === 'unsure') return await gates.failed(claim, outcome.why, 'delivery')
    if (outcome.scope !== 'ours') return await gates.failed(claim, outcome.why, outcome.scope, outcome.after)
    await outbox.probed(claim, 'nothing')
    return false
  }

  return {
    async done(claim, input) {
      await gates.succeeded(claim)
      await finish(claim, 'done', input)
    },

    async failed(claim, outcome, hears) {
      switch (outcome.kind) {
        case 'refused':
          await gates.succeeded(claim)
          return bury(
            claim,
            outcome.mend ? { ...outcome.why, mend: outcome.mend } : outcome.why,
            hears.refused(outcome.why.code),
          )
        case 'gone':
          await gates.succeeded(claim)
          return finish(claim, `gone:${claim.attempts}`, hears.gone(outcome.why))
        case 'retry': {
          const parked = await troubled(claim, outcome)
          if (clock.now() - claim.madeAt > giveUpAfter) return bury(claim, outcome.why, hears.refused(outcome.why.code))
          if (claim.attempts > 0 || parked) await tell(claim, 'late', hears.troubled('late'))
          await outbox.postpone(claim, later(backoff(claim.attempts, random, outcome.after)), outcome.why, {
            doubt: claim.doubt,
            free: parked,
          })
          return
        }
        case 'unsure': {
          await troubled(claim, outcome)
          await tell(claim, `checking:${claim.doubts}`, hears.troubled('checking'))
          // A call made again after all look-ups begins the row of look-ups anew.
          await outbox.postpone(claim, later(nextLookUp(0, lookUps) ?? 0), outcome.why, { doubt: true })
          return
        }
        default:
          return never(outcome)
      }
    },

    async dropped(claim, outcome) {
      if (outcome.kind === 'retry' || outcome.kind === 'unsure') await troubled(claim, outcome)
      else await outbox.probed(claim, 'nothing')
      await outbox.settle(claim)
    },

    async stepAside(claim) {
      await outbox.postpone(claim, later(aside), { code: 'account-closed' }, { doubt: claim.doubt, free: true })
      await outbox.probed(claim, 'nothing')
    },

    async moot(claim, input) {
      await outbox.probed(claim, 'nothing')
      await finish(claim, 'done', input ?? null)
    },

    async notFound(claim, hears) {
      // Inherited from a crash: none yet. After the last one the call is made again, and if that is unsure too they begin anew.
      const looks = claim.doubts === 0 ? 0 : ((claim.doubts - 1) % lookUps.length) + 1
      const wait = nextLookUp(looks, lookUps)
      if (wait === null) return true
      // It was answered, so the next probe need not wait for the lease of this one.
      await outbox.probed(claim, 'nothing')
      await tell(claim, `checking:${claim.doubts}`, hears.troubled('checking'))
      await outbox.postpone(claim, later(wait), { code: 'looking' }, { doubt: true })
      return false
    },
  }
}

/** The stay of a desk's delivery; the store never holds one without. */
export function handoffIdOf(claim: Claim): HandoffId {
  const { handoff } = claim.delivery
  if (handoff === null) throw new Error(`delivery ${claim.delivery.id} has no handoff`)
  return handoff
}
