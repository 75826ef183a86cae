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
import { accounts } from './accounts.ts'
import { control } from './control.ts'
import { statuses } from './errors.ts'
import { face } from './face.ts'
import type { FaultName } from './fault-catalogue.ts'
import { catalogue } from './fault-catalogue.ts'
import { inactivity } from './inactivity.ts'
import type { Livechat, LivechatOptions } from './livechat.ts'
import { foreignChat } from './other-acts.ts'
import { drain } from './routing.ts'
import { demoAccount } from './seed.ts'
import { socketsOf } from './sockets.ts'
import { serveFile } from './stored-files.ts'
import { teller } from './telling.ts'
import { serveAction } from './web-api.ts'
import { webhooks } from './webhooks.ts'

/** Puts the parts together; it does not listen yet. */
export function simulator(options: LivechatOptions): Livechat {
  const clock = options.clock ?? systemClock()
  const chance = seededChance(options.seed ?? 1)
  const { changed, watch } = watchers()
  let draining = false
  const faults = faultSwitches(catalogue, chance, () => {
    changed()
    // A fault that is gone may have freed somebody; a bite inside must not begin it again.
    if (draining) return
    draining = true
    drain(account)
    draining = false
  })
  const { organizationId = randomUUID(), redirectUris = defaultRedirects, maxChats = 6 } = options
  const state = options.state ?? demoAccount(organizationId, redirectUris, maxChats)
  const tokenLife = { agent: 28_800, customer: 28_800, ...options.tokenLife }
  const account = new Account({ state, clock, chance, faults, region: options.region ?? 'dal', tokenLife })
  const hooks = webhooks({
    account,
    timeout: options.delivery?.timeout ?? 10_000,
    gaps: options.delivery?.gaps ?? [5000, 15_000, 40_000],
    makeForeign: () => tell(account.collect(() => foreignChat(account)).happenings),
    changed,
  })
  const log = requestLog<FaultName>(() => account.now())
  const sockets = socketsOf({
    account,
    log,
    tell: (happenings, asker) => tell(happenings, asker),
    login: options.rtm?.login ?? 30_000,
    silence: options.rtm?.silence ?? 30_000,
    pending: options.rtm?.pending ?? 10,
  })
  const tell = teller(hooks, sockets)
  const archive = inactivity(account, options.archiveAfter === undefined ? 30 * 60_000 : options.archiveAfter)
  account.onHappening = (happening) => void tell([happening])
  account.onChange = changed
  account.onThread = archive.heard
  account.onDisconnect = sockets.disconnect

  let port = options.port ?? 0
  let server: Server | null = null

  const it: Livechat = face({
    account,
    hooks,
    sockets,
    log,
    watch,
    port: () => port,
    ...(options.agentToken !== undefined && { agentToken: options.agentToken }),
    async start() {
      if (server) return
      server = await listen(application, port, options.tls ?? null)
      sockets.serve(server)
      port = (server.address() as AddressInfo).port
      account.url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`
      hooks.resume()
      archive.resume()
    },
    async stop() {
      const stopping = server
      if (!stopping) return
      server = null
      hooks.halt()
      archive.halt()
      sockets.close()
      await close(stopping)
    },
  })

  const parts = {
    account,
    log,
    limiter: limiter(clock, options.perMinute ?? 0),
    tell,
    statuses: { ...statuses, ...options.statuses },
    isOnline: sockets.isOnline,
  }
  const application = express()
  application.disable('x-powered-by')
  const raw = express.raw({ type: () => true, limit: '12mb' })
  for (const path of ['/:version/:api/action/:name', '/:api/action/:name']) {
    application.all(path, raw, (request, response, next) => {
      const { version, api } = request.params as { version?: string; api: string }
      const known =
        ['customer', 'agent', 'configuration'].includes(api) && (version === undefined || /^v[\d.]+$/.test(version))
      return known ? serveAction(parts, request, response) : next()
    })
  }
  application.get('/files/:hash/:name', (request, response) => serveFile(account, request, response))
  application.use('/sim/api', control(it, account))
  application.use('/sim', pages('livechat'))
  application.use(accounts(parts))
  application.use((request, response) => {
    const entry = log.open(request.method, request.originalUrl)
    entry.status = 404
    log.breach(entry, 'is no address of the vendor’s')
    response.status(404).type('text/plain').send('404 page not found')
  })
  return it
}

const defaultRedirects = ['http://127.0.0.1:3000/oauth', 'http://localhost:3000/oauth']
