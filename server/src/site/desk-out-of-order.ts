import type { AccountId } from '../conversation/ids.ts'
import type { Desk } from '../desk/desk.ts'
import { type Outcome, refused } from '../outcome.ts'
import type { EntryTrouble } from './kinds.ts'

/**
 * Stands in for a desk that cannot be built, because a secret is missing or is not what it must be. What would open there
 * fails at once, so that no visitor waits for nobody; what is on its way to an open thread waits until the owner mends it.
 */
export function deskOutOfOrder(account: AccountId, troubles: EntryTrouble[], told: (detail: string) => void): Desk {
  const detail = troubles.map(({ place, says }) => `${place} ${says}`).join('; ')
  const mend = troubles[0]?.mend
  const never = (): Promise<Outcome<never>> => {
    told(detail)
    return Promise.resolve(refused('desk-out-of-order', detail, mend))
  }
  const later = (): Promise<Outcome<never>> => {
    told(detail)
    return Promise.resolve({
      kind: 'retry',
      why: { code: 'desk-out-of-order', detail },
      scope: 'account',
      after: 60_000,
    })
  }
  return {
    account,
    identify: never,
    open: never,
    findOpening: later,
    send: later,
    find: later,
    signal: () => undefined,
    // Without its key nothing can be proven; the vendor sends it again, and catch-up brings what is lost.
    read: () => 'forged',
    catchUp: later,
    watch: () => () => undefined,
    agent: later,
    file: later,
    // Not `closed`: that would tell visitors of opening hours.
    availability: () => Promise.resolve({ kind: 'unknown', down: true }),
    async *check() {
      for (const { place, says, mend: how } of troubles) yield { name: place, ok: false, says, mend: how }
    },
  }
}
