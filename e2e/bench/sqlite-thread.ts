/**
 * Decision 001: SQLite in the server's own thread against a worker thread. Run it with `node e2e/bench/sqlite-thread.ts [folder]`;
 * in a folder in memory (/dev/shm) a busy disk does not blur the figures, and `fsync` alone is what a commit waits for.
 * Both sides are the real store; the worker decides where it writes, which is more than a worker could do in the server.
 * `fsync`: what each commit costs beyond this machine's disk, waited out in the thread that commits.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { ConversationId, SiteId, VisitorId } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { systemClock } from '../../server/src/clock.ts'
import { fold } from '../../server/src/conversation/fold.ts'
import type { DeliveryId, Origin } from '../../server/src/conversation/ids.ts'
import { openStore } from '../../server/src/store/open.ts'

type Setup = { data: string; fsync: number }
/** Writes messages `from` … `to`, and answers when the last of them is on disk. */
type Writer = { write(message: number): Promise<void>; close(): Promise<void> }

const conversations = 500
const seconds = 2
const rates = [500, 2_000, 5_000, 10_000]

async function openWriter({ data, fsync }: Setup): Promise<Writer> {
  if (fsync > 0) slowCommits(fsync)
  const store = await openStore({ data }, { clock: systemClock, random: Math.random, fold })
  const begin = (n: number) =>
    store.log.begin('bench' as SiteId, `visitor-${n}` as VisitorId, `conversation-${n}` as ConversationId)
  const ids = await Promise.all(Array.from({ length: conversations }, (_, n) => begin(n)))
  return {
    async write(message) {
      const id = ids[message % conversations] as ConversationId
      const key = `v:0192a3b4-c5d6-7e8f-9012-${message}` as Origin
      await store.log.write(id, { origin: key }, () => ({
        events: [{ kind: 'visitorSaid', key: null, message: textMessage('Hello, where is my order of last week?') }],
        deliveries: [
          {
            id: `0192a3b4-c5d6-7e8f-9013-${message}` as DeliveryId,
            lane: 'bot',
            account: null,
            handoff: null,
            wait: 0,
            task: { kind: 'note' },
          },
        ],
        origins: [],
        cancel: [],
      }))
    },
    close: () => store.close(),
  }
}

function slowCommits(ms: number): void {
  const never = new Int32Array(new SharedArrayBuffer(4))
  const prepare = DatabaseSync.prototype.prepare
  DatabaseSync.prototype.prepare = function (sql) {
    const statement = prepare.call(this, sql)
    if (sql !== 'commit') return statement
    const run = statement.run.bind(statement)
    statement.run = () => {
      Atomics.wait(never, 0, 0, ms)
      return run()
    }
    return statement
  }
}

/** The other side of the thread: one message for all that is asked in a turn of the event loop, one for all answers. */
async function openRemote(setup: Setup): Promise<Writer> {
  const worker = new Worker(new URL(import.meta.url), { workerData: setup })
  await new Promise((resolve) => worker.once('message', resolve))
  const waiting = new Map<number, () => void>()
  worker.on('message', (messages: number[]) => {
    for (const message of messages) waiting.get(message)?.()
    for (const message of messages) waiting.delete(message)
  })
  const ask = collected<number>((messages) => worker.postMessage(messages))
  return {
    write: (message) =>
      new Promise((resolve) => {
        waiting.set(message, resolve)
        ask(message)
      }),
    async close() {
      worker.postMessage('close')
      await new Promise((resolve) => worker.once('exit', resolve))
    },
  }
}

async function serve(setup: Setup): Promise<void> {
  const writer = await openWriter(setup)
  const answer = collected<number>((messages) => parentPort?.postMessage(messages))
  parentPort?.on('message', (messages: number[] | 'close') => {
    if (messages === 'close') void writer.close().then(() => process.exit())
    else for (const message of messages) void writer.write(message).then(() => answer(message))
  })
  parentPort?.postMessage('open')
}

function collected<T>(send: (all: T[]) => void): (one: T) => void {
  let all: T[] = []
  return (one) => {
    if (all.length === 0)
      setImmediate(() => {
        send(all)
        all = []
      })
    all.push(one)
  }
}

/** Offers so many writes a second, whatever becomes of the ones before; an answer's time counts from when it was due. */
async function measure(writer: Writer, rate: number) {
  const loop = monitorEventLoopDelay({ resolution: 1 })
  const waits: number[] = []
  const all: Promise<void>[] = []
  const cpu = process.cpuUsage()
  const start = performance.now()
  let next = rate * 1_000_000
  const base = next
  loop.enable()
  await new Promise<void>((resolve) => {
    const offer = () => {
      const now = performance.now()
      for (; (next - base) / rate <= (now - start) / 1000; next++) {
        const due = start + ((next - base) / rate) * 1000
        all.push(writer.write(next).then(() => void waits.push(performance.now() - due)))
      }
      if (now - start < seconds * 1000) setTimeout(offer, 1)
      else resolve()
    }
    offer()
  })
  loop.disable()
  await Promise.all(all)
  const took = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  waits.sort((a, b) => a - b)
  const part = (share: number) => Math.round((waits[Math.floor(waits.length * share)] ?? 0) * 10) / 10
  return {
    'offered/s': rate,
    'stored/s': Math.round(waits.length / took),
    'ack p50 ms': part(0.5),
    'ack p99 ms': part(0.99),
    'loop delay p99 ms': Math.round(loop.percentile(99) / 1e5) / 10,
    'CPU µs/write': Math.round((user + system) / waits.length),
  }
}

async function main(): Promise<void> {
  const table = []
  for (const fsync of [1, 10]) {
    for (const rate of rates) {
      for (const [where, open] of [
        ['in thread', openWriter],
        ['worker', openRemote],
      ] as const) {
        const data = await mkdtemp(path.join(process.argv[2] ?? tmpdir(), 'baton-bench-'))
        const prepare = DatabaseSync.prototype.prepare
        const writer = await open({ data, fsync })
        await measure(writer, 200) // warm
        table.push({ 'fsync +ms': fsync, where, ...(await measure(writer, rate)) })
        await writer.close()
        DatabaseSync.prototype.prepare = prepare
        await rm(data, { recursive: true })
      }
    }
  }
  console.table(table)
}

await (isMainThread ? main() : serve(workerData as Setup))
