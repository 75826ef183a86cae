import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openScene, type Scene } from './baton/scene.ts'
import type { Context, Measurement } from './context.ts'
import { deskNames, isDesk } from './desks/desk.ts'
import { machineFacts } from './machine.ts'
import { connections } from './rows/connections.ts'
import { looks } from './rows/looks.ts'
import { messages } from './rows/messages.ts'
import { start } from './rows/start.ts'
import { twoServers } from './rows/two-servers.ts'
import { webhooks } from './rows/webhooks.ts'
import { widget } from './rows/widget.ts'
import { tableOf } from './table.ts'
import { exitCodeOf, type Row, verdictOf } from './verdict.ts'

/** In this order: what needs the shared scene quiet comes before what fills it. */
const measurements: { [name: string]: Measurement } = {
  widget,
  start,
  connections,
  webhooks,
  messages,
  'two-servers': twoServers,
  looks,
}

const usage = `Measures Baton beside what is physically possible, as docs/bench.md says.

  npm run bench -- [options]

  --only A,B        of: ${Object.keys(measurements).join(', ')}
  --quick           smaller and shorter: three minutes instead of fifteen
  --desk KIND       where the handoffs are open: ${deskNames.join(', ')}
  --handoffs N      default 500
  --data FOLDER     where the data goes, on the disk to be measured; default: the system's folder for temporary files
  --profile FOLDER  every server writes a .cpuprofile there
`

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    desk: { type: 'string', default: 'freshchat' },
    handoffs: { type: 'string', default: '500' },
    data: { type: 'string', default: tmpdir() },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const names = values.only?.split(',') ?? Object.keys(measurements)
const wrong = names.filter((name) => !Object.hasOwn(measurements, name))
if (values.help || wrong.length > 0 || !isDesk(values.desk)) {
  process.stdout.write(usage)
  process.exit(values.help ? 0 : 2)
}
if (values.profile !== undefined) {
  process.env['BENCH_PROFILE'] = path.resolve(values.profile)
  mkdirSync(process.env['BENCH_PROFILE'], { recursive: true })
}

const begun = performance.now()
const say = (text: string): void => void process.stderr.write(`${text}\n`)
let scene: Promise<Scene> | null = null
const given = { desk: values.desk, handoffs: Number(values.handoffs), folder: path.resolve(values.data) }
const context: Context = {
  ...given,
  quick: values.quick,
  size: (full, quick) => (values.quick ? quick : full),
  scene() {
    if (!scene) say(`… opening ${given.handoffs} handoffs at ${given.desk}`)
    scene ??= openScene(given)
    return scene
  },
  say,
}

const rows: Row[] = []
for (const name of names) {
  say(`── ${name} ──`)
  const since = performance.now()
  try {
    rows.push(...((await measurements[name]?.(context)) ?? []))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    rows.push({
      what: name,
      unit: '',
      ours: [],
      bare: [],
      budget: { kind: 'figure', most: 0 },
      spoiled: `it failed: ${why}`,
    })
    say(error instanceof Error ? (error.stack ?? why) : why)
  }
  say(`   ${((performance.now() - since) / 1_000).toFixed(1)} s`)
}
await (scene as Promise<Scene> | null)?.then(
  (one) => one.close(),
  () => undefined,
)

const verdicts = rows.map(verdictOf)
const count = (kind: string): number => verdicts.filter((one) => one.kind === kind).length
process.stdout.write(`
${tableOf(rows)}

${await machineFacts({ ...given, quick: values.quick, took: performance.now() - begun })}
${count('met')} met, ${count('missed')} missed, ${count('unsettled')} unsettled.
`)
process.exit(exitCodeOf(verdicts))
