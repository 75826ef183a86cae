import { createHash } from 'node:crypto'
import type { SiteId } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { AccountId, DeskName } from '../conversation/ids.ts'
import type { Desk, DeskMemory } from '../desk/desk.ts'
import { type DeskEntry, secretsOf } from './desk-entries.ts'
import { deskOutOfOrder } from './desk-out-of-order.ts'
import { type DeskDeps, type EntryTrouble, type Kinds, kindOf } from './kinds.ts'
import type { SecretBox } from './secret-box.ts'

/** Builds desks and keeps them, one object for the same entry in any version, so that what it caches outlives an apply. */
export interface DeskShelf {
  /** Null: its account is not known, or this server cannot build its kind. `inOrder` false: a secret is missing or wrong. */
  desk(site: SiteId, name: DeskName, entry: DeskEntry): { desk: Desk; inOrder: boolean } | null
}

export type ShelfDeps = Pick<DeskDeps, 'http' | 'clock' | 'random' | 'log' | 'files'> & {
  kinds: Kinds
  secrets: SecretBox
  account(entry: DeskEntry): AccountId | null
  memoryOf(account: AccountId): DeskMemory
  hookUrl(site: SiteId, name: DeskName): string
}

type Built = { desk: Desk; inOrder: boolean; secrets: string }

export function createDeskShelf(deps: ShelfDeps): DeskShelf {
  const built = new Map<string, Built>()
  return {
    desk(site, name, entry) {
      const account = deps.account(entry)
      const kind = kindOf(entry, deps.kinds)
      if (!account || !kind) return null
      const key = JSON.stringify([site, name, account, entry])
      const secrets = fingerprint(entry, deps.secrets)
      const known = built.get(key)
      if (known?.secrets === secrets) return known
      const { http, clock, random, memoryOf, hookUrl, files } = deps
      const log = deps.log.child({ site, desk: name })
      const own: DeskDeps = {
        site,
        name,
        account,
        files,
        http,
        clock,
        random,
        log,
        hookUrl: hookUrl(site, name),
        memory: memoryOf(account),
        secret: deps.secrets.value,
      }
      const missing = missingSecrets(entry, deps.secrets)
      const made = missing.length > 0 ? missing : kind.build(entry, own)
      const next = Array.isArray(made)
        ? { desk: deskOutOfOrder(account, made, sayOnce(log)), inOrder: false, secrets }
        : { desk: made, inOrder: true, secrets }
      built.set(key, next)
      return next
    },
  }
}

/** What must be set before the desk can do anything. Of two that replace each other, one is enough. */
export function missingSecrets(entry: DeskEntry, secrets: SecretBox): EntryTrouble[] {
  return secretsOf(entry)
    .filter(({ names }) => names.every((name) => secrets.state(name) !== 'set'))
    .map(({ place, names }) => {
      const name = names[0] as string
      return {
        place,
        says: `names the secret ${name}, which ${sayState(secrets.state(name))}`,
        mend: `Give its value: npm run baton -- secret set ${name}`,
      }
    })
}

export function sayState(state: ReturnType<SecretBox['state']>): string {
  switch (state) {
    case 'set':
      return 'is set.'
    case 'missing':
      return 'is not set.'
    case 'otherKey':
      return 'was sealed under another BATON_SECRET_KEY.'
    case 'damaged':
      return 'cannot be read.'
  }
}

/** Changes with the values, and says nothing of them. */
function fingerprint(entry: DeskEntry, secrets: SecretBox): string {
  const values = secretsOf(entry).flatMap(({ names }) => names.map((name) => secrets.value(name)))
  return createHash('sha256').update(JSON.stringify(values)).digest('hex')
}

/** Every visitor who asks for a person would say it again. */
function sayOnce(log: Logger): (detail: string) => void {
  let said = false
  return (detail) => {
    if (!said) log.error({ why: detail }, 'the desk is out of order: nothing can open there')
    said = true
  }
}
