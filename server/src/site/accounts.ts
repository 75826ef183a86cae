import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import type { AccountId } from '../conversation/ids.ts'
import type { Outcome } from '../outcome.ts'
import { whyInWords } from '../outcome.ts'
import type { Sealer } from '../secrets.ts'
import type { Desks } from '../store/store.ts'
import { type DeskEntry, secretsOf } from './desk-entries.ts'
import { type AccountDeps, type Kinds, kindOf } from './kinds.ts'

/** Which account is behind a desk: by the file, or by what the vendor once said, kept in the store. */
export interface Accounts {
  /** Null until it is known. */
  of(desk: DeskEntry): AccountId | null
  /** Why the vendor's last answer told no account; null: it was not asked, since a secret is missing, or not needed. */
  trouble(desk: DeskEntry): AccountTrouble | null
  /** Takes up what any server found before. True: something is known that was not. */
  recall(desks: DeskEntry[]): Promise<boolean>
  /** Asks the vendors for what is still unknown. True: something is known that was not. */
  search(desks: DeskEntry[]): Promise<boolean>
  /** A consent told it. */
  learn(desk: DeskEntry, account: AccountId): Promise<void>
}

export type AccountTrouble = { says: string; mend: string | null }

const shelf = 'baton:accounts' as AccountId

export function createAccounts(given: {
  desks: Desks
  sealer: Sealer
  kinds: Kinds
  deps: AccountDeps
  log: Logger
}): Accounts {
  const { sealer, kinds } = given
  const found = new Map<string, AccountId>()
  const troubles = new Map<string, AccountTrouble>()

  const of = (desk: DeskEntry) => kindOf(desk, kinds)?.account(desk) ?? firstOf(found, desk)
  const unknown = (desks: DeskEntry[]) => [
    ...new Map(desks.flatMap((desk) => (of(desk) ? [] : waysIn(desk).map((way) => [identity(way), { desk, way }])))),
  ]

  return {
    of,
    trouble: (desk) => firstOf(troubles, desk),
    async recall(desks) {
      const before = found.size
      for (const [key] of unknown(desks)) {
        const row = await given.desks.get(shelf, key)
        const opened = row && sealer.open(`account:${key}`, row.sealed)
        if (opened?.kind === 'opened') found.set(key, Buffer.from(opened.bytes).toString() as AccountId)
      }
      return found.size > before
    },
    async search(desks) {
      const before = found.size
      for (const [key, { desk, way }] of unknown(desks)) {
        const kind = kindOf(desk, kinds)
        if (!kind || of(desk)) continue
        if (!secretsOf(way).every(({ names }) => names.some((name) => given.deps.secret(name)))) continue
        const outcome = await kind.findAccount(way, given.deps)
        if (outcome.kind !== 'done') {
          const words = inWords(outcome)
          // Asked for again every minute; said once. Whoever has not connected a desk yet knows, and is told by `check`.
          if (troubles.get(key)?.says !== words.says)
            given.log[isOwnersTurn(outcome) ? 'info' : 'warn'](
              { desk: desk.kind, why: outcome.why },
              'the account behind a desk is not known yet',
            )
          troubles.set(key, words)
          continue
        }
        await take(key, outcome.value)
      }
      return found.size > before
    },
    async learn(desk, account) {
      for (const way of waysIn(desk)) await take(identity(way), account)
    },
  }

  async function take(key: string, account: AccountId): Promise<void> {
    await keep(key, account)
    troubles.delete(key)
    found.set(key, account)
  }

  async function keep(key: string, account: AccountId): Promise<void> {
    const row = await given.desks.get(shelf, key)
    await given.desks.set(shelf, key, sealer.seal(`account:${key}`, Buffer.from(account)), row?.version ?? null)
  }
}

const isOwnersTurn = ({ why }: { why: unknown }): boolean =>
  typeof why === 'object' && why !== null && 'code' in why && why.code === 'not-connected'

function inWords(outcome: Exclude<Outcome<AccountId>, { kind: 'done' }>): AccountTrouble {
  const { why } = outcome
  const says = typeof why === 'string' ? why : whyInWords(why)
  return { says, mend: outcome.kind === 'refused' ? (outcome.mend ?? null) : null }
}

/** While a token is replaced the desk has two, and is known as soon as one of them is. */
const waysIn = (desk: DeskEntry): DeskEntry[] =>
  desk.kind === 'freshchat' ? desk.token.map((token) => ({ ...desk, token: [token] })) : [desk]

const firstOf = <T>(kept: Map<string, T>, desk: DeskEntry): T | null =>
  waysIn(desk)
    .map((way) => kept.get(identity(way)))
    .find((one) => one !== undefined) ?? null

/** What makes it the same account as before: where it is and what opens it, not how the desk is used. */
function identity(desk: DeskEntry): string {
  return createHash('sha256')
    .update(JSON.stringify([desk.kind, ...opening(desk)]))
    .digest('hex')
}

function opening(desk: DeskEntry): unknown[] {
  if (desk.kind === 'freshchat') return [desk.url, secretsOf(desk).flatMap(({ names }) => names)]
  const { clientId, agentToken, apiUrl, accountsUrl } = desk
  // A trial's token may give way to a consent for the same app, and a pat may be added: it is the same account.
  return [clientId ?? agentToken?.secret, apiUrl, accountsUrl]
}
