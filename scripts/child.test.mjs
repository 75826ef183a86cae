import { spawn } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'
import { run } from './child.mjs'

const child = path.join(import.meta.dirname, 'child.mjs')
const server = `process.on('SIGTERM', () => { console.log('goodbye'); process.exit(7) })
process.on('SIGINT', () => { console.log('interrupted'); process.exit(8) })
setInterval(() => {}, 1000)
console.log('up')`
const outer = `import { run } from ${JSON.stringify(child)}
process.exitCode = await run(process.execPath, ['-e', ${JSON.stringify(server)}])`

/** Starts a program, calls `act` once the server below it is up, and answers what came out when all of them have ended. */
async function watch(program, args, act) {
  const started = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  started.stdout.on('data', (chunk) => {
    said += chunk
    if (said === 'up\n') act(started)
  })
  // 'close' comes when the last process that holds the pipe has ended, and not with the first.
  const code = await new Promise((resolve) => started.once('close', resolve))
  return { said, code }
}

it.each([
  ['SIGTERM', 'goodbye', 7],
  ['SIGINT', 'interrupted', 8],
])('passes %s on and ends with the code of the child', async (signal, word, code) => {
  const result = await watch(process.execPath, ['--input-type=module', '-e', outer], (started) => started.kill(signal))
  expect(result).toEqual({ said: `up\n${word}\n`, code })
})

it('ends the child when the shell above it dies, as it does when npm is told to stop', async () => {
  // The second command keeps the shell from becoming the first.
  const shell = `"$0" --input-type=module -e "$1"; true`
  const result = await watch('/bin/sh', ['-c', shell, process.execPath, outer], (started) => started.kill('SIGKILL'))
  expect(result.said).toBe('up\ngoodbye\n')
})

it('tells a child that was killed from one that failed', async () => {
  expect(await run(process.execPath, ['-e', 'process.exit(3)'])).toBe(3)
  expect(await run(process.execPath, ['-e', 'process.kill(process.pid, 9)'])).toBe(137)
  await expect(run('/nowhere/at/all', [])).rejects.toThrow('/nowhere/at/all could not be started')
})
