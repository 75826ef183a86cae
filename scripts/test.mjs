import { parseArgs } from 'node:util'
import { buildWidget } from './build.mjs'
import { ensureChromium } from './chromium.mjs'
import { ensurePostgres } from './postgres.mjs'
import { say, Trouble } from './say.mjs'
import { checkSizes } from './size.mjs'
import { tool } from './tool.mjs'
import { twoAtATime } from './two-at-a-time.mjs'

// In a log every letter would be wrapped in colours.
const plain = process.stdout.isTTY ? [] : ['--colors=off']

const checks = {
  types: () =>
    twoAtATime(
      ['.', 'shared', 'widget', 'server', 'e2e'].map((folder) => () => tool('typescript', 'tsc', ['-p', folder])),
    ),
  lint: () =>
    twoAtATime([() => tool('@biomejs/biome', 'biome', ['ci', ...plain]), () => tool('eslint', 'eslint', ['.'])]),
  imports: () =>
    tool('dependency-cruiser', 'depcruise', [
      '--config',
      '.dependency-cruiser.mjs',
      'shared/src',
      'widget/src',
      'server/src',
      'e2e',
    ]),
  unit: (args) => tool('vitest', 'vitest', ['run', '--project', 'node', '--project', 'widget', ...args]),
  chaos: (args) => tool('vitest', 'vitest', ['run', '--project', 'chaos', ...args]),
  build: async () => {
    await buildWidget()
    return 0
  },
  size: () => (checkSizes() ? 0 : 1),
  stories: async (args) => {
    await buildWidget()
    return await tool('@playwright/test', 'playwright', ['test', ...args])
  },
}

async function main(argv) {
  const { values, positionals } = parseArgs({
    args: argv,
    options: { only: { type: 'string' } },
    allowPositionals: true,
  })
  const names = values.only?.split(',') ?? Object.keys(checks)
  const strange = names.filter((name) => !Object.hasOwn(checks, name))
  if (strange.length) throw new Trouble(`There is no check "${strange}". There are: ${Object.keys(checks).join(', ')}.`)
  if (positionals.length && names.length > 1)
    throw new Trouble('Files can be named for one check only, as in: --only unit server/src/store')
  // Everything that is missing is fetched first: nobody waits for four minutes of tests to read that a browser is not there.
  const postgres = ['unit', 'chaos', 'stories'].some((name) => names.includes(name))
  if (postgres && !process.env.BATON_TEST_POSTGRES_URL) process.env.BATON_TEST_POSTGRES_BIN = await ensurePostgres()
  if (names.includes('stories')) process.env.BATON_CHROMIUM = await ensureChromium()
  for (const name of names) {
    say(`\n── ${name} ──`)
    const begun = performance.now()
    const code = await checks[name](positionals)
    const took = `${((performance.now() - begun) / 1000).toFixed(1)} s`
    if (code !== 0) throw new Trouble(`\n✗ ${name} failed after ${took}. Again, alone: npm test -- --only ${name}`)
    say(`✓ ${name} in ${took}`)
  }
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Trouble)) throw error
  say(error.message)
  process.exitCode = 1
}
