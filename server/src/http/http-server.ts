import { createServer, type RequestListener, type Server } from 'node:http'

/** Limits of reliability against slow or greedy clients; polls of the socket are requests too, but short ones. */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 8_192,
    },
    listener,
  )
  server.maxHeadersCount = 64
  server.maxRequestsPerSocket = 1_000
  // Above the gateway's own limit, which says no politely.
  server.maxConnections = 16_000
  return server
}
