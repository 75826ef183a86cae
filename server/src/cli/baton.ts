import { dataFolder, environment } from '../config.ts'
import type { Line } from './command.ts'
import { createProgram } from './program.ts'
import { askServer } from './remote.ts'
import { readSite } from './site-text.ts'

const env = environment()

function say(line: Line): void {
  if ('out' in line) process.stdout.write(`${line.out}\n`)
  else process.stderr.write(`${line.err}\n`)
}

const program = createProgram({
  readSite,
  async askSecret(name) {
    const { askSecret } = await import('./ask-secret.ts')
    return await askSecret(name, process.stdin)
  },
  refuse(wrong, mend) {
    say({ err: `✗ ${wrong}\n    ${mend}` })
    process.exitCode = 1
  },
  async carryOut(order) {
    const exit = await askServer(dataFolder(env), order, say)
    if (exit !== 'nobody') {
      process.exitCode = exit
      return
    }
    // The whole server, store and adapters: most commands do without.
    const { doAlone } = await import('./alone.ts')
    process.exitCode = await doAlone(env, order, say)
  },
})
await program.parseAsync()
