import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ConversationId, Seq } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../../clock.ts'
import { fold } from '../../../conversation/fold.ts'
import type { Origin } from '../../../conversation/ids.ts'
import { openStore } from '../../open.ts'
import type { Store } from '../../store.ts'

type Answer = { id: ConversationId; seq: Seq; key: Origin }

let data: string
let writers: ChildProcess[] = []
const open = (): Promise<Store> => openStore({ data }, { clock: systemClock, random: Math.random, fold })

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'baton-crash-'))
})
afterEach(async () => {
  for (const writer of writers) writer.kill('SIGKILL')
  writers = []
  await rm(data, { recursive: true })
})

function startWriter(): {
  child: ChildProcess
  said: () => string
  until(enough: (said: string) => boolean): Promise<void>
} {
  const file = path.join(import.meta.dirname, '../../conformance/writer.ts')
  const child = spawn(process.execPath, [file, data], { stdio: ['ignore', 'pipe', 'pipe'] })
  writers.push(child)
  let said = ''
  let heard = () => {}
  const hear = (chunk: Buffer) => {
    said += chunk
    heard()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  return {
    child,
    said: () => said,
    until: (enough) =>
      new Promise((resolve, reject) => {
        child.once('close', () => reject(new Error(said)))
        heard = () => enough(said) && resolve()
        heard()
      }),
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'close')
  child.kill('SIGKILL')
  await gone
}

it.each([1, 40, 150, 400, 900])(
  'keeps everything that was answered when it is killed after %i answers',
  { timeout: 60_000 },
  async (answers) => {
    const writer = startWriter()
    await writer.until((said) => said.split('\n').length > answers + 1)
    await kill(writer.child)

    const told = writer
      .said()
      .split('\n')
      .slice(1, -1)
      .map((line): Answer => JSON.parse(line))
    expect(told.length).toBeGreaterThanOrEqual(answers)
    const store = await open()
    const owed = new Map<string, number>()
    const { ids } = await store.log.changedSince(0)
    for (const id of ids) {
      const events = await store.log.read(id, 0 as Seq, 'on', 100_000)
      expect(events.map((event) => event.seq)).toEqual(events.map((_, n) => n + 1))
      expect((await store.log.get(id))?.seq).toBe(events.length)
      owed.set(id, events.length)
    }
    for (const { id, seq, key } of told) expect(await store.log.seqOf(id, key)).toBe(seq)
    const { waiting } = await store.outbox.counts()
    expect(waiting).toBe([...owed.values()].reduce((sum, count) => sum + count, 0))
    await store.close()

    const database = new DatabaseSync(path.join(data, 'baton.db'))
    expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    expect(database.prepare('pragma foreign_key_check').all()).toEqual([])
    database.close()
  },
)

it('refuses a second server on the same folder, and none after the first was killed', { timeout: 60_000 }, async () => {
  const first = startWriter()
  await first.until((said) => said.includes('open'))
  const second = startWriter()
  await once(second.child, 'close')
  expect(second.child.exitCode).not.toBe(0)
  expect(second.said()).toContain(`another Baton server is running on ${data}`)
  await expect(open()).rejects.toMatchObject({ busy: false })

  await kill(first.child)
  const store = await open()
  await expect(open()).rejects.toThrow('another Baton server')
  await store.close()
  await (await open()).close()
})
