import { limits } from '@baton/shared/protocol.ts'
import type { Clock } from '../../../server/src/clock.ts'
import type { Store } from '../../../server/src/store/store.ts'
import { over } from '../watched.ts'

/** As in chatwoot#14934, where it is 26 s: what is older is not looked for, whatever the reader has. */
const window = 5_000

/** Breaks "no silent hole": catching up reads what came lately instead of what came after the cursor. */
export function catchUpByTime(store: Store, clock: Clock): Store {
  const { log } = store
  return {
    ...store,
    log: over(log, {
      async read(id, from, way, limit) {
        const events = await log.read(id, from, way, limit)
        // Batches are read in pieces of this size; single events are read by their place.
        return way === 'on' && limit === limits.batchEvents
          ? events.filter((event) => event.at >= clock.now() - window)
          : events
      },
    }),
  }
}
