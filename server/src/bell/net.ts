import type { ConversationId, Ms } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Log } from '../store/store.ts'

/** design.md §3: what a lost ring costs at most. */
const every: Ms = 5_000

/** Looks every few seconds for what the bell may have lost. Returns the stop. */
export function spreadNet(given: {
  log: Pick<Log, 'changedSince'>
  clock: Clock
  logger: Logger
  found: (ids: ConversationId[]) => void
}): () => void {
  const { log, clock, logger, found } = given
  // Below zero it asks for nothing but the newest mark: what changed before anybody was connected is nobody's news.
  let mark = -1
  let open = true
  let cancel = () => {}

  async function look(): Promise<void> {
    try {
      const changed = await log.changedSince(mark)
      mark = changed.mark
      if (open && changed.ids.length > 0) found(changed.ids)
    } catch (error) {
      logger.warn({ err: error }, 'the store could not be polled')
    }
    if (open) cancel = clock.after(every, () => void look())
  }

  void look()
  return () => {
    open = false
    cancel()
  }
}
