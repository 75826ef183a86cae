/** What a route answers; `body` undefined = no byte at all. */
export type Reply = { status: number; body?: unknown; made?: boolean }

export const ok = (body: unknown): Reply => ({ status: 200, body })

/** A thing was created: 200, or 201 by a fault (contract 7, U2). */
export const made = (body: unknown): Reply => ({ status: 200, body, made: true })

/** The documented error object (contract 1.5). */
export function refuse(code: number, status: string, message: string): Reply {
  return { status: code, body: { code, status, message } }
}

export const invalid = (message: string, status = 'INVALID_VALUE'): Reply => refuse(400, status, message)

export const notFound = (what: string): Reply =>
  refuse(404, `${what.toUpperCase()}_NOT_FOUND`, `The ${what} was not found`)
