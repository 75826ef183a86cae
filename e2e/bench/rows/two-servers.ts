import { freshDatabase, type TestDatabase } from '../../postgres.ts'
import { type Cluster, startPostgres } from '../../postgres-cluster.ts'
import { type Bare, startBare } from '../bare/bare.ts'
import { openScene, type Scene } from '../baton/scene.ts'
import type { Context } from '../context.ts'
import { median, percentile } from '../figures.ts'
import { interleave } from '../interleave.ts'
import { type Load, type Outcome, startLoad } from '../load/plan.ts'
import type { Row } from '../verdict.ts'

const text = 'Hello, what are your hours this week?'
/** The widget waits so long for an acknowledgement (widget/src/model/send-queue.ts); one that comes later is work for nothing. */
const patience = 8_000
const site = { site: 'bench', origin: 'https://www.bench.test' }

/**
 * A visitor writes at one server and another tab of theirs hangs at the other. Bare: two servers that store nothing, and tell each
 * other by NOTIFY with the message inside. Then a flood of three times what was measured.
 */
export async function twoServers(context: Context): Promise<Row[]> {
  // Commits reach the disk, as an owner's would.
  const cluster = await startPostgres({ durable: true })
  process.env['BATON_TEST_POSTGRES_URL'] = cluster.url
  const databases: TestDatabase[] = [await freshDatabase(), await freshDatabase()]
  const [own = { url: '' }, other = { url: '' }] = databases
  const scene = await openScene({ ...context, handoffs: 0, database: own.url, servers: 2 })
  const bares: Bare[] = [
    await startBare({ folder: context.folder, relay: other.url }),
    await startBare({ folder: context.folder, relay: other.url }),
  ]
  const [ours, bare] = [startLoad(), startLoad()]
  try {
    const visitors = context.size(500, 200)
    await opened(ours, { ...site, addresses: scene.addresses, visitors, atOnce: 10 })
    await opened(bare, { ...site, addresses: bares.map(({ address }) => address), visitors, atOnce: 10 })
    await scene.rest(true)
    return await measured(context, { scene, ours, bare })
  } finally {
    await Promise.all([ours.stop(), bare.stop(), scene.close(), ...bares.map((one) => one.stop())])
    await ended(cluster)
  }
}

async function measured(
  context: Context,
  { scene, ours, bare }: { scene: Scene; ours: Load; bare: Load },
): Promise<Row[]> {
  const seconds = context.size(8, 3)
  const offered = (load: Load, rate: number, more = {}) =>
    load.offer({ text, rate, warm: 1, seconds, patience, ...more })
  let rate = 0
  for (rate of [1_000, 500, 250, 100, 50]) {
    const tried = await offered(ours, rate, { seconds: 2 })
    if (tried.left === 0 && tried.done > 0.95 * tried.offered && percentile(tried.second, 0.5) < 100) break
    context.say(`  ${rate}/s is more than two servers take here (${percentile(tried.second, 0.5).toFixed(0)} ms)`)
  }
  const runs = await interleave({
    times: context.size(2, 1),
    ours: () => offered(ours, rate),
    bare: () => offered(bare, rate),
  })
  const of = (share: number) => ({
    ours: runs.ours.map((run) => percentile(run.second, share)),
    bare: runs.bare.map((run) => percentile(run.second, share)),
  })
  const less = rate < 1_000 ? `At ${rate}/s: this machine does not take 1,000/s with all of it on its cores. ` : ''
  return [
    {
      ...{ what: `across two servers at ${rate}/s, p50`, unit: 'ms', ...of(0.5), budget: { kind: 'above', most: 1 } },
      ...(rate < 1_000 ? { spoiled: 'the rate of the budget was not reached' } : {}),
      note: `${less}From the sender to a tab at the other server. Ours stores before, bare never does.`,
    },
    { what: 'the same, p99', unit: 'ms', ...of(0.99), budget: { kind: 'none' } },
    {
      ...{ what: 'of it after the acknowledgement, p50', unit: 'ms', ours: runs.ours.map(afterStored), bare: [] },
      budget: { kind: 'none' },
      note: 'The rest is the durable commit, which bare has not.',
    },
    ...(await flooded(context, { scene, ours, rate: Math.max(1_000, rate * 4) })),
  ]
}

const afterStored = ({ second, acked }: Outcome): number =>
  median(second.map((shown, n) => shown - (acked[n] ?? Number.NaN)))

/** More than it can take: whoever is too many is told so in time, and nothing piles up. */
async function flooded(
  context: Context,
  { scene, ours, rate }: { scene: Scene; ours: Load; rate: number },
): Promise<Row[]> {
  const memory = async () => (await Promise.all(scene.servers.map((server) => server.usage()))).map(({ rss }) => rss)
  const before = await memory()
  const flood: Outcome = await ours.offer({ text, rate, warm: 0, seconds: context.size(10, 5), patience: 30_000 })
  const grown = (await memory()).map((rss, n) => (rss - (before[n] ?? 0)) / 1e6)
  const answers = [...flood.acked, ...flood.refusals]
  const refused = Object.entries(flood.refused).map(([code, count]) => `${count} ${code}`)
  const note =
    `${flood.offered} offered at ${rate}/s, ${flood.acked.length} stored (p50 ${median(flood.acked).toFixed(0)} ms), ` +
    `${refused.join(', ') || 'none refused'}, ${flood.left} unanswered after 30 s; at most ${flood.mostUnderWay} under way.`
  return [
    {
      ...{ what: 'flooded: every answer in time, p99', unit: 'ms', ours: [percentile(answers, 0.99)], bare: [] },
      budget: { kind: 'figure', most: patience },
      ...(flood.left > 0 ? { spoiled: `${flood.left} messages were neither stored nor refused` } : {}),
      note,
    },
    {
      ...{ what: 'flooded: growth of a server', unit: 'MB', ours: [Math.max(...grown)], bare: [] },
      budget: { kind: 'figure', most: 256 },
    },
  ]
}

async function opened(load: Load, given: Parameters<Load['open']>[0]): Promise<void> {
  const { failed, why } = await load.open(given)
  if (failed > 0) throw new Error(`${failed} visitors could not connect: ${why}`)
}

async function ended(cluster: Cluster): Promise<void> {
  delete process.env['BATON_TEST_POSTGRES_URL']
  await cluster.stop()
}
