import { randomUUID } from 'node:crypto'
import type { ErrorRequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { StoreTrouble } from '../store/store.ts'

/** What a stranger learns of a failure: a code, and an id by which the owner finds it in the log. */
export function refuse(response: Response, status: number, code: string, id?: string): void {
  response.status(status).json({ error: id ? { code, id } : { code } })
}

const codes: { [status: number]: string } = { 400: 'badRequest', 413: 'tooLarge', 415: 'unsupportedType' }

/** The one place where an error becomes a status. */
export function errorToStatus(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error)
    const status = statusOf(error)
    const known = codes[status]
    if (known) return refuse(response, status, known)
    const id = randomUUID()
    if (error instanceof StoreTrouble) {
      logger.warn({ err: error, id }, 'the store could not answer a request')
      response.set('Retry-After', '5')
      return refuse(response, 503, 'unavailable', id)
    }
    logger.error({ err: error, id }, 'a request failed')
    refuse(response, 500, 'failed', id)
  }
}

/** Express and its body parser put a status on what the other side did wrong. */
function statusOf(error: unknown): number {
  const given = typeof error === 'object' && error !== null && 'status' in error ? error.status : null
  if (typeof given !== 'number' || given < 400 || given > 499) return 500
  return codes[given] ? given : 400
}
