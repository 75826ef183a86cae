import { startBare } from '../bare/bare.ts'
import type { Child } from '../child.ts'
import type { Context } from '../context.ts'
import { percentile } from '../figures.ts'
import type { Usage } from '../inside.ts'
import { interleave } from '../interleave.ts'
import { type Load, type Outcome, startLoad } from '../load/plan.ts'
import type { Row } from '../verdict.ts'

const text = 'Hello, what are your hours this week? I would come by on Friday.'
/** More would only wait in the server's queues: the event loop takes what is there at each turn. */
const inFlight = 128

type Side = { server: Child; load: Load }
type Pressed = Outcome & { cpuPerMessage: number }

/**
 * A visitor's message stored, acknowledged and shown in two tabs, beside L′ (bare/server.ts). Once with the outbox at rest, which is
 * what L′ does, and once with the bot answering every message, which stores and shows two more things for each.
 */
export async function messages(context: Context): Promise<Row[]> {
  const scene = await context.scene()
  const visitors = context.size(500, 200)
  const started = await startBare(context)
  const where = { site: scene.site, origin: scene.origin, visitors, atOnce: 20 }
  const [server] = scene.servers
  const [address] = scene.addresses
  if (!server || !address) throw new Error('a scene without a server')
  const ours: Side = { server, load: startLoad() }
  const bare: Side = { server: started.server, load: startLoad() }
  try {
    await opened(ours.load, { ...where, addresses: [address, address] })
    await opened(bare.load, { ...where, addresses: [started.address, started.address] })
    const times = context.size(2, 1)
    const seconds = context.size(8, 3)

    const answered = await interleave({
      times,
      bare: () => press(bare, seconds),
      ours: () => press(ours, seconds),
      warm: { bare: () => press(bare, 2), ours: () => press(ours, 2) },
    })
    context.say('  with the bot: done')
    await scene.rest(true)
    const alone = await interleave({
      times,
      bare: () => press(bare, seconds),
      ours: () => press(ours, seconds),
      warm: { bare: () => press(bare, 1), ours: () => press(ours, 1) },
    })
    context.say('  at saturation: done')
    const rate = Math.round(middle(alone.ours) / 2 / 50) * 50
    const half = await interleave({
      times,
      bare: () => offer(bare, rate, seconds),
      ours: () => offer(ours, rate, seconds),
    })
    return [
      ...saturation('message stored, acked, shown twice', alone, 0.7),
      ...latency(half, rate),
      ...saturation('the same, and the bot answers each', answered, null),
    ]
  } finally {
    await Promise.all([ours.load.stop(), bare.load.stop(), started.stop()])
  }
}

async function opened(load: Load, given: Parameters<Load['open']>[0]): Promise<void> {
  const { failed, why } = await load.open(given)
  if (failed > 0) throw new Error(`${failed} visitors could not connect: ${why}`)
}

async function press({ server, load }: Side, seconds: number): Promise<Pressed> {
  const before = await server.usage()
  const outcome = await load.press({ text, inFlight, warm: 1, seconds })
  return { ...outcome, cpuPerMessage: perMessage(outcome, before, await server.usage()) }
}

async function offer({ server, load }: Side, rate: number, seconds: number): Promise<Pressed> {
  const before = await server.usage()
  const outcome = await load.offer({ text, rate, warm: 1, seconds, patience: 10_000 })
  return { ...outcome, cpuPerMessage: perMessage(outcome, before, await server.usage()) }
}

/** In ms. The server's CPU was taken over the warming up too, at the same rate. */
const perMessage = ({ perSecond }: Outcome, before: Usage, after: Usage): number =>
  (after.cpu - before.cpu) / ((perSecond * (after.at - before.at)) / 1_000)

const middle = (runs: readonly Outcome[]): number =>
  percentile(
    runs.map((run) => run.perSecond),
    0.5,
  )

/** The load's own process must not be what is measured. */
function spoiled(runs: readonly Outcome[]): { spoiled: string } | Record<never, never> {
  const full = runs.filter(({ cpu, from, to }) => cpu > 0.95 * (to - from)).length
  if (full > 0) return { spoiled: `the load generator used a whole core in ${full} of the runs` }
  const left = runs.reduce((sum, run) => sum + run.left, 0)
  return left > 0 ? { spoiled: `${left} messages were never shown` } : {}
}

function saturation(what: string, runs: { ours: Pressed[]; bare: Pressed[] }, least: number | null): Row[] {
  const budget = least === null ? ({ kind: 'none' } as const) : ({ kind: 'ratio', least } as const)
  const rate = (all: Pressed[]) => all.map((run) => run.perSecond)
  const each = (all: Pressed[]) => all.map((run) => 1_000 / run.cpuPerMessage)
  const trouble = spoiled([...runs.ours, ...runs.bare])
  const loads = runs.ours.map(({ cpu, from, to }) => `${Math.round((100 * cpu) / (to - from))} %`).join(', ')
  return [
    {
      what,
      unit: '/s',
      ours: rate(runs.ours),
      bare: rate(runs.bare),
      budget,
      ...trouble,
      note: `The load used ${loads} of a core.`,
    },
    {
      what: `${what}: per CPU second of the server`,
      unit: '/CPU s',
      ours: each(runs.ours),
      bare: each(runs.bare),
      budget,
    },
  ]
}

function latency(runs: { ours: Outcome[]; bare: Outcome[] }, rate: number): Row[] {
  const of = (share: number, times: 'acked' | 'shown') => ({
    ours: runs.ours.map((run) => percentile(run[times], share)),
    bare: runs.bare.map((run) => percentile(run[times], share)),
  })
  const budget = { kind: 'ratio', most: 2 } as const
  const trouble = spoiled([...runs.ours, ...runs.bare])
  const note = `Both at ${rate}/s, half of what ours takes.`
  return [
    { what: 'at half load: acknowledged, p50', unit: 'ms', ...of(0.5, 'acked'), budget, ...trouble, note },
    { what: 'at half load: shown in both, p50', unit: 'ms', ...of(0.5, 'shown'), budget, ...trouble },
    { what: 'at half load: shown in both, p99', unit: 'ms', ...of(0.99, 'shown'), budget, ...trouble },
  ]
}
