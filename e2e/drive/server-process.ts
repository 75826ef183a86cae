import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A server as a process of its own, which can die in any way. */
export interface ServerProcess {
  readonly pid: number
  /** Everything it printed, line by line. */
  readonly lines: readonly string[]
  readonly running: boolean
  /** How it ended. */
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** What it says over the channel between the processes; rejects when it ends before that. */
  said<T extends { kind: string }>(kind: T['kind']): Promise<T>
  tell(message: object): void
  /** SIGKILL: nothing is finished. Resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM: it finishes what it holds. Resolves with its exit code, null when it had to be killed after `within` ms. */
  stop(within?: number): Promise<number | null>
}

export function startProcess(options: { entry: string; args?: string[]; env?: Record<string, string> }): ServerProcess {
  const { entry, args = [], env = {} } = options
  const child: ChildProcess = spawn(process.execPath, [entry, ...args], {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const lines: string[] = []
  const messages: { kind: string }[] = []
  let running = true
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream }).on('line', (line) => void lines.push(line))
  child.on('message', (message) => void messages.push(message as { kind: string }))
  child.on('error', (error) => void lines.push(`Error: ${error.message}`))
  const exit = once(child, 'exit').then(([code, signal]) => {
    running = false
    return { code: code as number | null, signal: signal as NodeJS.Signals | null }
  })
  // A channel that breaks with the process is no error of ours.
  child.on('disconnect', () => {})

  return {
    pid: child.pid ?? 0,
    lines,
    get running() {
      return running
    },
    exit,
    async said<T extends { kind: string }>(kind: T['kind']) {
      for (;;) {
        const found = messages.find((message) => message.kind === kind)
        if (found) return found as T
        if (!running) throw new Error(`the server ended before it said "${kind}":\n${lines.slice(-20).join('\n')}`)
        await Promise.race([once(child, 'message'), exit])
      }
    },
    tell(message) {
      if (running && child.connected) child.send(message, () => {})
    },
    async kill() {
      child.kill('SIGKILL')
      await exit
    },
    async stop(within = 10_000) {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), within)
      const { code, signal } = await exit
      clearTimeout(timer)
      return signal === 'SIGKILL' ? null : code
    },
  }
}
