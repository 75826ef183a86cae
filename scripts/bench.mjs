import { ensureChromium } from './chromium.mjs'
import { ensurePostgres } from './postgres.mjs'
import { say, Trouble } from './say.mjs'

// What a measurement cannot do without, fetched before anything is measured. Unknown names are bench.ts's to refuse.
const needs = {
  widget: async () => {
    process.env.BATON_CHROMIUM = await ensureChromium()
  },
  'two-servers': async () => {
    process.env.BATON_TEST_POSTGRES_BIN = await ensurePostgres()
  },
}

const only = process.argv.flatMap((one, at, all) => (all[at - 1] === '--only' ? one.split(',') : []))
try {
  for (const [name, fetch] of Object.entries(needs)) if (only.length === 0 || only.includes(name)) await fetch()
  await import('../e2e/bench/bench.ts')
} catch (error) {
  if (!(error instanceof Trouble)) throw error
  say(error.message)
  process.exitCode = 1
}
