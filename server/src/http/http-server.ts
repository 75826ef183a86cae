import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'

/** `file`: a whole file of a visitor from a slow phone (0.5 Mbit/s). */
const patience = { file: 90_000, other: 15_000 }

/** Limits of reliability against slow or greedy clients; polls of the socket are requests too, but short ones. */
export function createHttpServer(listener: RequestListener, { file, other } = patience): Server {
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: file,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 8_192,
    },
    (request, response) => {
      if (request.method !== 'PUT') hurry(request, other)
      listener(request, response)
    },
  )
  server.maxHeadersCount = 64
  server.maxRequestsPerSocket = 1_000
  // Above the gateway's own limit, which says no politely.
  server.maxConnections = 16_000
  return server
}

/** Node has one limit for all requests; only files need the long one. */
function hurry(request: IncomingMessage, patience: number): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
  if (length === undefined && encoding === undefined) return
  const timer = setTimeout(() => request.complete || request.destroy(), patience)
  timer.unref()
  request.on('close', () => clearTimeout(timer))
}
