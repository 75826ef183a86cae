import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Clock, Random } from '../clock.ts'
import type { AccountId } from '../conversation/ids.ts'
import type { Why } from '../outcome.ts'
import type { Claim, Outbox } from '../store/store.ts'
import { backoff } from './backoff.ts'

/** So many conversations in a row that fail mean that the account is down, not one message. */
const sick = 3

/** A gate that another server has just closed is opened by its probe; to look after each success costs a round trip each. */
const lookEvery: Ms = 1_000

/**
 * Closes an account's gate for every server when the account says so (429, a refused token) or when one conversation after the
 * other fails there; the first success opens it.
 */
export interface Gates {
  succeeded(claim: Claim): Promise<void>
  /** When the account last answered again after a silence in which its webhooks were lost too; null: there was none. */
  cameBack(account: AccountId): Time | null
  /** True when the gate is closed now: the delivery is parked at no cost to its attempts. */
  failed(claim: Claim, why: Why, scope: 'delivery' | 'account', after?: Ms): Promise<boolean>
}

export function createGates(deps: {
  outbox: Outbox
  clock: Clock
  random: Random
  onChange: (account: AccountId, why: Why | null) => void
}): Gates {
  const failing = new Map<AccountId, { conversations: Set<string>; closed: number }>()
  const silent = new Set<AccountId>()
  const back = new Map<AccountId, Time>()
  let closedGates = new Set<AccountId>()
  let lookedAt: number | null = null

  async function isClosed(account: AccountId): Promise<boolean> {
    const now = deps.clock.now()
    if (lookedAt === null || now - lookedAt >= lookEvery) {
      lookedAt = now
      closedGates = new Set((await deps.outbox.gates()).map((gate) => gate.account))
    }
    return closedGates.has(account)
  }

  return {
    async succeeded({ delivery: { account } }) {
      if (account === null) return
      const known = failing.get(account)
      failing.delete(account)
      const closed = known ? known.closed > 0 : await isClosed(account)
      if (!closed) return
      await deps.outbox.gate(account, null, { code: 'open' })
      closedGates.delete(account)
      if (silent.delete(account)) back.set(account, deps.clock.now())
      deps.onChange(account, null)
    },
    cameBack: (account) => back.get(account) ?? null,
    async failed({ delivery: { account }, conversation }, why, scope, after) {
      if (account === null) return false
      const state = failing.get(account) ?? { conversations: new Set<string>(), closed: 0 }
      failing.set(account, state)
      state.conversations.add(conversation)
      if (scope === 'delivery' && state.conversations.size < sick && state.closed === 0) return false
      if (scope === 'delivery') silent.add(account)
      if (state.closed === 0) deps.onChange(account, why)
      const until = (deps.clock.now() + backoff(state.closed, deps.random, after)) as Time
      state.closed += 1
      await deps.outbox.gate(account, until, why)
      return true
    },
  }
}
