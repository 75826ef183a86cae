import { createHash, timingSafeEqual } from 'node:crypto'
import { type Request, Router } from 'express'
import type { Metrics } from '../metrics.ts'
import { refuse } from './errors.ts'

/** What whoever runs the server asks it. Nothing here tells a stranger more than yes or no. */
export function healthRoutes(given: {
  probe: () => Promise<void>
  isLeaving: () => boolean
  metrics: Pick<Metrics, 'registry'>
  metricsToken: string | null
}): Router {
  const { probe, isLeaving, metrics, metricsToken } = given
  const routes = Router({ caseSensitive: true, strict: true })

  routes.get('/health/live', (_request, response) => void response.type('text').send('ok'))

  routes.get('/health/ready', async (_request, response) => {
    const ready =
      !isLeaving() &&
      (await probe().then(
        () => true,
        () => false,
      ))
    response
      .status(ready ? 200 : 503)
      .type('text')
      .send(ready ? 'ok' : 'not ready')
  })

  routes.get('/metrics', async (request, response) => {
    if (!mayReadMetrics(request, metricsToken)) return refuse(response, 404, 'notFound')
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
  return routes
}

/**
 * With a token: whoever has it. Without: only this machine itself, and not a proxy on it, which speaks for strangers.
 */
function mayReadMetrics(request: Request, token: string | null): boolean {
  if (token !== null) return isSame(request.get('authorization') ?? '', `Bearer ${token}`)
  const isForwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined
  return !isForwarded && /^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '')
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))
