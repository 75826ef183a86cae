import type { Response } from 'express'

/** Somebody whose changes can be heard; `watch` returns how to stop. */
export interface Watched {
  watch(changed: () => void): () => void
}

/** Changes within so many ms make one event: a burst of messages must not make a burst of page loads. */
const together = 40

/** A stream of server-sent events that only say "look again". */
export function changes(watched: Watched, response: Response): void {
  response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  response.flushHeaders()
  response.write('data: {}\n\n')
  let timer: NodeJS.Timeout | null = null
  const stop = watched.watch(() => {
    timer ??= setTimeout(() => {
      timer = null
      response.write('data: {}\n\n')
    }, together)
  })
  response.on('close', () => {
    stop()
    if (timer) clearTimeout(timer)
  })
}
