import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root, run } from './child.mjs'

/** Runs a program of a package of ours under this Node: the little shell scripts in .bin take whichever is first in PATH. */
export async function tool(packageName, program, args) {
  const folder = path.join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  return await run(process.execPath, [path.join(folder, typeof bin === 'string' ? bin : bin[program]), ...args])
}
