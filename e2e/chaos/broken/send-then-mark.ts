import type { Clock } from '../../../server/src/clock.ts'
import type { Store } from '../../../server/src/store/store.ts'
import { over } from '../watched.ts'

/** Breaks "look before sending again": whatever is claimed is taken for new, even after a crash or a lost answer. */
export function sendThenMark(store: Store, _clock: Clock): Store {
  const { outbox } = store
  return {
    ...store,
    outbox: over(outbox, {
      claim: async (...args) => (await outbox.claim(...args)).map((claim) => ({ ...claim, doubt: false })),
    }),
  }
}
