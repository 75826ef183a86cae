import type { Logger } from 'pino'
import { handoffOf } from '../conversation/fold.ts'
import type { AccountId } from '../conversation/ids.ts'
import type { Log } from '../store/store.ts'
import type { CatchUp } from './catch-up.ts'

/** Calls at once: a desk that has just come back is not to be knocked over. */
const atOnce = 4

type Stay = Awaited<ReturnType<Log['openHandoffs']>>[number]

/** Looks at every open stay after a start, when webhooks were surely missed. */
export function createCatchUpAll(deps: { log: Log; catchUp: CatchUp; logger: Logger }): () => Promise<void> {
  const { log, catchUp, logger } = deps

  async function one({ id, handoff: handoffId }: Stay, refused: Set<AccountId>): Promise<void> {
    const now = await log.get(id)
    const handoff = now && handoffOf(now, handoffId)
    if (!handoff?.thread || refused.has(handoff.account)) return
    const outcome = await catchUp(id, handoff)
    if (outcome.kind === 'done') return
    // Each stay's own look comes within the minute, when its account takes calls again.
    if (outcome.kind === 'retry' && outcome.scope === 'account') refused.add(handoff.account)
    logger.info({ conversation: id, outcome: outcome.kind }, 'a stay could not be caught up with')
  }

  return async () => {
    try {
      const open = await log.openHandoffs()
      const next = open[Symbol.iterator]()
      const refused = new Set<AccountId>()
      const worker = async (): Promise<void> => {
        for (const stay of next) await one(stay, refused)
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
    } catch (error) {
      logger.error({ error }, 'open stays could not be caught up with')
    }
  }
}
