import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root, run } from './child.mjs'
import { say, Trouble } from './say.mjs'

const stamp = path.join(root, 'node_modules', '.baton-installed')
const pnpm = 'pnpm@10.34.9' // 11 needs a newer Node than many machines have

/** Installs the packages of the lockfile, unless exactly they are there already: a repeated start needs no network. */
export async function install() {
  const wanted = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && packages().every(installed)) return
  say('Installing packages …')
  rmSync(stamp, { force: true })
  // Development packages build the widget, so they are needed under NODE_ENV=production too.
  const args = ['--yes', pnpm, 'install', '--frozen-lockfile', '--prod=false', '--config.confirmModulesPurge=false']
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
  // Beside the progress of `npm run baton -- … > file` nothing of the installation may reach stdout.
  const code = await run(npx, args, { env: withoutNpm(process.env), stdio: ['ignore', 2, 2] })
  if (code !== 0) throw new Trouble(`The packages could not be installed (npx ${pnpm} ended with ${code}).`)
  writeFileSync(stamp, wanted)
}

function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(path.join(root, file)))
  return hash.digest('hex')
}

function packages() {
  return ['.', 'widget', 'server', 'e2e']
}

function installed(folder) {
  return existsSync(path.join(root, folder, 'node_modules'))
}

/**
 * The environment without what an outer npm says about itself and this package: it would speak for npx, for pnpm and for
 * the install step of the package `node` too. What its user set (registry, proxy, certificates) stays.
 */
export function withoutNpm(env) {
  const own =
    /^npm_(lifecycle|package|command|execpath|node_execpath)|^npm_config_(local_prefix|global_prefix|npm_version|user_agent|node_gyp|init_module)$|^(NODE|INIT_CWD)$/
  return Object.fromEntries(Object.entries(env).filter(([key]) => !own.test(key)))
}
