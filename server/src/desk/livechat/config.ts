/** A desk entry of the site file, its secrets looked up. */
export type LivechatEntry = {
  clientId?: string | undefined
  accountId?: string | undefined
  pat?: string | undefined
  group?: number | undefined
  webhookSecret?: string | undefined
  apiUrl?: string | undefined
  accountsUrl?: string | undefined
  /** Left out: where `apiUrl` is, by wss (or ws on this machine). */
  rtmUrl?: string | undefined
  /** Chats may begin while nobody is online, and wait (vendors/livechat.md §3, Continuous). */
  continuous?: boolean | undefined
  /** Agents see that the visitor is typing; each sign is a call. */
  sneakPeek?: boolean | undefined
}

/** What the adapter works with. */
export type LivechatConfig = {
  organizationId: string
  /** `https://api.livechatinc.com`, without a slash at the end. */
  apiUrl: string
  accountsUrl: string
  /** `wss://api.livechatinc.com`, without a slash at the end, or the path of the socket. */
  rtmUrl: string
  /** The desk is on this machine (tests, demo); then what it links to may be there too. */
  loopback: boolean
  /** Null: the token tells (a trial by `agentToken` alone). */
  clientId: string | null
  /** New chats go there; 0 is a real group, that of everybody (vendors/livechat.md §1.6). */
  group: number
  continuous: boolean
  sneakPeek: boolean
  /** Null: no webhook can be verified, so none is believed. */
  webhookSecret: string | null
  /** `Basic …` of a personal access token; null: there is none. */
  pat: string | null
}

/** What is wrong with an entry: at which key, and how to mend it. Never repeats what stood there: it may be a secret. */
export type ConfigTrouble = { place: string; says: string; mend: string }

export const apiDefault = 'https://api.livechatinc.com'
export const accountsDefault = 'https://accounts.livechat.com'

const secretMend = 'Give it anew with: npm run baton -- secret set'

export function livechatConfig(
  entry: LivechatEntry,
  organizationId: string,
): { config: LivechatConfig } | { troubles: ConfigTrouble[] } {
  const troubles: ConfigTrouble[] = []
  const pat = entry.pat?.trim() || null
  // A header takes no more than this; a line break in it means that something else was pasted along.
  if (pat !== null && !/^[\x21-\x7e]{1,4096}$/.test(pat))
    troubles.push({ place: 'pat', says: 'holds blanks, or letters that no token has.', mend: secretMend })
  const webhookSecret = entry.webhookSecret?.trim() || null
  // Whoever guesses it can put words into agents' mouths.
  if (webhookSecret !== null && webhookSecret.length < 8)
    troubles.push({
      place: 'webhookSecret',
      says: 'has fewer than eight letters.',
      mend: 'Make a long one, for example with: openssl rand -hex 24; then register the webhooks anew: npm run baton -- check --mend',
    })
  if (troubles.length > 0) return { troubles }
  const apiUrl = withoutSlash(entry.apiUrl ?? apiDefault)
  return {
    config: {
      organizationId,
      apiUrl,
      accountsUrl: withoutSlash(entry.accountsUrl ?? accountsDefault),
      rtmUrl: withoutSlash(entry.rtmUrl ?? apiUrl.replace(/^http/, 'ws')).replace(/\/v[\d.]+\/customer\/rtm\/ws$/, ''),
      loopback: /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(URL.parse(apiUrl)?.hostname ?? ''),
      clientId: entry.clientId?.trim() || null,
      group: entry.group ?? 0,
      continuous: entry.continuous ?? false,
      sneakPeek: entry.sneakPeek ?? false,
      webhookSecret,
      pat:
        pat !== null && entry.accountId
          ? `Basic ${Buffer.from(`${entry.accountId.trim()}:${pat}`).toString('base64')}`
          : null,
    },
  }
}

const withoutSlash = (url: string): string => url.trim().replace(/\/+$/, '')
