import type { Logger } from 'pino'
import { handoffOf } from '../conversation/fold.ts'
import type { AccountId } from '../conversation/ids.ts'
import type { Log } from '../store/store.ts'
import type { CatchUp } from './catch-up.ts'

/** Calls at once: a desk that has just come back is not to be knocked over. */
const atOnce = 4

/** Looks at every open stay, or at those of one account: after a start and after an outage, when webhooks were surely missed. */
export function createCatchUpAll(deps: {
  log: Log
  catchUp: CatchUp
  logger: Logger
}): (account?: AccountId) => Promise<void> {
  const { log, catchUp, logger } = deps

  async function one(
    { id, handoff: handoffId }: Awaited<ReturnType<Log['openHandoffs']>>[number],
    account?: AccountId,
  ): Promise<void> {
    const now = await log.get(id)
    const handoff = now && handoffOf(now, handoffId)
    if (!handoff?.thread || (account && handoff.account !== account)) return
    const outcome = await catchUp(id, handoff)
    // The stay's own look comes within the minute.
    if (outcome.kind !== 'done')
      logger.info({ conversation: id, outcome: outcome.kind }, 'a stay could not be caught up with')
  }

  return async (account) => {
    try {
      const open = await log.openHandoffs()
      const next = open[Symbol.iterator]()
      const worker = async (): Promise<void> => {
        for (const stay of next) await one(stay, account)
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
    } catch (error) {
      logger.error({ error }, 'open stays could not be caught up with')
    }
  }
}
