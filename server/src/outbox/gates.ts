import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Clock, Random } from '../clock.ts'
import type { AccountId } from '../conversation/ids.ts'
import type { Why } from '../outcome.ts'
import type { Claim, Outbox } from '../store/store.ts'
import { backoff } from './backoff.ts'

/** So many conversations in a row that fail mean that the account is down, not one message. */
const sick = 3

/**
 * Closes an account's gate for every server when the account says so (429, a refused token) or when one conversation after the
 * other fails there; its probe opens it. An answer to what was under way before says nothing of what came after.
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

  return {
    async succeeded(claim) {
      const { account } = claim.delivery
      if (account === null) return
      // Nobody closed it, as far as this server knows: nothing to ask the store for.
      if (claim.probe === null && !failing.get(account)?.closed) return void failing.delete(account)
      await deps.outbox.probed(claim, 'works')
      if ((await deps.outbox.gates()).some((gate) => gate.account === account)) return
      failing.delete(account)
      if (silent.delete(account)) back.set(account, deps.clock.now())
      deps.onChange(account, null)
    },
    cameBack: (account) => back.get(account) ?? null,
    async failed({ delivery: { account }, conversation, probe }, why, scope, after) {
      if (account === null) return false
      const state = failing.get(account) ?? { conversations: new Set<string>(), closed: 0 }
      failing.set(account, state)
      state.conversations.add(conversation)
      if (probe === null && scope === 'delivery' && state.conversations.size < sick && state.closed === 0) return false
      if (scope === 'delivery') silent.add(account)
      if (state.closed === 0) deps.onChange(account, why)
      // What was under way when it was closed is no sign that the wait was too short.
      if (probe !== null || state.closed === 0) state.closed += 1
      const until = (deps.clock.now() + backoff(state.closed - 1, deps.random, after)) as Time
      await deps.outbox.gate(account, until, why, probe)
      return true
    },
  }
}
