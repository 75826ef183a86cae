import { readFileSync } from 'node:fs'
import { type ServerProcess, startProcess } from '../drive/server-process.ts'
import { bundledServer, codeCache } from './bundle.ts'
import { type FaultyLine, startProxy } from './proxy.ts'
import type { Crash, Loaded, Passed, Ready, Setup } from './setup.ts'

/** A place where one server runs at a time, dies, and is started again; visitors and webhooks find it by lasting addresses. */
export interface Seat {
  readonly visitors: FaultyLine
  readonly hooks: FaultyLine
  /** Of every process that sat here, oldest first. */
  readonly logs: string[]
  /** From go to ready, in ms, of each start that got there. */
  readonly starts: number[]
  readonly running: boolean
  /** Resolves when it takes visitors, or with false when it died before that. */
  start(crash?: Crash | null): Promise<boolean>
  /** Begins a start and does not wait: to be killed in the middle of it. */
  startBlind(): Promise<void>
  kill(): Promise<void>
  /** Whether it runs and answers, for the reader of a failure. */
  health(): Promise<string>
  /** Resolves when it died by itself. */
  death(): Promise<void>
  /** Points passed since the last start. */
  points(): Promise<Record<string, number>>
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>
  close(): Promise<void>
}

export async function takeSeat(setup: Omit<Setup, 'crash' | 'publicUrl'>): Promise<Seat> {
  const [visitors, hooks] = await Promise.all([startProxy(), startProxy()])
  const logs: string[] = []
  const starts: number[] = []
  let now: ServerProcess | null = null
  const entry = await bundledServer()
  const spawn = () => startProcess({ entry, env: { NODE_COMPILE_CACHE: codeCache } })
  let spare: ServerProcess | null = spawn()

  async function begin(crash: Crash | null): Promise<ServerProcess> {
    const process = spare ?? spawn()
    spare = null
    await process.said<Loaded>('loaded')
    process.tell({ ...setup, publicUrl: hooks.address, crash } satisfies Setup)
    now = process
    return process
  }

  async function ready(process: ServerProcess): Promise<boolean> {
    const began = performance.now()
    const port = await process.said<Ready>('ready').then(
      (message) => message.port,
      () => null,
    )
    if (port === null) return false
    starts.push(performance.now() - began)
    visitors.to(port)
    hooks.to(port)
    return true
  }

  async function left(): Promise<void> {
    visitors.to(null)
    hooks.to(null)
    if (now) logs.push(...now.lines)
    now = null
  }

  return {
    visitors,
    hooks,
    logs,
    starts,
    get running() {
      return now?.running ?? false
    },
    async start(crash = null) {
      const process = await begin(crash)
      const came = await ready(process)
      if (came) spare ??= spawn()
      return came
    },
    async startBlind() {
      await begin(null)
      spare = spawn()
    },
    async kill() {
      await now?.kill()
      await left()
    },
    async health() {
      if (!now?.running) return 'no server runs'
      const answer = await fetch(`${hooks.address}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(String)
      return `server ${now.pid} ${typeof answer === 'string' ? answer : `answers ${answer.status}`}, cpu ${cpuOf(now.pid)}`
    },
    async death() {
      await now?.exit
      await left()
    },
    async points() {
      const process = now
      if (!process) return {}
      process.tell({ kind: 'points' })
      return (await process.said<Passed & { points: Record<string, number> }>('passed')).points
    },
    async stop() {
      const code = (await now?.stop()) ?? null
      await left()
      return code
    },
    async close() {
      await Promise.all([now?.kill(), spare?.kill()])
      await left()
      await Promise.all([visitors.close(), hooks.close()])
    },
  }
}

/** Its processor time so far, where the system tells: `user+system` in hundredths of a second. */
function cpuOf(pid: number): string {
  try {
    const [, , , , , , , , , , , , , user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')
    return `${user}+${system}`
  } catch {
    return 'unknown'
  }
}
