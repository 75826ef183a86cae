import type { Page } from '@playwright/test'

/** Every byte that reached the browser, and what left it over the socket. Begin before the first navigation. */
export interface WireTap {
  /** Waits for bodies that are still on their way. */
  received(): Promise<string>
  sent(): string[]
  /** Addresses of all requests. */
  readonly requests: string[]
}

export function tapWire(page: Page): WireTap {
  const frames: string[] = []
  const sent: string[] = []
  const bodies: Promise<string>[] = []
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('response', (response) => {
    // A page that is left takes the bodies with it that nobody has read.
    const body = response.text().catch(() => '')
    bodies.push(body.then((text) => `${response.url()}\n${JSON.stringify(response.headers())}\n${text}`))
  })
  page.on('websocket', (socket) => {
    requests.push(socket.url())
    socket.on('framereceived', ({ payload }) => frames.push(String(payload)))
    socket.on('framesent', ({ payload }) => sent.push(String(payload)))
  })
  return {
    requests,
    received: async () => [...frames, ...(await Promise.all(bodies))].join('\n'),
    sent: () => sent,
  }
}
