import { seededChance } from '../chance.ts'
import type { ManualClock } from '../clock.ts'
import { manualClock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import { faultSwitches } from '../faults.ts'
import type { Said } from '../trouble.ts'
import { Account } from './account.ts'
import { agentActs, agentOf } from './acts.ts'
import { bearer, exchange, tokenInfo } from './agent-tokens.ts'
import type { Caller } from './auth.ts'
import { agentCaller, customerCaller } from './auth.ts'
import { deactivate } from './chats.ts'
import { mintCustomerToken } from './customer-tokens.ts'
import type { Failure, Result } from './errors.ts'
import { invalid, statuses } from './errors.ts'
import type { FaultName } from './fault-catalogue.ts'
import { catalogue } from './fault-catalogue.ts'
import type { Happening } from './happenings.ts'
import { isTold, webhookActions } from './happenings.ts'
import { hookBody } from './hook-body.ts'
import type { AgentActs, VisitorActs } from './livechat.ts'
import { botSays, foreignChat, systemSays, visitorActs } from './other-acts.ts'
import { payloadOf } from './payloads.ts'
import type { Api } from './perform.ts'
import { actionNamed, perform, refusedByFault } from './perform.ts'
import type { App, Json, Webhook } from './records.ts'
import { demoAccount } from './seed.ts'
import { agentToken } from './tokens.ts'

/**
 * The same account without a wire: thousands of histories in the time in which a socket opens. Calls are the same actions; webhooks
 * and pushes are handed over, for a test to deliver, delay, repeat or lose. What a network does is the test's to play.
 */
export interface DirectLivechat {
  readonly account: Account
  readonly clock: ManualClock
  readonly faults: Faults<FaultName>
  readonly breaches: string[]
  readonly app: App
  /** Ann's, with all scopes. */
  readonly agentToken: string
  /** `path` begins behind the host, with its query. */
  call(method: string, path: string, authorization: string, body?: unknown): Said
  agent(key: string): AgentActs
  readonly visitor: VisitorActs
  botSays(chat: string, text: string): void
  systemSays(chat: string, type: string, text: string, visibility?: 'all' | 'agents'): void
  archive(chat: string, why: string): void
  foreign(): void
}

export function directLivechat(options: {
  organizationId: string
  seed: number
  secret: string
  /** Each webhook's body as JSON, at the moment when it happens. */
  onHook: (body: string) => void
  /** Each push to that customer's sockets. */
  onPush: (customer: string, action: string, payload: Json) => void
}): DirectLivechat {
  const clock = manualClock()
  const chance = seededChance(options.seed)
  const faults = faultSwitches(catalogue, chance, () => {})
  const state = demoAccount(options.organizationId, [], 6)
  const account = new Account({
    ...{ state, clock, chance, faults, region: 'dal' },
    tokenLife: { agent: 28_800, customer: 28_800 },
  })
  const [app] = state.apps
  if (!app) throw new Error('the account has no app')
  const webhooks = Object.fromEntries(webhookActions.map((action) => [action, webhookOf(app, action, options.secret)]))
  const breaches: string[] = []

  function tell(happening: Happening): void {
    const webhook = webhooks[happening.action]
    if (webhook && isTold(happening)) options.onHook(JSON.stringify(hookBody(account, webhook, happening)))
    if (!('chat' in happening)) return
    const payload = payloadOf(account, 'customer', happening)
    if (payload) options.onPush(happening.chat.customer, happening.action, structuredClone(payload))
  }
  account.onHappening = tell

  function run(api: Api, name: string, authorization: string, organization: string | null, payload: Json): Result {
    const place = `POST /${api}/action/${name}`
    const take = (fault: FaultName) => faults.take(fault, place)
    const breach = (what: string) => void breaches.push(`${place}: ${what}`)
    const refused = refusedByFault(take, null)
    if (refused) return refused
    const action = actionNamed(api, name)
    if (!action) return invalid(`unknown action ${name}`)
    const who: Caller | { failure: Failure } =
      api === 'customer' ? customerCaller(account, authorization, organization) : agentCaller(account, authorization)
    if ('failure' in who) return who
    const { result, happenings } = account.collect(() =>
      perform(action, { account, who, payload, uploads: null, take, online: true, breach }),
    )
    for (const happening of happenings) tell(happening)
    return result
  }

  return {
    ...{ account, clock, faults, breaches, app },
    agentToken: agentToken(account, app, agentOf(account, 'Ann Archer'), app.scopes).token,
    call(method, path, authorization, body = {}) {
      const url = new URL(path, 'http://localhost')
      const [, api, name] = /^\/v3\.6\/(\w+)\/action\/(\w+)$/.exec(url.pathname) ?? []
      if (api !== undefined && name !== undefined) {
        const result = run(api as Api, name, authorization, url.searchParams.get('organization_id'), body as Json)
        if ('payload' in result) return { status: 200, body: result.payload }
        return { status: statuses[result.failure.type], body: { error: result.failure } }
      }
      const call = {
        ...{ account, fields: body as Json, query: url.searchParams, respond: () => {} },
        header: (name: string) => (name === 'authorization' ? authorization : undefined),
        take: (fault: FaultName) => faults.take(fault, `${method} ${url.pathname}`),
        breach: (what: string) => void breaches.push(`${method} ${url.pathname}: ${what}`),
      }
      if (url.pathname === '/v2/token')
        return exchange({ ...call, fields: Object.fromEntries(new URLSearchParams(String(body))) })
      if (url.pathname === '/v2/customer/token') return mintCustomerToken(call)
      if (url.pathname === '/v2/info' && bearer(call) !== null) return tokenInfo(call)
      throw new Error(`there is no ${method} ${path}`)
    },
    agent: (key) => agentActs(account, key),
    visitor: visitorActs(account),
    botSays: (id, text) => void botSays(account, id, text, []),
    systemSays: (id, type, text, visibility = 'all') => void systemSays(account, id, type, text, visibility),
    archive(id, why) {
      const chat = account.chat(id)
      if (chat) deactivate(account, chat, { router: why })
    },
    foreign: () => void foreignChat(account, {}),
  }
}

function webhookOf(app: App, action: string, secret: string): Webhook {
  return {
    ...{ id: `w-${action}`, action, url: 'http://localhost/', secret, owner: app.clientId, type: 'license' },
    ...{ filters: {}, additionalData: ['chat_properties', 'chat_presence_user_ids'], description: '', from: 0 },
  }
}
