import type { SiteId } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import type { AccountId, DeskName } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { Desk, DeskMemory, KeptFiles } from '../desk.ts'
import type { AccountToken } from './account-token.ts'
import { fixedToken } from './account-token.ts'
import type { ConfigTrouble, LivechatEntry } from './config.ts'
import { accountsDefault, livechatConfig } from './config.ts'
import { connectCommand } from './connect-words.ts'
import { accountOf, organizationOf } from './convert.ts'
import { createLivechat } from './livechat.ts'
import { oauthToken } from './oauth-token.ts'
import { askTokenInfo } from './token-info.ts'

type Secret = { secret: string }
/** A desk entry as it stands in the site file: secrets by their names. */
export type LivechatFileEntry = Omit<LivechatEntry, 'pat' | 'webhookSecret'> & {
  clientSecret?: Secret | undefined
  pat?: Secret | undefined
  agentToken?: Secret | undefined
  webhookSecret?: Secret | undefined
  organizationId?: string | undefined
}

type Asking = { http: Outgoing; clock: Clock; secret(name: string): string | null }
type Building = Asking & {
  site: SiteId
  name: DeskName
  account: AccountId
  memory: DeskMemory
  /** Left out: files are links, both ways. */
  files?: KeptFiles
  log: Logger
  hookUrl: string
}

/** LiveChat as a kind of desk that a site file can name. */
export const livechatKind = {
  /** What the file alone tells; no secret is looked up. The shape has said everything already (site/desk-entries.ts). */
  troubles(_entry: LivechatFileEntry): ConfigTrouble[] {
    return []
  },

  account: (entry: LivechatFileEntry): AccountId | null =>
    entry.organizationId ? accountOf(entry.organizationId.trim()) : null,

  /** A token that was given says whose it is; with an app, whoever consents does (`livechat connect`). */
  async findAccount(entry: LivechatFileEntry, { http, clock, secret }: Asking): Promise<Outcome<AccountId>> {
    const token = entry.agentToken && secret(entry.agentToken.secret)
    if (!token) return notConnected
    const given = await fixedToken({ token, mend: tokenMend(entry) }).get()
    if (given.kind !== 'done') return given
    const accountsUrl = entry.accountsUrl ?? accountsDefault
    const info = await askTokenInfo({ outgoing: http, clock, accountsUrl }, given.value)
    return info.kind === 'done' ? done(accountOf(info.value.organization)) : info
  },

  /** Customers write no notes and assign nobody: the transcript is part of the opening, and the group is named in it. */
  rates: true,

  steps: (_entry: LivechatFileEntry): ('note' | 'assign')[] => [],

  build(entry: LivechatFileEntry, deps: Building): Desk | ConfigTrouble[] {
    const { secret, account, memory, files, http, clock, log, hookUrl } = deps
    const looked = (ref: Secret | undefined) => (ref && secret(ref.secret)) ?? undefined
    const config = livechatConfig(
      { ...entry, pat: looked(entry.pat), webhookSecret: looked(entry.webhookSecret) },
      organizationOf(account),
    )
    if ('troubles' in config) return config.troubles
    const token = tokenOf(entry, deps)
    if ('place' in token) return [token]
    const trial = entry.agentToken !== undefined
    if (entry.agentToken && secret(entry.agentToken.secret))
      log.warn(
        { desk: 'livechat', account },
        'this desk has a token for trials, which dies after eight hours: baton check',
      )
    return createLivechat({
      ...{ account, config: config.config, token, trial, memory, outgoing: http, clock, log, hookUrl },
      ...(files && { files }),
    })
  },
}

const notConnected = refused(
  'not-connected',
  'nobody connected this desk to LiveChat yet',
  'Run: npm run baton -- livechat connect SITE DESK; or write organizationId: in the site file.',
)

const tokenMend = ({ agentToken }: LivechatFileEntry): string =>
  `give another: npm run baton -- secret set ${agentToken?.secret ?? 'livechat-agent'}`

/** A token that was given goes before a consent: it is there for trials, and whoever writes it means it. */
function tokenOf(entry: LivechatFileEntry, deps: Building): AccountToken | ConfigTrouble {
  const given = entry.agentToken && deps.secret(entry.agentToken.secret)
  if (given) return fixedToken({ token: given, mend: tokenMend(entry) })
  const { clientId, clientSecret, accountsUrl = accountsDefault } = entry
  const value = clientSecret && deps.secret(clientSecret.secret)?.trim()
  if (clientId === undefined || !value) {
    const name = clientSecret?.secret ?? entry.agentToken?.secret ?? 'livechat-client'
    return {
      place: clientId === undefined ? 'agentToken' : 'clientSecret',
      says: `names the secret ${name}, which is not set.`,
      mend: `Give it with: npm run baton -- secret set ${name}`,
    }
  }
  const { memory, http, clock, log } = deps
  const connect = connectCommand({ site: deps.site, desk: deps.name })
  return oauthToken({ clientId, clientSecret: value, accountsUrl, memory, http, clock, log, connect })
}
