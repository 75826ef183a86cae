import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import type { AccountId } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { refused } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { Desk, DeskMemory, KeptFiles } from '../desk.ts'
import { findAccount } from './account.ts'
import type { ConfigTrouble, FreshchatConfig, FreshchatEntry } from './config.ts'
import { freshchatConfig } from './config.ts'
import { accountOf } from './convert.ts'
import { createFreshchat } from './freshchat.ts'

/** A desk entry as it stands in the site file: secrets by their names. */
export type FreshchatFileEntry = Omit<FreshchatEntry, 'token'> & { token: { secret: string }[] }

type Asking = { http: Outgoing; clock: Clock; secret(name: string): string | null }
type Building = Asking & { account: AccountId; memory: DeskMemory; files: KeptFiles; log: Logger; hookUrl: string }

/** Freshchat as a kind of desk that a site file can name. */
export const freshchatKind = {
  /** What the file alone tells; no secret is looked up. */
  troubles(entry: FreshchatFileEntry): ConfigTrouble[] {
    const result = freshchatConfig({ ...entry, token: entry.token.map(() => 'not-looked-up-yet') })
    return 'troubles' in result ? result.troubles : []
  },

  account: (entry: FreshchatFileEntry): AccountId | null => (entry.appId ? accountOf(entry.appId) : null),

  async findAccount(entry: FreshchatFileEntry, { http, clock, secret }: Asking): Promise<Outcome<AccountId>> {
    const config = configOf(entry, secret)
    if (Array.isArray(config))
      return refused('desk-not-set-up', config.map(({ place, says }) => `${place} ${says}`).join('; '), config[0]?.mend)
    return await findAccount({ config, outgoing: http, clock })
  },

  rates: false,

  /** Without a designated agent the transcript is part of the opening, so there is no note. */
  steps(entry: FreshchatFileEntry): ('note' | 'assign')[] {
    return [
      ...(entry.agentEmail ? (['note'] as const) : []),
      ...(entry.assign?.agent || entry.assign?.group ? (['assign'] as const) : []),
    ]
  },

  build(
    entry: FreshchatFileEntry,
    { account, memory, files, http, clock, log, hookUrl, secret }: Building,
  ): Desk | ConfigTrouble[] {
    const config = configOf(entry, secret)
    return Array.isArray(config)
      ? config
      : createFreshchat({ account, config, memory, files, outgoing: http, clock, log, hookUrl })
  },
}

/** Of two tokens one is enough: the other may not be set yet, or not any more. */
function configOf(
  entry: FreshchatFileEntry,
  secret: (name: string) => string | null,
): FreshchatConfig | ConfigTrouble[] {
  const tokens = entry.token.flatMap((ref) => secret(ref.secret) ?? [])
  if (tokens.length === 0) {
    const name = entry.token[0]?.secret ?? 'freshchat-token'
    return [
      {
        place: 'token',
        says: `names the secret ${name}, which is not set.`,
        mend: `Give it with: npm run baton -- secret set ${name}`,
      },
    ]
  }
  const result = freshchatConfig({ ...entry, token: tokens })
  return 'troubles' in result ? result.troubles : result.config
}
