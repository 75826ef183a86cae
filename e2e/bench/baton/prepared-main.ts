import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { systemClock } from '../../../server/src/clock.ts'
import { fold } from '../../../server/src/conversation/fold.ts'
import { openStore } from '../../../server/src/store/open.ts'
import { type DeskName, startDesk } from '../desks/desk.ts'

/** A folder with a site for main.ts, as the owner's commands would have made it. */
export async function preparedMain(given: { folder: string; desk: DeskName; origins?: string[] }): Promise<{
  data: string
  secretKey: string
  remove(): Promise<void>
}> {
  const data = await mkdtemp(path.join(given.folder, 'baton-bench-'))
  const secretKey = randomBytes(32).toString('base64')
  const desk = await startDesk(given.desk)
  const store = await openStore({ data }, { clock: systemClock, random: Math.random, fold })
  await desk.apply(store, { site: 'bench', origins: given.origins ?? ['https://www.bench.test'], secretKey })
  await store.close()
  return {
    ...{ data, secretKey },
    async remove() {
      await desk.stop()
      await rm(data, { recursive: true, force: true })
    },
  }
}
