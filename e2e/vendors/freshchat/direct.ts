import { randomUUID } from 'node:crypto'
import { seededChance } from '../chance.ts'
import type { ManualClock } from '../clock.ts'
import { manualClock } from '../clock.ts'
import type { FaultSwitches, Faults } from '../faults.ts'
import { faultSwitches } from '../faults.ts'
import { Account } from './account.ts'
import { agentActs, autoResolve, botSays, systemSays, visitorActs } from './acts.ts'
import type { Limits, Route } from './call.ts'
import type { FaultName } from './fault-catalogue.ts'
import { catalogue } from './fault-catalogue.ts'
import type { AgentActs, Generation, VisitorActs } from './freshchat.ts'
import { hookBody } from './hook-body.ts'
import type { Reply } from './reply.ts'
import { routes } from './routes.ts'
import { demoAccount } from './seed.ts'

/**
 * The same account without a wire: thousands of histories in the time in which a socket opens. Calls are the same routes; webhooks
 * are handed over as bodies, for a test to deliver, delay, repeat or lose. What a network does is the test's to play.
 */
export interface DirectFreshchat {
  readonly account: Account
  readonly clock: ManualClock
  readonly faults: Faults<FaultName>
  readonly breaches: string[]
  /** `path` begins behind the host, with /v2 and query. */
  call(method: string, path: string, body?: unknown): Reply
  agent(key: string): AgentActs
  readonly visitor: VisitorActs
  botSays(conversation: string, text: string): void
  systemSays(conversation: string, text: string): void
  autoResolve(conversation: string): void
}

export function directFreshchat(options: {
  appId?: string
  seed: number
  generation?: Generation
  /** Each webhook's body as JSON, at the moment when it happens. */
  onHook: (body: string) => void
}): DirectFreshchat {
  const appId = options.appId ?? randomUUID()
  const clock = manualClock()
  const chance = seededChance(options.seed)
  const faults: FaultSwitches<FaultName> = faultSwitches(catalogue, chance, () => {})
  const state = demoAccount(appId, new Date(clock.now()).toISOString())
  const account = new Account({ appId, state, clock, chance, faults })
  account.onHappening = (happening) =>
    options.onHook(JSON.stringify(hookBody(account, happening, options.generation ?? '2022')))
  const limits: Limits = { text: 4000, parts: 10, messages: 10 }
  const breaches: string[] = []

  return {
    account,
    clock,
    faults,
    breaches,
    call(method, path, body = null) {
      const url = new URL(path, 'http://localhost')
      const plain = url.pathname.replace(/^\/v2/, '')
      const { route, params } = routeOf(method, plain)
      return route({
        account,
        limits,
        place: `${method} ${plain}`,
        path: plain,
        query: url.searchParams,
        body,
        uploads: null,
        param: (name) => params[name] ?? '',
        take: (name) => faults.take(name, `${method} ${plain}`),
        breach: (what) => void breaches.push(`${method} ${plain}: ${what}`),
      })
    },
    agent: (key) => agentActs(account, key),
    visitor: visitorActs(account),
    botSays: (id, text) => void botSays(account, id, text),
    systemSays: (id, text) => void systemSays(account, id, text),
    autoResolve: (id) => autoResolve(account, id),
  }
}

/** Fixed words stand before parameters in the table, so the first that fits is the right one. */
function routeOf(method: string, path: string): { route: Route; params: Record<string, string> } {
  const given = path.split('/')
  for (const [place, route] of Object.entries(routes)) {
    const [verb, pattern = ''] = place.split(' ')
    const wanted = pattern.split('/')
    if (verb !== method || wanted.length !== given.length) continue
    if (!wanted.every((word, n) => word.startsWith(':') || word === given[n])) continue
    const params = wanted.flatMap((word, n) =>
      word.startsWith(':') ? [[word.slice(1), decodeURIComponent(given[n] ?? '')]] : [],
    )
    return { route, params: Object.fromEntries(params) }
  }
  throw new Error(`there is no ${method} ${path}`)
}
