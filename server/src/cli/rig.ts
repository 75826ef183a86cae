// For tests only: what the owner's commands work with, on a real store in a folder of its own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemClock } from '../clock.ts'
import { fold } from '../conversation/fold.ts'
import { createSealer } from '../secrets.ts'
import { noMemory, rememberingLog, toyKinds } from '../site/fakes.ts'
import { createRegistry } from '../site/live-registry.ts'
import { openStore } from '../store/open.ts'
import type { Line, OwnerDeps } from './command.ts'
import { dispatch } from './dispatch.ts'

export const key = 'wq8X0vT5mJ1nC7rLz3FhKd9YbE2sGuPa6oViNtR4yMQ='

export const siteYaml = `site: acme
name: Acme
origins: [https://www.acme.com]
bot: { kind: script, file: acme.bot.yaml }
handoff: { desk: support }
desks:
  support:
    kind: freshchat
    url: acme.freshchat.com
    token: { secret: freshchat-token }
    topic: Web chat
    appId: app-1
`
export const others = { 'acme.bot.yaml': 'greeting: Hi' }

export async function createRig({
  running = true,
  keys = [key] as [string, ...string[]],
  vendor = { account: null as string | null },
} = {}) {
  const data = mkdtempSync(path.join(tmpdir(), 'baton-'))
  const store = await openStore({ data }, { clock: systemClock, random: Math.random, fold })
  const { kinds, built } = toyKinds(vendor)
  const { log: logger, lines: logged } = rememberingLog()
  const sealer = createSealer(keys)
  const registry = createRegistry({
    store,
    sealer,
    kinds,
    publicUrl: 'https://chat.example.com',
    memoryOf: () => noMemory,
    http: {} as never,
    clock: systemClock,
    random: () => 0.5,
    log: logger,
  })
  await registry.refresh()
  let woken = 0
  const deps: OwnerDeps = {
    store,
    registry,
    kinds,
    sealer,
    publicUrl: 'https://chat.example.com',
    clock: systemClock,
    running,
    wake: () => void woken++,
    consent: null,
    forward: null,
    refusedOrigins: null,
  }
  return {
    ...{ data, store, deps, registry, logger, logged, built },
    woken: () => woken,
    /** What the owner sees: everything, errors too, and the exit code. */
    async say(command: string, args: object = {}) {
      const lines: string[] = []
      const told = dispatch(deps, { command, args })
      for (;;) {
        const next = await told.next()
        if (next.done) return { exit: next.value, text: lines.join('\n'), lines }
        lines.push(textOf(next.value))
      }
    },
    apply: (text: string = siteYaml) => ({ file: 'acme.yaml', text, others }),
    async close() {
      await registry.close()
      await store.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

export type Rig = Awaited<ReturnType<typeof createRig>>

export const textOf = (line: Line): string => ('out' in line ? line.out : line.err)
