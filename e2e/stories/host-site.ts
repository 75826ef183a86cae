import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'

const folder = path.join(import.meta.dirname, '../host-pages')

/** The owner's website: the pages of e2e/host-pages at `/<site>/<page>`, on an origin that is not Baton's. */
export interface HostSite {
  /** By name, so that the page and Baton are different sites to the browser and not only different ports. */
  readonly origin: string
  address(page: string, site: string): string
  close(): Promise<void>
}

export async function startHostSite(baton: string): Promise<HostSite> {
  const server = createServer((request, response) => {
    void page(request.url ?? '/', baton).then(
      ({ html, csp }) => {
        const policy = csp ? { 'Content-Security-Policy': csp } : {}
        response
          .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', ...policy })
          .end(html)
      },
      // Browsers ask for an icon, and a page without one is no mistake.
      () => response.writeHead(204).end(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    origin,
    address: (name, site) => `${origin}/${site}/${name}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function page(url: string, baton: string): Promise<{ html: string; csp: string | null }> {
  const [, site = '', name = ''] = /^\/([a-z0-9-]+)\/([a-z-]+)(?:\?.*)?$/.exec(url) ?? []
  const text = await readFile(path.join(folder, `${name}.html`), 'utf8')
  const html = text
    .replaceAll('{{origin}}', baton)
    .replaceAll('{{socket}}', baton.replace(/^http/, 'ws'))
    .replaceAll('{{site}}', site)
  return { html, csp: /<!-- csp: (.*?) -->/.exec(html)?.[1] ?? null }
}
