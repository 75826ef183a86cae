import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

/** A PostgreSQL server of our own in a temporary folder. It ends, and its folder goes, with this process at the latest. */
export interface Cluster {
  /** `postgres://…` on 127.0.0.1, as a superuser without a password. */
  readonly url: string
  /** Ends it and removes its folder. */
  stop(): Promise<void>
  /** Ends it as a crash would: every connection breaks, nothing is flushed. `start` recovers it at the same address. */
  kill(): Promise<void>
  start(): Promise<void>
}

export type ClusterOptions = {
  /** Whether commits reach the disk; off, since most tests only want the speed. */
  durable?: boolean
}

type Account = { uid: number; gid: number }

export async function startPostgres({ durable = false }: ClusterOptions = {}): Promise<Cluster> {
  const bin = await programs()
  const account = await unprivileged()
  const home = await mkdtemp(path.join(tmpdir(), 'baton-pg-'))
  if (account) await chown(home, account.uid, account.gid)
  const data = path.join(home, 'data')
  const sure = durable ? [] : ['--no-sync']
  const setup = ['-D', data, '-U', 'baton', '--auth=trust', '--encoding=UTF8', '--locale=C', ...sure]
  await promisify(execFile)(path.join(bin, 'initdb'), setup, { cwd: home, ...account })

  let server = await serve(bin, home, await freePort(), durable, account)
  return {
    url: `postgres://baton@127.0.0.1:${server.port}/postgres`,
    stop: async () => {
      await server.end('end')
      await rm(home, { recursive: true, force: true })
    },
    kill: () => server.end('kill'),
    start: async () => {
      server = await serve(bin, home, server.port, durable, account)
    },
  }
}

/**
 * The shell stands between us and PostgreSQL, since a process that was killed cannot clean up: when our end of its input
 * closes, for whatever reason, it ends the server and removes the folder.
 */
const keeper = `
trap : INT TERM
home=$1; shift
"$@" &
server=$!
read -r order || order=gone
case $order in kill) kill -QUIT $server ;; *) kill -INT $server ;; esac
wait $server
case $order in gone) rm -rf "$home" ;; esac
`

type Server = { port: number; end(order: 'end' | 'kill'): Promise<void> }

async function serve(bin: string, home: string, port: number, durable: boolean, account?: Account): Promise<Server> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: home,
    max_connections: 200,
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const command = [path.join(bin, 'postgres'), '-D', path.join(home, 'data'), ...flags]
  const shell = spawn('/bin/sh', ['-c', keeper, 'keeper', home, ...command], {
    cwd: home,
    stdio: ['pipe', 'ignore', 'pipe'],
    ...account,
  })
  const closed = new Promise<void>((resolve) => shell.once('close', () => resolve()))
  await ready(shell)
  shell.stderr.resume()
  // Neither the process nor its pipes keep a test runner from ending.
  shell.unref()
  unrefAll(shell.stdin, shell.stderr)
  return {
    port,
    end: async (order) => {
      shell.ref()
      if (!shell.stdin.destroyed) shell.stdin.end(`${order}\n`)
      await closed
    },
  }
}

function ready(shell: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer) => {
      said += chunk
      if (said.includes('ready to accept connections')) settle(resolve)
      else if (/FATAL: (?! *the database system is )|could not execute|not found/.test(said))
        settle(() => reject(new Error(`PostgreSQL: ${said}`)))
    }
    const settle = (then: () => void) => {
      shell.stderr?.off('data', hear)
      then()
    }
    shell.stderr?.on('data', hear)
    shell.once('error', reject)
    shell.once('close', () => reject(new Error(`PostgreSQL ended at once: ${said}`)))
  })
}

function unrefAll(...streams: object[]): void {
  for (const stream of streams) if ('unref' in stream && typeof stream.unref === 'function') stream.unref()
}

/** `npm test` names the folder; without it, Debian's newest. */
async function programs(): Promise<string> {
  const { BATON_TEST_POSTGRES_BIN: named } = process.env
  if (named) return named
  const debian = '/usr/lib/postgresql'
  const versions = await readdir(debian).catch(() => [])
  const newest = versions.map(Number).sort((a, b) => b - a)[0]
  if (newest) return path.join(debian, String(newest), 'bin')
  throw new Error('There is no PostgreSQL here. `npm test` installs one; BATON_TEST_POSTGRES_BIN can name another.')
}

/** PostgreSQL refuses to run as root, so root lends it another account. */
async function unprivileged(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const rows = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const row = rows.find(([name]) => name === 'postgres') ?? rows.find(([name]) => name === 'nobody')
  if (!row)
    throw new Error('PostgreSQL does not run as root, and there is no account "postgres" or "nobody" to lend it.')
  return { uid: Number(row[2]), gid: Number(row[3]) }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
