import { Router } from 'express'
import type { Consent } from '../consent.ts'
import { oauthPage, oauthPolicy } from './oauth-page.ts'

/** Where LiveChat's consent page sends the browser back to. Everything that counts is decided behind `land`. */
export function oauthRoutes(consent: Pick<Consent, 'land'>): Router {
  const routes = Router({ caseSensitive: true, strict: true })
  // Express would answer HEAD by this too, and whoever looks at a link before a person follows it must not use it up.
  routes.head('/oauth/livechat', (_request, response) => void response.status(405).set('Allow', 'GET').end())
  routes.get('/oauth/livechat', async (request, response) => {
    const { status, html } = oauthPage(await consent.land(request.query))
    // The address holds the code: no cache keeps it, and no page learns it.
    response.set({
      'Content-Security-Policy': oauthPolicy,
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    })
    response.status(status).type('html').send(html)
  })
  return routes
}
