import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Usage } from './inside.ts'
import type { Answered } from './orders.ts'

/** A process of the bench: a server or a load generator, which takes orders (orders.ts). */
export interface Child {
  readonly pid: number
  /** The last lines that it printed. */
  readonly lines: readonly string[]
  readonly running: boolean
  /** Rejects with what it printed when it ends instead of answering. */
  ask<T>(order: string, given?: unknown): Promise<T>
  /** What it has used so far. */
  usage(): Promise<Usage>
  /** The same after it has thrown away what nobody needs. */
  usageClean(): Promise<Usage>
  /** SIGTERM, and SIGKILL after `within` ms. Resolves when it is gone. */
  stop(within?: number): Promise<void>
}

export type ChildOptions = {
  /** Path below e2e/bench, or an absolute one. */
  entry: string
  env?: Record<string, string>
  execArgv?: string[]
}

const linesKept = 200

export function startChild({ entry, env = {}, execArgv = [] }: ChildOptions): Child {
  const inside = path.join(import.meta.dirname, 'inside.ts')
  const args = [...execArgv, '--import', inside, path.resolve(import.meta.dirname, entry)]
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...profiling(entry), ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
      lines.push(line)
      if (lines.length > linesKept) lines.shift()
    })
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let asked = 0
  let running = true

  child.on('message', (message: Answered) => {
    const one = waiting.get(message.n)
    waiting.delete(message.n)
    if (message.error === undefined) one?.resolve(message.value as never)
    else one?.reject(new Error(`${entry}: ${message.error}`))
  })
  child.on('error', (error) => void lines.push(error.message))
  const gone = once(child, 'exit').then(() => {
    running = false
    for (const { reject } of waiting.values()) reject(new Error(`${entry} ended:\n${lines.slice(-20).join('\n')}`))
    waiting.clear()
  })
  const ask = <T>(order: string, given: unknown = null): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (!running) return reject(new Error(`${entry} has ended:\n${lines.slice(-20).join('\n')}`))
      waiting.set(++asked, { resolve, reject })
      child.send({ n: asked, order, given })
    })

  return {
    pid: child.pid ?? 0,
    lines,
    get running() {
      return running
    },
    ask,
    usage: () => ask('usage'),
    usageClean: () => ask('usageClean'),
    async stop(within = 10_000) {
      if (!running) return
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), within)
      await gone
      clearTimeout(timer)
    },
  }
}

/** `npm run bench -- --profile FOLDER` (bench.ts) lets each server write where its time went. */
function profiling(entry: string): Record<string, string> {
  const { BENCH_PROFILE: folder } = process.env
  if (folder === undefined || entry.startsWith('load/')) return {}
  return { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` }
}
