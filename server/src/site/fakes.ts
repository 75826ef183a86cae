// For tests only: the ports around a registry, in memory.
import type { Json, SiteId, Time } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { AccountId } from '../conversation/ids.ts'
import type { Desk, DeskMemory } from '../desk/desk.ts'
import { createLogger } from '../logging.ts'
import { done } from '../outcome.ts'
import type { Desks, Sites, SiteVersion } from '../store/store.ts'
import type { DeskDeps, DeskKind, Kinds } from './kinds.ts'

export function fakeSites(): Sites {
  const versions: SiteVersion[] = []
  const secrets = new Map<string, Uint8Array>()
  let revision = 0
  const newestOf = (site: SiteId) => versions.findLast((one) => one.site === site)
  return {
    async apply(site, config) {
      const last = newestOf(site)
      if (last && JSON.stringify(last.config) === JSON.stringify(config)) return last
      revision++
      const next = {
        site,
        version: (last?.version ?? 0) + 1,
        appliedAt: revision as Time,
        config: structuredClone(config),
      }
      versions.push(next)
      return next
    },
    newest: async () => [...new Set(versions.map(({ site }) => site))].map((site) => newestOf(site) as SiteVersion),
    version: async (site, version) => versions.find((one) => one.site === site && one.version === version) ?? null,
    revision: async () => revision,
    async setSecret(name, sealed) {
      revision++
      secrets.set(name, sealed)
    },
    secret: async (name) => secrets.get(name) ?? null,
    secretNames: async () => [...secrets.keys()].sort(),
    async removeSecret(name) {
      revision++
      return secrets.delete(name)
    },
  }
}

export function fakeDesks(): Desks {
  const rows = new Map<string, { sealed: Uint8Array; version: number }>()
  const never = () => Promise.reject(new Error('not asked of this fake'))
  return {
    get: async (account, key) => rows.get(`${account} ${key}`) ?? null,
    async set(account, key, sealed, was) {
      const now = rows.get(`${account} ${key}`)
      if ((now?.version ?? null) !== was) return false
      rows.set(`${account} ${key}`, { sealed, version: (was ?? 0) + 1 })
      return true
    },
    remove: async (account, key) => void rows.delete(`${account} ${key}`),
    lease: never,
    release: never,
    heard: never,
    thread: never,
    setMark: never,
  }
}

/** A desk that does nothing but say what it was built with. */
export type ToyDesk = Desk & { deps: DeskDeps; entry: unknown }

/** Freshchat without Freshchat: its account is the `appId`, else what `vendor.account` says when it answers. */
export function toyKinds(vendor: { account: string | null; answers?: () => Promise<void> } = { account: null }) {
  const built: ToyDesk[] = []
  const freshchat: DeskKind<Parameters<NonNullable<Kinds['desks']['freshchat']>['build']>[0]> = {
    troubles: (entry) =>
      entry.publicKey?.some((key) => key.includes('broken'))
        ? [{ place: 'publicKey[0]', says: 'is broken.', mend: 'Copy it.' }]
        : [],
    account: (entry) => (entry.appId ? (`freshchat:${entry.appId}` as AccountId) : null),
    async findAccount() {
      const { account } = vendor
      await vendor.answers?.()
      return account
        ? done(`freshchat:${account}` as AccountId)
        : { kind: 'retry', why: { code: 'http-503' }, scope: 'account' }
    },
    rates: false,
    steps: (entry) => [...(entry.agentEmail ? ['note' as const] : []), ...(entry.assign ? ['assign' as const] : [])],
    build(entry, deps) {
      if (deps.secret(entry.token[0]?.secret ?? '')?.includes(' '))
        return [{ place: 'token', says: 'has blanks in it.', mend: 'Copy it again.' }]
      const desk = {
        account: deps.account,
        deps,
        entry,
        async *check() {
          yield { name: 'token', ok: true, says: 'The token works.' }
        },
      } as unknown as ToyDesk
      built.push(desk)
      return desk
    },
  }
  const script: Kinds['bots']['script'] = {
    parse: (file, text) =>
      text.includes('broken')
        ? { mistakes: [{ file, line: 1, column: 1, wrong: 'It is broken.', mend: 'Mend it.' }] }
        : { value: { text } },
    build: (stored: Json) =>
      stored === null ? null : { reply: () => Promise.reject(new Error('not asked of this fake')) },
  }
  return { kinds: { bots: { script }, desks: { freshchat } } satisfies Kinds, built }
}

/** A clock that stands until it is turned. */
export function standingClock(): Clock & { turn(): void; readonly waiting: number } {
  const timers = new Set<() => void>()
  return {
    now: () => 1_700_000_000_000 as Time,
    after(_ms, then) {
      timers.add(then)
      return () => void timers.delete(then)
    },
    turn() {
      const due = [...timers]
      timers.clear()
      for (const then of due) then()
    },
    get waiting() {
      return timers.size
    },
  }
}

export function rememberingLog(): { log: Logger; lines: string[] } {
  const lines: string[] = []
  return { log: createLogger('trace', { write: (line: string) => void lines.push(line) }), lines }
}

export const noMemory = {} as DeskMemory
