import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'vite'

/** Writes the bundle into a folder, named by what is in it, and prints its path. A process of its own: the bundler's threads end with it. */
const [folder = ''] = process.argv.slice(2)

const result = await build({
  root: path.resolve(import.meta.dirname, '../..'),
  configFile: false,
  logLevel: 'error',
  ssr: { noExternal: true },
  build: {
    write: false,
    ssr: path.join(import.meta.dirname, 'crashing-server.ts'),
    target: 'node24',
    minify: false,
    rolldownOptions: { external: [/^node:/, 'pg-native'], output: { codeSplitting: false } },
  },
})
const [output] = [result].flat()
const chunk = output && 'output' in output ? output.output.find((one) => one.type === 'chunk') : undefined
if (!chunk) throw new Error('the server could not be bundled')

mkdirSync(folder, { recursive: true, mode: 0o700 })
const file = path.join(folder, `server-${createHash('sha256').update(chunk.code).digest('hex').slice(0, 16)}.mjs`)
if (!existsSync(file)) {
  // Another runner may be writing the same one.
  writeFileSync(`${file}.${process.pid}`, chunk.code)
  renameSync(`${file}.${process.pid}`, file)
}
process.stdout.write(`${file}\n`)
