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

/** `closed`: how often in a row, for the next wait; `closing`: is in the store when this is through. */
type Failing = { conversations: Set<string>; closed: number; closing: Promise<void> }

export function createGates(deps: {
  outbox: Outbox
  clock: Clock
  random: Random
  onChange: (account: AccountId, why: Why | null) => void
}): Gates {
  const failing = new Map<AccountId, Failing>()
  const silent = new Set<AccountId>()
  const back = new Map<AccountId, Time>()

  const isClosed = async (account: AccountId): Promise<boolean> =>
    (await deps.outbox.gates()).some((gate) => gate.account === account)

  function opened(account: AccountId): void {
    failing.delete(account)
    if (silent.delete(account)) back.set(account, deps.clock.now())
    deps.onChange(account, null)
  }

  return {
    async succeeded(claim) {
      const { account } = claim.delivery
      if (account === null) return
      // Nobody closed it, as far as this server knows: nothing to ask the store for.
      if (claim.probe === null && !failing.get(account)?.closed) return void failing.delete(account)
      await deps.outbox.probed(claim, 'works')
      if (!(await isClosed(account))) opened(account)
    },
    cameBack: (account) => back.get(account) ?? null,
    async failed({ delivery: { account }, conversation, probe }, why, scope, after) {
      if (account === null) return false
      const before = failing.get(account)
      let isProbe = probe !== null
      if (isProbe || before?.closed) {
        await before?.closing
        // Another server's probe, or its owner, opened it: what was known here of before is over, and so is this probe.
        if (!(await isClosed(account))) {
          if (before?.closed && failing.get(account) === before) opened(account)
          isProbe = false
        }
      }
      const state = failing.get(account) ?? { conversations: new Set(), closed: 0, closing: Promise.resolve() }
      failing.set(account, state)
      state.conversations.add(conversation)
      if (!isProbe && scope === 'delivery' && state.conversations.size < sick && state.closed === 0) return false
      if (scope === 'delivery') silent.add(account)
      if (state.closed === 0) deps.onChange(account, why)
      // What was under way when it was closed is no sign that the wait was too short.
      if (isProbe || state.closed === 0) state.closed += 1
      const until = (deps.clock.now() + backoff(state.closed - 1, deps.random, after)) as Time
      const closing = deps.outbox.gate(account, until, why, probe)
      state.closing = closing.catch(() => {})
      await closing
      return true
    },
  }
}
