import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Clock } from '../clock.ts'
import { handoffOf, roundOf } from '../conversation/fold.ts'
import type { CatchUp } from '../desk/catch-up.ts'
import type { Desks, Log, Outbox } from '../store/store.ts'
import type { Gates } from './gates.ts'
import { deaf } from './hears.ts'
import { handoffIdOf, type Settling } from './settling.ts'
import type { Work } from './work.ts'

/** Looks at a thread for what webhooks may have missed, unless one came lately: calls cost owners money. */
export function looking(deps: {
  log: Log
  outbox: Outbox
  desks: Desks
  settling: Settling
  clock: Clock
  catchUp: CatchUp
  gates: Pick<Gates, 'cameBack' | 'succeeded'>
  lookEvery: Ms
}): Pick<Work, 'look' | 'timer'> {
  const { log, outbox, desks, settling, clock, catchUp, gates, lookEvery } = deps
  return {
    async look(claim, task) {
      const now = await log.get(claim.conversation)
      const handoff = now && handoffOf(now, handoffIdOf(claim))
      // Also once after its end: a webhook that was lost before may have told of words, and nobody would look for them later.
      const wanted = handoff && handoff.thread !== null && roundOf(handoff) === task.resumed
      if (!wanted || handoff.thread === null) return settling.moot(claim)
      const heardAt = (await desks.thread(handoff.account, handoff.thread))?.heardAt ?? null
      // A look is made when the one before it is done: this thread was not looked at since its desk came back.
      const missed = claim.madeAt < (gates.cameBack(handoff.account) ?? 0)
      if (!missed && heardAt !== null && clock.now() - heardAt < lookEvery) {
        await outbox.postpone(
          claim,
          (heardAt + lookEvery) as Time,
          { code: 'heard-lately' },
          { doubt: false, free: true },
        )
        // A probe that made no call: the next one need not wait for its lease.
        return await outbox.probed(claim, 'nothing')
      }
      const outcome = await catchUp(claim.conversation, handoff)
      if (outcome.kind === 'done')
        return settling.done(claim, { kind: 'looked', handoff: handoff.id, resumed: task.resumed })
      if (outcome.kind === 'gone')
        return settling.done(claim, { kind: 'threadGone', handoff: handoff.id, why: outcome.why, target: null })
      if (outcome.kind === 'retry') return settling.failed(claim, outcome, deaf)
      // Reading again harms nobody: whatever it was, it is tried again. Who refuses is there.
      if (outcome.kind === 'refused') await gates.succeeded(claim)
      const scope = outcome.kind === 'refused' ? 'ours' : 'delivery'
      return settling.failed(claim, { kind: 'retry', why: { code: outcome.kind }, scope }, deaf)
    },

    timer: (claim, task) => settling.done(claim, { kind: 'timeUp', name: task.name, stint: task.stint }),
  }
}
