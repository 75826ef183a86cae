import type { ConversationId } from '@baton/shared/ids.ts'
import type { Bell } from './bell.ts'
import { createListeners } from './listeners.ts'

/** The bell of a single process. Rings of one tick are one. */
export function createLocalBell(): Bell {
  const listeners = createListeners()
  const rung = new Set<ConversationId>()
  let open = true

  function flush(): void {
    const ids = [...rung]
    rung.clear()
    if (open) for (const id of ids) listeners.ring(id)
  }

  return {
    ring(ids) {
      if (rung.size === 0 && ids.length > 0) setImmediate(flush)
      for (const id of ids) rung.add(id)
    },
    pass: (id, passing) => listeners.pass(id, passing),
    on: listeners.on,
    close() {
      open = false
      return Promise.resolve()
    },
  }
}
