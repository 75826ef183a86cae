import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Watched } from './changes.ts'

/** What a state file holds; null when there is no file yet. */
export function keptIn<Kept>(file: string): Kept | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : null
}

/** Long enough to make one write of a burst of messages, short enough to lose next to nothing. */
const writeAfter = 200

/** Writes what `kept` says to the file now and after each change; the returned function stops that with a last write. */
export function keepIn(file: string, watched: Watched, kept: () => unknown): () => void {
  let timer: NodeJS.Timeout | null = null
  const write = () => {
    timer = null
    writeFileSync(`${file}.new`, JSON.stringify(kept()), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  write()
  const stop = watched.watch(() => {
    timer ??= setTimeout(write, writeAfter)
  })
  return () => {
    stop()
    if (timer) clearTimeout(timer)
    write()
  }
}
