import type { Watched } from '../changes.ts'
import type { RequestLog } from '../request-log.ts'
import type { Account } from './account.ts'
import { lastThread } from './account.ts'
import { activeOf, agentActs, agentOf, chatOf } from './acts.ts'
import { deactivate } from './chats.ts'
import { askedBy, decide } from './consent.ts'
import type { FaultName } from './fault-catalogue.ts'
import { webhookActions } from './happenings.ts'
import { shortId } from './identity.ts'
import type { Livechat } from './livechat.ts'
import { botSays, foreignChat, systemSays, visitorActs } from './other-acts.ts'
import type { App, Json, Pat, Webhook } from './records.ts'
import type { Sockets } from './sockets.ts'
import { agentToken, livingToken, revoke } from './tokens.ts'
import type { Webhooks } from './webhooks.ts'

export type FaceParts = {
  account: Account
  hooks: Webhooks
  sockets: Sockets
  log: RequestLog<FaultName>
  watch: Watched['watch']
  port: () => number
  agentToken?: string
  start(): Promise<void>
  stop(): Promise<void>
}

/** What is done to the simulator from outside, in the words of livechat.ts. */
export function face(parts: FaceParts): Livechat {
  const { account, hooks, sockets, log } = parts
  const { state } = account
  const [app] = state.apps
  const [pat] = state.pats
  const [ann] = state.agents
  if (!app || !pat || !ann) throw new Error('the account has no app, no agent or no personal token')
  const seeded = seededToken(account, app, pat, parts.agentToken)

  return {
    get url() {
      return account.url
    },
    get rtmUrl() {
      return account.url.replace(/^http/, 'ws')
    },
    get port() {
      return parts.port()
    },
    organizationId: state.organizationId,
    app,
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    agentToken: seeded,
    pat,
    state,
    agents: state.agents,
    groups: state.groups,
    customers: state.customers,
    chats: state.chats,
    webhooks: state.webhooks,
    chat: (id) => chatOf(account, id),
    thread: (id) => lastThread(chatOf(account, id)),
    events: (id) => chatOf(account, id).threads.flatMap((thread) => thread.events),
    breaches: log.breaches,
    requests: log.requests,
    deliveries: hooks.deliveries,
    faults: account.faults,
    get sockets() {
      return sockets.list()
    },
    agent: agentActs(account, ann.id),
    as: (agent) => agentActs(account, agent),
    visitor: visitorActs(account),
    systemSays: (id, type, text, visibility = 'all') => systemSays(account, id, type, text, visibility),
    archive: (id, why = 'inactive') => deactivate(account, activeOf(account, id).chat, { router: why }),
    botSays: (id, text, choices = ['Yes', 'No']) => botSays(account, id, text, choices),
    anonymize(id) {
      chatOf(account, id).anonymized = true
      account.onChange()
    },
    foreign: (which) => foreignChat(account, which),
    seen(id) {
      const chat = chatOf(account, id)
      // Looking again is no news: the page looks whenever something changed.
      if (chat.unread === 0) return
      chat.unread = 0
      account.onChange()
    },
    registerWebhooks: (url, options = {}) =>
      (options.actions ?? webhookActions).map((action) => {
        const webhook = registration(app.clientId, url, action, options)
        state.webhooks.push(webhook)
        account.onChange()
        return webhook
      }),
    hook(body) {
      const action = String(body.action ?? 'made up')
      const exact = state.webhooks.filter((one) => one.action === action)
      const to = exact.length > 0 ? exact : onePerUrl(state.webhooks)
      return to.map((webhook) => hooks.send(webhook, action, null, { ...signed(webhook), ...body }).delivery)
    },
    consent(authorizeUrl, { agent = 'Olga Owner', deny = false } = {}) {
      const asked = askedBy(account, new URL(authorizeUrl).searchParams)
      if ('wrong' in asked) throw new Error(`nobody is asked: ${asked.wrong}`)
      return decide(account, asked, agentOf(account, agent), deny)
    },
    agentTokenFor: (agent, scopes = app.scopes) => agentToken(account, app, agentOf(account, agent), scopes).token,
    revokeTokens(which) {
      for (const token of state.tokens) {
        const customers = token.kind === 'customer'
        if (which === undefined || customers === (which === 'customers')) revoke(account, token)
      }
    },
    disconnect: (reason, holder) => sockets.disconnect(reason, holder ?? null),
    watch: parts.watch,
    quiet: hooks.quiet,
    start: parts.start,
    stop: parts.stop,
  }

  function signed(webhook: Webhook): Json {
    return { webhook_id: webhook.id, secret_key: webhook.secret, organization_id: state.organizationId }
  }
}

/** Ann's token: the one that was asked for, a kept one, or a new one. */
function seededToken(account: Account, app: App, pat: Pat, wanted: string | undefined): string {
  const owner = agentOf(account, pat.agent)
  const own = account.state.tokens.filter((one) => one.kind === 'access' && one.holder === owner.id)
  const kept = own.find(
    (one) => (wanted === undefined || one.token === wanted) && livingToken(account, 'access', one.token) !== null,
  )
  return (kept ?? agentToken(account, app, owner, app.scopes, wanted)).token
}

function registration(
  owner: string,
  url: string,
  action: string,
  { secret = 'webhook-secret', onlyMyChats = false }: { secret?: string; onlyMyChats?: boolean },
): Webhook {
  return {
    id: shortId().toLowerCase(),
    action,
    url,
    secret,
    owner,
    type: 'license',
    filters: onlyMyChats ? { only_my_chats: true } : {},
    additionalData: [],
    description: '',
    from: 0,
  }
}

function onePerUrl(webhooks: Webhook[]): Webhook[] {
  return webhooks.filter((one, index) => webhooks.findIndex((other) => other.url === one.url) === index)
}
