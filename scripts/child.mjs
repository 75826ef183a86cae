import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import path from 'node:path'
import { Trouble } from './say.mjs'

export const root = path.resolve(import.meta.dirname, '..')

/**
 * Runs a program in the root of the workspace and waits for it: its exit code, 128 + n when signal n ended it.
 * SIGINT and SIGTERM are passed on, so that a server can finish what it holds; so is the end of npm, which gives a signal
 * only to the shell between it and us.
 */
export function run(program, args, { env = process.env, stdio = 'inherit', cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio })
    // A terminal sends Ctrl-C to the whole group: the child has it already, and a second one would mean "hurry".
    const interrupt = () => process.stdin.isTTY || child.kill('SIGINT')
    const terminate = () => child.kill('SIGTERM')
    const parent = process.ppid
    const orphaned = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(orphaned)
      terminate()
    }, 500)
    process.on('SIGINT', interrupt)
    process.on('SIGTERM', terminate)
    const done = () => {
      clearInterval(orphaned)
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', terminate)
    }
    child.once('error', (error) => {
      done()
      reject(new Trouble(`${program} could not be started: ${error.message}`))
    })
    child.once('close', (code, signal) => {
      done()
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
}

/** What a program prints, or null when it is not there or fails. */
export function output(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], ...options })
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
    })
    child.once('error', () => resolve(null))
    child.once('close', (code) => resolve(code === 0 ? text.trim() : null))
  })
}
