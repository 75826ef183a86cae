import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

/** Kept from run to run: the bundles, and what Node makes of them. */
export const codeCache = path.join(tmpdir(), 'baton-chaos-code')

let made: Promise<string> | null = null

/**
 * The server of chaos in one file, since a trial starts it many times and reading a thousand files takes three times as long as
 * reading one. It is the same code; that it runs unbundled under plain Node is proven by the tests that start main.ts.
 */
export function bundledServer(): Promise<string> {
  made ??= promisify(execFile)(process.execPath, [path.join(import.meta.dirname, 'make-bundle.ts'), codeCache]).then(
    ({ stdout }) => stdout.trim(),
  )
  return made
}
