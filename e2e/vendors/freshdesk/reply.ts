import type { Said } from '../trouble.ts'

/** What a route answers; `body` undefined = no byte at all. `headers`: besides those of every answer. */
export type Reply = Said & { headers?: Record<string, string> }

export const ok = (body: unknown): Reply => ({ status: 200, body })
export const made = (body: unknown): Reply => ({ status: 201, body })
export const nothing: Reply = { status: 204 }

/** Who may not, has a code and words (§6); the codes are partly from memory. */
export const refuse = (status: number, code: string, message: string): Reply => ({ status, body: { code, message } })

export type FieldError = { field: string; message: string; code: string }

/** What is wrong with a body, field by field (§6). */
export const invalid = (...errors: FieldError[]): Reply => ({
  status: 400,
  body: { description: 'Validation failed', errors },
})

/** Without a byte (§6). */
export const notFound: Reply = { status: 404 }
