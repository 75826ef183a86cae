import type { IncomingMessage } from 'node:http'
import express, { Router } from 'express'
import type { Logger } from 'pino'
import type { Inbox } from '../desk/inbox.ts'
import type { Metrics } from '../metrics.ts'
import type { Registry } from '../site/registry.ts'
import { refuse } from './errors.ts'
import type { Forward } from './forward.ts'

/** design.md §9. */
export const hookBytes = 1_048_576

/**
 * The desks' webhooks: the raw bytes are verified before anything looks into them, what they tell is on disk before the 200,
 * and the work comes after it. Whoever has not the key and whoever has not signed get the same answer.
 */
export function hookRoutes(given: {
  registry: Pick<Registry, 'hook'>
  inbox: Pick<Inbox, 'keep'>
  forward: Pick<Forward, 'pass'>
  metrics: Pick<Metrics, 'hooks' | 'hookSeconds'>
  logger: Logger
}): Router {
  const { registry, inbox, forward, metrics, logger } = given
  const routes = Router({ caseSensitive: true, strict: true })
  // Unpacked bytes would not be the signed ones, so packed bodies are refused (415).
  const rawBody = express.raw({ type: () => true, limit: hookBytes, inflate: false })

  routes.post('/hooks/:site/:desk/:key', rawBody, async (request, response) => {
    const stop = metrics.hookSeconds.startTimer()
    const { site, desk, key } = request.params as { site: string; desk: string; key: string }
    const raw = request.body instanceof Uint8Array ? request.body : new Uint8Array()
    const headers = headersOf(request)
    const at = registry.hook(site, desk, key)
    const events = at ? at.desk.read({ raw, headers }) : 'forged'
    if (!at || events === 'forged') {
      metrics.hooks.inc({ result: 'refused' })
      logger.warn({ desk: at ? desk : null, why: at ? 'signature' : 'key' }, 'webhook refused')
      refuse(response, 401, 'unauthorized')
    } else {
      await inbox.keep(events)
      metrics.hooks.inc({ result: 'taken' })
      response.status(200).json({ ok: true })
      if (at.forwardTo !== null) forward.pass({ to: at.forwardTo, raw, headers })
    }
    stop()
  })
  return routes
}

/** As they came, doubled ones joined. */
function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    headers.append(rawHeaders[i] as string, rawHeaders[i + 1] as string)
  return headers
}
