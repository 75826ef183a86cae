import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { systemClock } from '../../../server/src/clock.ts'
import { fold } from '../../../server/src/conversation/fold.ts'
import { openStore } from '../../../server/src/store/open.ts'
import { type Child, startChild } from '../child.ts'

/** The bare server (bare/server.ts) as a process of its own. */
export interface Bare {
  readonly server: Child
  readonly address: string
  stop(): Promise<void>
}

/** `folder`: where its data goes. `relay`: a PostgreSQL that its rooms span servers by; then it stores nothing. */
export async function startBare({ folder, relay }: { folder: string; relay?: string }): Promise<Bare> {
  const data = await bareData(folder)
  const server = startChild({
    entry: 'bare/server.ts',
    env: { BENCH_DATA: data, ...(relay === undefined ? {} : { BENCH_RELAY: relay }) },
  })
  return {
    server,
    address: `http://127.0.0.1:${await server.ask<number>('port')}`,
    async stop() {
      await server.stop()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Tables like ours, made here so that the bare process needs nothing of ours. */
export async function bareData(folder: string): Promise<string> {
  const data = await mkdtemp(path.join(folder, 'baton-bare-'))
  await (await openStore({ data }, { clock: systemClock, random: Math.random, fold })).close()
  return data
}
