import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from './clock.ts'
import { environment } from './config.ts'
import { fold } from './conversation/fold.ts'
import { eventually } from './gateway/rig.ts'
import { createSealer } from './secrets.ts'
import { keepSecret } from './site/secret-box.ts'
import { openStore } from './store/open.ts'

describe('the real thing under plain Node', () => {
  const main = path.join(import.meta.dirname, 'main.ts')
  async function run(env: {
    [name: string]: string
  }): Promise<{ out: string; code: number | null; stop: (signal: NodeJS.Signals) => void; ready: Promise<string> }> {
    const child = spawn(process.execPath, [main], {
      env: { PATH: environment().PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const state = { out: '', code: null as number | null }
    const ready = new Promise<string>((resolve, reject) => {
      const hear = (data: Buffer): void => {
        state.out += data.toString()
        const line = state.out.split('\n').find((one) => one.includes('"ready"'))
        if (line) resolve(`http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`)
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('exit', (code) => {
        state.code = code
        reject(new Error(state.out))
      })
    })
    ready.catch(() => undefined)
    return {
      get out() {
        return state.out
      },
      get code() {
        return state.code
      },
      ready,
      stop: (signal) => void child.kill(signal),
    }
  }

  it('starts, answers, and leaves when it is told to, with nothing to complain about', async () => {
    const data = await mkdtemp(path.join(tmpdir(), 'baton-main-'))
    try {
      const server = await run({ BATON_DEMO: '1', BATON_DATA: data, PORT: '0' })
      const url = await server.ready
      expect((await fetch(`${url}/health/ready`)).status).toBe(200)
      server.stop('SIGTERM')
      await eventually(() => expect(server.code).toBe(0), 10_000)
    } finally {
      await rm(data, { recursive: true, force: true })
    }
  }, 60_000)

  it('says whose turn it is when its port is taken', async () => {
    const data = await mkdtemp(path.join(tmpdir(), 'baton-main-'))
    const other = createServer().listen(0, '127.0.0.1')
    try {
      await once(other, 'listening')
      const { port } = other.address() as AddressInfo
      const server = await run({ BATON_DEMO: '1', BATON_DATA: data, HOST: '127.0.0.1', PORT: String(port) })
      await eventually(() => expect(server.code).toBe(1), 30_000)
      expect(server.out).toContain(`port ${port} is taken`)
    } finally {
      other.close()
      await rm(data, { recursive: true, force: true })
    }
  }, 60_000)

  it('refuses to start with another key than the one that sealed its secrets, and leaves them as they are', async () => {
    const data = await mkdtemp(path.join(tmpdir(), 'baton-main-'))
    try {
      const parts = { clock: systemClock, random: Math.random, fold }
      const store = await openStore({ data }, parts)
      await keepSecret(
        { sites: store.sites, sealer: createSealer(['Kf9zQ2mXw7Lr4TnB8vYc3HsJ6dPaE1gU']) },
        'token',
        'value',
      )
      await store.close()
      const server = await run({ BATON_DATA: data, PORT: '0', BATON_SECRET_KEY: 'Zk2r9QpX7vB1mN4tY8wE5uI3oP6aS0dF' })
      await eventually(() => expect(server.code).toBe(1), 30_000)
      expect(server.out).toContain('another BATON_SECRET_KEY')
      const again = await openStore({ data }, parts)
      expect(await again.sites.secretNames()).toEqual(['token'])
      await again.close()
    } finally {
      await rm(data, { recursive: true, force: true })
    }
  }, 60_000)

  it('says all that is wrong with its environment and does not start', async () => {
    const server = await run({ PORT: 'x', BATON_PUBLIC_URL: 'nonsense' })
    await eventually(() => expect(server.code).toBe(1), 30_000)
    expect(server.out).toContain('PORT')
    expect(server.out).toContain('BATON_PUBLIC_URL')
    expect(server.out).toContain('BATON_SECRET_KEY')
  }, 60_000)
})
