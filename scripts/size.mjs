import { readFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { dist, readManifest } from './build.mjs'
import { Trouble } from './say.mjs'

const budgets = { 'baton.js': 3_000, 'a usable chat': 32_000 } // bytes of brotli

/** Prints what the widget weighs on the wire, file by file, and says whether it keeps its budgets. */
export function checkSizes(folder = dist) {
  const manifest = readManifest(folder)
  if (!manifest) throw new Trouble('There is no build of the widget yet: npm test -- --only build,size')
  const loader = weigh(folder, 'baton.js')
  const parts = manifest.needs.map((file) => [file, weigh(folder, file)])
  const total = parts.reduce((sum, [, bytes]) => sum + bytes, loader)
  const rows = [['baton.js', loader, budgets['baton.js']], ...parts, ['a usable chat', total, budgets['a usable chat']]]
  process.stdout.write(`${'file'.padEnd(32)}${'brotli'.padStart(9)}${'budget'.padStart(9)}\n`)
  let good = true
  for (const [name, bytes, budget] of rows) {
    const over = budget !== undefined && bytes > budget
    good &&= !over
    const limit = budget === undefined ? '' : budget.toLocaleString('en')
    process.stdout.write(
      `${name.padEnd(32)}${bytes.toLocaleString('en').padStart(9)}${limit.padStart(9)}${over ? '  over' : ''}\n`,
    )
  }
  return good
}

function weigh(folder, file) {
  return brotliCompressSync(readFileSync(path.join(folder, file))).length
}
