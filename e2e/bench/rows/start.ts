import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pause } from '../../drive/waiting.ts'
import { freePort } from '../../stories/free-port.ts'
import { bareData } from '../bare/bare.ts'
import { preparedMain } from '../baton/prepared-main.ts'
import { startChild } from '../child.ts'
import type { Context } from '../context.ts'
import { interleave } from '../interleave.ts'
import type { Row } from '../verdict.ts'

const main = path.resolve(import.meta.dirname, '../../../server/src/main.ts')
/** Long enough that what a start leaves behind is done. */
const idleAfter = 2_000

type Started = { ready: number; rss: number }

/** From the start of the process until it answers that it is ready; and what it weighs when it does nothing. */
export async function start(context: Context): Promise<Row[]> {
  const prepared = await preparedMain(context)
  const bareFolder = await bareData(context.folder)
  // As scripts/node.mjs has it: compiled code is kept from one start to the next.
  const kept = { NODE_COMPILE_CACHE: path.join(tmpdir(), 'baton-bench-code') }
  try {
    const ours = () =>
      started(main, { ...kept, BATON_DATA: prepared.data, BATON_SECRET_KEY: prepared.secretKey, HOST: '127.0.0.1' })
    const bare = () => started('bare/server.ts', { ...kept, BENCH_DATA: bareFolder })
    const runs = await interleave({ times: context.size(4, 2), ours, bare, warm: { ours, bare } })
    const of = (what: keyof Started) => ({
      ours: runs.ours.map((run) => run[what]),
      bare: runs.bare.map((run) => run[what]),
    })
    return [
      {
        ...{ what: 'start to ready', unit: 'ms', ...of('ready'), budget: { kind: 'figure', most: 1_000 } },
        note: 'With one site, code compiled before, as npm run serve keeps it.',
      },
      { what: 'idle process', unit: 'MB', ...of('rss'), budget: { kind: 'figure', most: 120 } },
    ]
  } finally {
    await prepared.remove()
    await rm(bareFolder, { recursive: true, force: true })
  }
}

async function started(entry: string, env: { [name: string]: string }): Promise<Started> {
  const port = await freePort()
  const begun = performance.now()
  const server = startChild({ entry, env: { ...env, PORT: String(port) } })
  try {
    while (!(await isReady(port))) {
      if (!server.running) throw new Error(`${entry} ended:\n${server.lines.slice(-20).join('\n')}`)
      if (performance.now() - begun > 30_000) throw new Error(`${entry} was not ready after 30 s`)
      await pause(2)
    }
    const ready = performance.now() - begun
    await pause(idleAfter)
    const { rss } = await server.usage()
    return { ready, rss: rss / 1e6 }
  } finally {
    await server.stop()
  }
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/health/ready`).then(
    (answer) => answer.ok,
    () => false,
  )
