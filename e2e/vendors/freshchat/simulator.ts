import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { seededChance } from '../chance.ts'
import { systemClock } from '../clock.ts'
import { faultSwitches } from '../faults.ts'
import { limiter } from '../limiter.ts'
import { pages } from '../pages.ts'
import { requestLog } from '../request-log.ts'
import { close, listen } from '../server.ts'
import { watchers } from '../watchers.ts'
import { Account } from './account.ts'
import {
  agentActs,
  autoResolve,
  botSays,
  conversationOf,
  foreignConversation,
  systemSays,
  visitorActs,
} from './acts.ts'
import { api } from './api.ts'
import { control } from './control.ts'
import type { FaultName } from './fault-catalogue.ts'
import { catalogue } from './fault-catalogue.ts'
import { serveFile } from './files-route.ts'
import type { Freshchat, FreshchatOptions } from './freshchat.ts'
import { keyPair, newToken } from './identity.ts'
import { demoAccount } from './seed.ts'
import { teller } from './telling.ts'
import { webhooks } from './webhooks.ts'

/** Puts the parts together; it does not listen yet. */
export function simulator(options: FreshchatOptions): Freshchat {
  const clock = options.clock ?? systemClock()
  const chance = seededChance(options.seed ?? 1)
  const appId = options.appId ?? randomUUID()
  let pair = keyPair(options.privateKey)
  const keys = { sign: (raw: Uint8Array | string) => pair.sign(raw) }
  const { changed, watch } = watchers()
  const faults = faultSwitches(catalogue, chance, changed)
  const state = options.state ?? demoAccount(appId, new Date(clock.now()).toISOString())
  const account = new Account({ appId, state, clock, chance, faults })
  const hooks = webhooks({
    account,
    keys,
    timeout: options.delivery?.timeout ?? 3000,
    gaps: options.delivery?.gaps ?? [1000, 2000, 4000, 8000, 16_000],
    changed,
  })
  hooks.url = options.webhook ?? null
  let generation = options.generation ?? '2022'
  let token = options.token ?? newToken()
  const tell = teller(account, hooks, () => generation)
  account.onHappening = (happening) => void tell([happening])
  account.onChange = changed
  const log = requestLog<FaultName>(() => account.time())

  let port = options.port ?? 0
  let server: Server | null = null

  const it: Freshchat = {
    get url() {
      return account.url
    },
    get port() {
      return port
    },
    appId,
    get token() {
      return token
    },
    get publicKey() {
      return pair.publicKeyAs('pem')
    },
    publicKeyAs: (shape) => pair.publicKeyAs(shape),
    get privateKey() {
      return pair.privateKey
    },
    state,
    agents: state.agents,
    groups: state.groups,
    channels: state.channels,
    users: state.users,
    conversations: state.conversations,
    conversation: (id) => conversationOf(account, id),
    get topic() {
      const topic = state.channels.find((channel) => channel.enabled && channel.source === 'FRESHCHAT')
      if (!topic) throw new Error('the account has no enabled web topic')
      return topic
    },
    breaches: log.breaches,
    requests: log.requests,
    deliveries: hooks.deliveries,
    faults,
    get agent() {
      return agentActs(account, state.agents[0]?.id ?? '')
    },
    as: (agent) => agentActs(account, agent),
    visitor: visitorActs(account),
    systemSays: (id, text) => systemSays(account, id, text),
    botSays: (id, what, replyParts) => botSays(account, id, what, replyParts),
    autoResolve: (id) => autoResolve(account, id),
    foreign: (which) => foreignConversation(account, which),
    seen(id) {
      conversationOf(account, id).unread = 0
      changed()
    },
    get webhook() {
      return hooks.url
    },
    setWebhook(url) {
      hooks.url = url
      changed()
    },
    setGeneration(next) {
      generation = next
    },
    hook(body) {
      const raw = typeof body === 'string' ? body : JSON.stringify(body)
      return hooks.send('made up', null, raw).delivery
    },
    sign: keys.sign,
    renewToken() {
      token = newToken()
      changed()
      return token
    },
    renewKey() {
      pair = keyPair()
      changed()
    },
    quiet: hooks.quiet,
    watch,
    async start() {
      if (server) return
      server = await listen(application, port)
      port = (server.address() as AddressInfo).port
      account.url = `http://127.0.0.1:${port}`
      hooks.resume()
    },
    async stop() {
      const stopping = server
      if (!stopping) return
      server = null
      hooks.halt()
      await close(stopping)
    },
  }

  const application = express()
  application.disable('x-powered-by')
  const limits = { text: 4000, parts: 10, messages: 10, ...options.limits }
  const rate = limiter(clock, options.perMinute ?? 0)
  application.use('/v2', api({ account, log, limiter: rate, limits, tell, token: () => token }))
  application.get('/files/:hash/:name', (request, response) => serveFile(account, request, response))
  application.use('/sim/api', control(it))
  application.use('/sim', pages('freshchat'))
  return it
}
