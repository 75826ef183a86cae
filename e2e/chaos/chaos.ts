import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { again } from './again.ts'
import { isBroken } from './broken/broken.ts'
import { percentile } from './checker.ts'
import { type CrashResult, crashEverywhere } from './crash-points.ts'
import { outage } from './outage.ts'
import { outageLines } from './outage-lines.ts'
import { type TrialOptions, type TrialResult, trial } from './trial.ts'

const usage = `Kills servers while visitors, bot and desk talk, and checks every promise afterwards.

  npm run chaos -- [options]

  --trials N     default 25
  --seed S       of the first trial, the others follow; default: of the day
  --desk D       freshchat (default) or livechat
  --engine E     sqlite (default) or postgres
  --broken NAME  a server that breaks a promise on purpose: ack-before-commit, send-then-mark, catch-up-by-time
  --in-doubt     most answers and most webhooks of the desk are lost, all the while
  --servers N    on postgres, default 1
  --points N     instead of trials: every named crash point of opening a handoff, so many times each
  --outage       instead of trials: a desk that is out for an hour with 200 handoffs under way, one kind of desk after the other
  --parallel N   default 2
  --verbose      tells what happened in each trial
  --dump FOLDER  writes the whole history of a failed trial there
`

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '25' },
    seed: { type: 'string' },
    desk: { type: 'string', default: 'freshchat' },
    engine: { type: 'string', default: 'sqlite' },
    broken: { type: 'string' },
    'in-doubt': { type: 'boolean', default: false },
    servers: { type: 'string', default: '1' },
    points: { type: 'string' },
    outage: { type: 'boolean', default: false },
    parallel: { type: 'string', default: '2' },
    verbose: { type: 'boolean', default: false },
    dump: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(usage)
  process.exit(0)
}

const trials = Number(values.trials)
const first = values.seed === undefined ? Math.floor(Date.now() / 86_400_000) * 1_000 : Number(values.seed)
const engine = values.engine === 'postgres' ? 'postgres' : 'sqlite'
const deskKind = values.desk === 'livechat' ? 'livechat' : 'freshchat'
if (values.desk !== deskKind) {
  process.stderr.write(`There is no desk "${values.desk}".\n\n${usage}`)
  process.exit(2)
}
const broken = values.broken !== undefined && isBroken(values.broken) ? values.broken : null
if (values.broken !== undefined && broken === null) {
  process.stderr.write(`There is no broken server "${values.broken}".\n\n${usage}`)
  process.exit(2)
}

const options: Omit<TrialOptions, 'seed'> = {
  ...{ engine, broken, deskKind, inDoubt: values['in-doubt'] },
  servers: engine === 'postgres' ? Number(values.servers) : 1,
}
const results: TrialResult[] = []
let next = 0
const say = (line: string) => void process.stdout.write(`${line}\n`)

async function lane(): Promise<void> {
  while (next < trials) {
    const seed = first + next++
    try {
      const result = await trial({ ...options, seed })
      results.push(result)
      tell(result)
    } catch (error) {
      process.exitCode = 1
      say(`seed ${seed}: the trial itself failed: ${error instanceof Error ? error.stack : String(error)}`)
    }
  }
}

function tell({ seed, report, kills, diary, history, took }: TrialResult): void {
  const { attempts, acknowledged, agentSaid, stays, violations } = report
  say(
    `seed ${seed}: ${violations.length === 0 ? 'ok' : 'FAILED'}  ${kills} kills, ${attempts} attempts, ${acknowledged} acknowledged, ${agentSaid} by agents, ${stays} stays, ${(took / 1_000).toFixed(1)} s`,
  )
  if (values.verbose || violations.length > 0)
    for (const { at, what } of diary) say(`    ${String(at).padStart(6)} ms  ${what}`)
  if (violations.length === 0) return
  if (values.dump !== undefined) writeFileSync(path.join(values.dump, `${seed}.json`), JSON.stringify(history, null, 1))
  for (const { kind, invariant, where, says } of violations) say(`  ${invariant} ${kind}, ${where}: ${says}`)
  say(`  again: ${again({ ...options, seed })}`)
}

if (values.outage) await tellOutage()
if (values.points !== undefined) await tellPoints(Number(values.points))
await Promise.all(Array.from({ length: Number(values.parallel) }, lane))

/** Outages, and nothing else. */
async function tellOutage(): Promise<never> {
  let faults = 0
  for (const deskKind of ['freshchat', 'livechat'] as const) {
    const figures = await outage({ seed: first, deskKind })
    for (const line of outageLines(figures)) say(line)
    faults += figures.faults.length
  }
  process.exit(faults === 0 ? 0 : 1)
}

/** Crash points, and nothing else. */
async function tellPoints(rounds: number): Promise<never> {
  const results = await crashEverywhere({
    rounds,
    seed: first,
    deskKind,
    parallel: Number(values.parallel),
    tell: tellCrashes,
  })
  const crashes = results.flatMap((result) => result.crashes)
  const died = crashes.filter((one) => one.died)
  const violations = results.flatMap(({ report }) => report.violations)
  say(
    `${died.length} deaths at ${new Set(died.map(({ point }) => point)).size} points, ${results.reduce((all, { threads }) => all + threads, 0)} threads for ${results.reduce((all, { visitors }) => all + visitors, 0)} visitors, ${violations.length} violations`,
  )
  process.exit(violations.length === 0 && died.length > 0 ? 0 : 1)
}

function tellCrashes({ seed, crashes, visitors, threads, report, logs, took }: CrashResult): void {
  say(
    `seed ${seed}: ${report.violations.length === 0 && threads === visitors ? 'ok' : 'FAILED'}  ${crashes.filter(({ died }) => died).length} deaths, ${threads} threads for ${visitors} visitors, ${(took / 1_000).toFixed(1)} s`,
  )
  for (const { point, died } of crashes)
    if (values.verbose || !died) say(`    ${died ? 'died' : 'never came by'}: ${point}`)
  for (const { kind, invariant, where, says } of report.violations) say(`  ${invariant} ${kind}, ${where}: ${says}`)
  if (report.violations.length > 0) for (const line of logs) say(`    ${line}`)
}

const sum = (of: (result: TrialResult) => number): number => results.reduce((total, result) => total + of(result), 0)
const times = (of: (result: TrialResult) => number[]): string => {
  const all = results.flatMap(of)
  return `p50 ${percentile(all, 0.5)?.toFixed(0) ?? '-'} ms, p99 ${percentile(all, 0.99)?.toFixed(0) ?? '-'} ms`
}
const kinds = [
  'lost',
  'duplicated',
  'unexpected',
  'reordered',
  'gap',
  'leaked',
  'orphanThread',
  'doubleThread',
  'untrue',
  'stuck',
  'damaged',
  'failed',
] as const
const failed = results.filter(({ report }) => report.violations.length > 0)
say('')
say(
  `${results.length} trials with ${deskKind} on ${engine}${broken ? ` with ${broken}` : ''}, seeds ${first} to ${first + trials - 1}: ${sum((one) => one.kills)} kills`,
)
say(
  `${sum(({ report }) => report.attempts)} attempts, ${sum(({ report }) => report.acknowledged)} acknowledged, ${sum(({ report }) => report.agentSaid)} messages of agents, ${sum(({ report }) => report.stays)} stays`,
)
say(
  kinds
    .map((kind) => `${sum(({ report }) => report.violations.filter((one) => one.kind === kind).length)} ${kind}`)
    .join(', '),
)
say(
  `visitor's message to tabs ${times(({ report }) => report.visible.visitor)}; agent's ${times(({ report }) => report.visible.agent)}; start ${times((one) => one.starts)}`,
)
if (failed.length === 0)
  say(`No trial failed: at 95 % the failure rate is below ${(300 / Math.max(1, results.length)).toFixed(1)} %.`)
else process.exitCode = 1
// Sockets of a broken line may linger; everything has been told.
setTimeout(() => process.exit(), 500).unref()
