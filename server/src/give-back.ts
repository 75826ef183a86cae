import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Gives back to the system what loading the code took for a moment: some 35 MB, which V8 would keep for as long as little happens.
 * Takes about 30 ms in which nothing else runs, so it is for the start alone. Without `gc` (another engine, a refused flag)
 * nothing happens.
 */
export function giveBack(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('globalThis.gc') as ((how: object) => void) | undefined
  // Any other flavour keeps the room of the young objects.
  collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  setFlagsFromString('--no-expose-gc')
}
