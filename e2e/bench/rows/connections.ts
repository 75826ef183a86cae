import { startBare } from '../bare/bare.ts'
import { openScene } from '../baton/scene.ts'
import type { Child } from '../child.ts'
import type { Context } from '../context.ts'
import { median } from '../figures.ts'
import { interleave } from '../interleave.ts'
import { startLoad } from '../load/plan.ts'
import { openFiles } from '../machine.ts'
import type { Row } from '../verdict.ts'

/** Files that a process has open besides its sockets. */
const otherFiles = 200

const budgetedAt = 10_000

type Held = { perConnection: number; heap: number; connected: number; ms: number }

/** What a held connection costs: a visitor with the chat open, after the greeting. Beside a bare Socket.IO connection in a room. */
export async function connections(context: Context): Promise<Row[]> {
  const wanted = context.size(budgetedAt, 2_000)
  const possible = Math.min(wanted, openFiles() - otherFiles)
  const bare = async (): Promise<Held> => {
    const { server, address, stop } = await startBare(context)
    return await held(server, { address, site: 'bench', origin: 'https://www.bench.test' }, possible).finally(stop)
  }
  const ours = async (): Promise<Held> => {
    const scene = await openScene({ desk: context.desk, handoffs: 0, folder: context.folder })
    const [server] = scene.servers
    const [address = ''] = scene.addresses
    if (!server) throw new Error('a scene without a server')
    return await held(server, { address, site: scene.site, origin: scene.origin }, possible).finally(scene.close)
  }
  const runs = await interleave({ times: context.size(2, 1), bare, ours })
  const of = (what: 'perConnection' | 'heap') => ({
    ours: runs.ours.map((run) => run[what] / 1_024),
    bare: runs.bare.map((run) => run[what] / 1_024),
  })
  const pace = Math.round(median(runs.ours.map((run) => (run.connected * 1_000) / run.ms)))
  return [
    {
      ...{ what: `a held connection, at ${possible.toLocaleString('en')}`, unit: 'KiB', ...of('perConnection') },
      budget: { kind: 'ratio', most: 1.5 },
      // What all connections share weighs more on each when they are few.
      ...(possible < budgetedAt ? { spoiled: `the budget is for ${budgetedAt.toLocaleString('en')} connections` } : {}),
      note: `Resident memory after a collection, by connection; ${possible < wanted ? `no more were possible with ${openFiles()} open files; ` : ''}they came at ${pace}/s.`,
    },
    { what: 'the same, on the heap', unit: 'KiB', ...of('heap'), budget: { kind: 'none' } },
  ]
}

async function held(
  server: Child,
  where: { address: string; site: string; origin: string },
  visitors: number,
): Promise<Held> {
  const load = startLoad()
  try {
    const { address, ...site } = where
    // The first ones bring code and buffers that all share.
    await load.open({ ...site, addresses: [address], visitors: 100, atOnce: 20 })
    const before = await server.usageClean()
    const opened = await load.open({ ...site, addresses: [address], visitors, atOnce: 50 })
    if (opened.failed > 0) throw new Error(`${opened.failed} could not connect: ${opened.why}`)
    // Greetings are still being written and sent.
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    const after = await server.usageClean()
    const lost = await load.lost()
    if (lost > 0) throw new Error(`${lost} connections were lost`)
    return {
      perConnection: (after.rss - before.rss) / visitors,
      heap: (after.heap + after.outside - before.heap - before.outside) / visitors,
      connected: visitors,
      ms: opened.ms,
    }
  } finally {
    await load.stop()
  }
}
