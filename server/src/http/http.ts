import type { IncomingMessage } from 'node:http'
import type { SiteId } from '@baton/shared/ids.ts'
import express, { type Express } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Consent } from '../consent.ts'
import type { Inbox } from '../desk/inbox.ts'
import type { Files } from '../files/files.ts'
import type { Metrics } from '../metrics.ts'
import type { Outgoing } from '../outgoing.ts'
import { isAllowed, originOf } from '../site/origins.ts'
import type { Registry } from '../site/registry.ts'
import type { SimulatedDesk } from '../site/simulated-desks.ts'
import type { Log } from '../store/store.ts'
import { addressOf, type Trust } from './address.ts'
import { demoPage, demoPolicy } from './demo-page.ts'
import { demoStyle } from './demo-style.ts'
import { errorToStatus, refuse } from './errors.ts'
import { fileRoutes } from './files.ts'
import type { Forward } from './forward.ts'
import { healthRoutes } from './health.ts'
import { hookRoutes } from './hooks.ts'
import { oauthRoutes } from './oauth.ts'
import type { PicturePaths } from './picture-paths.ts'
import { createPictures } from './pictures.ts'
import type { RefusedOrigins } from './refused-origins.ts'
import { createScriptFiles } from './script-files.ts'
import { widgetSettings } from './widget-settings.ts'

export type HttpParts = {
  registry: Registry
  inbox: Pick<Inbox, 'keep'>
  consent: Pick<Consent, 'land'>
  log: Pick<Log, 'get'>
  files: Pick<Files, 'expects' | 'receive' | 'open'>
  picturePaths: PicturePaths
  outgoing: Outgoing
  clock: Clock
  logger: Logger
  metrics: Metrics
  forward: Pick<Forward, 'pass'>
  refusedOrigins: Pick<RefusedOrigins, 'note'>
  probe: () => Promise<void>
  isLeaving: () => boolean
  /** Our own public origin. */
  own: string
  trustProxy: false | number | readonly string[]
  metricsToken: string | null
  demo: boolean
  /** For the demo: the simulated desks of a site, where a newcomer can be the agent. */
  simulated: (site: SiteId) => SimulatedDesk[]
  /** Where the build has put the widget. */
  widgetFolder: string
}

/** Everything at our address but the socket. `addressOf`: who is at the other end, as far as proxies are believed. */
export function createHttp(parts: HttpParts): { app: Express; addressOf: (request: IncomingMessage) => string } {
  const { registry, metrics, logger, own } = parts
  const app = express()
  app.disable('x-powered-by')
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.set('query parser', 'simple')
  app.set('trust proxy', typeof parts.trustProxy === 'object' ? [...parts.trustProxy] : parts.trustProxy)
  const trust = app.get('trust proxy fn') as Trust

  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
      },
      crossOriginResourcePolicy: { policy: 'same-site' },
      referrerPolicy: { policy: 'no-referrer' },
      strictTransportSecurity: own.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    }),
  )

  app.use(healthRoutes({ probe: parts.probe, isLeaving: parts.isLeaving, metrics, metricsToken: parts.metricsToken }))
  app.use(hookRoutes({ registry, inbox: parts.inbox, forward: parts.forward, metrics, logger }))

  app.use(oauthRoutes(parts.consent))

  const scripts = createScriptFiles(parts.widgetFolder)
  app.get('/baton.js', async (request, response, next) => void ((await scripts.script(request, response)) || next()))
  app.get(
    '/app/:name',
    async (request, response, next) => void ((await scripts.app(request.params.name, request, response)) || next()),
  )

  app.get('/api/v1/widget/:site', async (request, response) => {
    const site = registry.site(request.params.site as SiteId)
    response.set({ Vary: 'Origin', 'Cache-Control': 'no-cache' })
    if (!site) return refuse(response, 404, 'unknownSite')
    const origin = originOf(request, own)
    if (request.headers.origin !== undefined && !isAllowed(site, origin)) {
      if (origin !== null) parts.refusedOrigins.note(site.id, origin)
      return refuse(response, 403, 'origin')
    }
    if (origin !== null) response.set('Access-Control-Allow-Origin', origin)
    response.json(widgetSettings(site, (await scripts.current()) ?? ''))
  })

  const pictures = createPictures({ ...parts, paths: parts.picturePaths, loopback: parts.demo })
  app.get(
    '/files/agents/:conversation/:agent/:mac',
    async (request, response, next) => void ((await pictures(request, response)) || next()),
  )

  app.use(fileRoutes(parts))

  if (parts.demo) {
    app.get('/demo', (request, response, next) => {
      const sites = registry.sites()
      // Where an owner tries a site of their own beside the demo's: one that this page may speak for.
      const shown = sites.find((site) => isAllowed(site, own)) ?? sites[0]
      const asked = typeof request.query.site === 'string' ? registry.site(request.query.site as SiteId) : shown
      if (!asked) return next()
      response
        .set('Content-Security-Policy', demoPolicy(own))
        .type('html')
        .send(demoPage(asked, parts.simulated(asked.id)))
    })
    app.get('/demo.css', (_request, response) => void response.type('css').send(demoStyle))
  }

  app.use((_request, response) => refuse(response, 404, 'notFound'))
  app.use(errorToStatus(logger))
  return { app, addressOf: (request) => addressOf(request, trust) }
}
