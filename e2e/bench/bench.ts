/** `npm run bench`: what the widget weighs, and what the store writes in this machine's memory (decision 001). */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../..')
// In memory a busy disk does not blur the figures.
const folder = existsSync('/dev/shm') ? ['/dev/shm'] : []

for (const args of [
  ['scripts/test.mjs', '--only', 'build,size'],
  ['e2e/bench/sqlite-thread.ts', ...folder],
]) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) process.exitCode = 1
}
