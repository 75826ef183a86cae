// The door behind every root command. Plain JavaScript for Node 20 and newer, and only Node's own modules,
// because it runs before anything is installed.
import { run } from './child.mjs'
import { install } from './install.mjs'
import { pickNode, withNode } from './node.mjs'
import { say, Trouble } from './say.mjs'

const commands = {
  start: { does: 'builds the widget and starts the demo', build: true, file: 'e2e/demo.ts' },
  serve: { does: 'builds the widget and starts the server alone', build: true, file: 'server/src/main.ts' },
  test: { does: 'runs every check and test', file: 'scripts/test.mjs' },
  baton: { does: "runs an owner's command", file: 'server/src/cli/baton.ts' },
  tidy: { does: 'formats, and mends what the linter can', file: 'scripts/tidy.mjs' },
  bench: { does: 'measures', build: true, file: 'scripts/bench.mjs' },
  chaos: { does: 'kills and checks', build: true, file: 'e2e/chaos/chaos.ts' },
}

async function main([name = '', ...rest]) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    const list = Object.entries(commands).map(([key, { does }]) => `  ${key.padEnd(6)} ${does}`)
    throw new Trouble(`There is no command "${name}". There are:\n${list.join('\n')}`)
  }
  await install()
  const node = await pickNode()
  const env = withNode(node, process.env)
  const args = rest[0] === '--' ? rest.slice(1) : rest
  if (command.build) {
    const built = await run(node, ['scripts/build.mjs'], { env })
    if (built !== 0) return built
  }
  return await run(node, [command.file, ...args], { env })
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Trouble)) throw error
  say(error.message)
  process.exitCode = 1
}
