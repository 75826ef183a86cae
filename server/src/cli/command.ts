import type { Clock } from '../clock.ts'
import type { Consent } from '../consent.ts'
import type { Forward } from '../http/forward.ts'
import type { RefusedOrigins } from '../http/refused-origins.ts'
import type { Sealer } from '../secrets.ts'
import type { Kinds } from '../site/kinds.ts'
import type { LiveRegistry } from '../site/live-registry.ts'
import type { Store } from '../store/store.ts'

/** What the owner's commands work with: in the running server, or opened by the command itself when none runs. */
export type OwnerDeps = {
  store: Pick<Store, 'log' | 'outbox' | 'sites' | 'handoffs'>
  registry: LiveRegistry
  kinds: Kinds
  sealer: Sealer
  publicUrl: string
  clock: Clock
  /** Whether a server is running behind this: only then do webhooks come in. */
  running: boolean
  /** Has dead letters that were put back sent at once. */
  wake(): void
  /** Null: no server is running behind this, so no browser can come back to it. */
  consent: Consent | null
  /** Null: no server is running behind this, so nothing is passed on. */
  forward: Pick<Forward, 'lately'> | null
  /** Null: no server is running behind this, so no page asks. */
  refusedOrigins: Pick<RefusedOrigins, 'of'> | null
  /** Fires when nobody listens to the command any more; what only waits may end then. */
  gone?: AbortSignal
}

/** One line for the owner: what they asked for, or what went wrong. Never a secret. */
export type Line = { out: string } | { err: string }
/** Says its lines while it works, and ends with the process's exit code. */
export type Told = AsyncGenerator<Line, number, void>
export type Command<Args> = (deps: OwnerDeps, args: Args) => Told

export const out = (text: string): Line => ({ out: text })
export const err = (text: string): Line => ({ err: text })

/** What is wrong and how to mend it, and the exit code that goes with it. */
export async function* failed(wrong: string, mend?: string): Told {
  yield err(`✗ ${wrong}`)
  if (mend) yield err(`    ${mend}`)
  return 1
}

/** How long ago, in the largest unit that fits. */
export function ago(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h ago` : `${Math.floor(minutes / 1_440)} days ago`
}

/** In columns, so that a list can be read down. */
export function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length)))
      .join('  ')
      .trimEnd(),
  )
}
