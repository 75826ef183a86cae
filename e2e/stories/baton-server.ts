import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { scriptKind } from '../../server/src/bot/script/parse.ts'
import { systemClock } from '../../server/src/clock.ts'
import { fold } from '../../server/src/conversation/fold.ts'
import { freshchatKind } from '../../server/src/desk/freshchat/kind.ts'
import { livechatKind } from '../../server/src/desk/livechat/kind.ts'
import { openStore } from '../../server/src/store/open.ts'
import { type ServerProcess, startProcess } from '../drive/server-process.ts'
import { applySite, hookUrl } from '../drive/site-setup.ts'
import { comes } from '../drive/waiting.ts'
import { freePort } from './free-port.ts'

/** The real server as a process of its own, with its data in a folder of its own. Its address outlasts its processes. */
export interface BatonServer {
  readonly origin: string
  /** Log lines of every process that ran here. */
  readonly lines: readonly string[]
  hookUrl(site: string): string
  /** Applies a site and its secrets while the server is down. */
  apply(files: { site: string; bot: string }, secrets: { readonly [name: string]: string }): Promise<void>
  start(): Promise<void>
  /** SIGKILL: nothing is finished. */
  kill(): Promise<void>
  close(): Promise<void>
}

const entry = path.join(import.meta.dirname, '../../server/src/main.ts')
/** Reading the code takes longer than everything else in a start: it is kept from one process to the next. */
const codeCache = path.join(tmpdir(), 'baton-stories-code')
const kinds = { bots: { script: scriptKind }, desks: { freshchat: freshchatKind, livechat: livechatKind } }

export async function prepareServer(env: Record<string, string>): Promise<BatonServer> {
  const data = await mkdtemp(path.join(tmpdir(), 'baton-story-'))
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const secretKey = randomBytes(32).toString('base64')
  const lines: string[] = []
  let process: ServerProcess | null = null

  async function end(how: (running: ServerProcess) => Promise<unknown>): Promise<void> {
    const running = process
    if (!running) return
    process = null
    await how(running)
    lines.push(...running.lines)
  }

  const isReady = () =>
    fetch(`${origin}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    )

  return {
    origin,
    get lines() {
      return [...lines, ...(process?.lines ?? [])]
    },
    hookUrl: (site) => hookUrl(secretKey, origin, site),
    async apply(files, secrets) {
      const store = await openStore({ data }, { clock: systemClock, random: Math.random, fold })
      await applySite(store, kinds, secretKey, files, secrets)
      await store.close()
    },
    async start() {
      const mine = startProcess({
        entry,
        env: {
          ...{
            PORT: String(port),
            HOST: '127.0.0.1',
            BATON_PUBLIC_URL: origin,
            BATON_DATA: data,
            BATON_SECRET_KEY: secretKey,
          },
          ...{ NODE_COMPILE_CACHE: codeCache, ...env },
        },
      })
      process = mine
      const came = await comes(async () => !mine.running || (await isReady()), 20_000)
      if (!came) await mine.kill()
      if (!mine.running) throw new Error(`the server did not start:\n${mine.lines.join('\n')}`)
    },
    kill: () => end((running) => running.kill()),
    async close() {
      await end((running) => running.stop())
      await rm(data, { recursive: true, force: true })
    },
  }
}
