import type { Act, Hello, Older, Send } from '@baton/shared/frames.ts'
import type { ConversationId, Cursor, Generation, SendKey, Seq, SessionId } from '@baton/shared/ids.ts'
import { limits } from '@baton/shared/protocol.ts'
import { z } from 'zod'
import { shortened, visitorText } from './text.ts'

/** What comes from a socket is anything. Each frame is parsed here into a fresh object; fields that the wire does not name are left out. */
const named = <T>() => z.string().min(1).max(100) as unknown as z.ZodType<T, string>
const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) as unknown as z.ZodType<Seq, number>
const key = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/) as unknown as z.ZodType<SendKey, string>
const session = named<SessionId>()
const conversation = named<ConversationId>()
const cursor: z.ZodType<Cursor> = z.object({ generation: named<Generation>(), conversation, seq })

const text = z.string().transform((raw, context) => {
  const clean = visitorText(raw)
  if (clean !== null) return clean
  context.addIssue('empty, or longer than 8,000 characters')
  return z.NEVER
})

/** The host page's origin and path; whatever else it says is the page's own. */
const page = z.string().transform((raw) => {
  const url = URL.canParse(raw) ? new URL(raw) : null
  return url && /^https?:$/.test(url.protocol) ? (url.origin + url.pathname).slice(0, 1_000) : null
})
const title = z.string().transform((raw) => shortened(raw, 200) || null)
const language = z.string().transform((raw) => (/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/.test(raw) ? raw : null))

export type ParsedHello = {
  cursor: Hello['cursor']
  language: string | null
  page: string | null
  title: string | null
}
export const helloFrame: z.ZodType<ParsedHello> = z.object({
  cursor: cursor.nullable(),
  language: language.optional().transform((given) => given ?? null),
  page: page.optional().transform((given) => given ?? null),
  title: title.optional().transform((given) => given ?? null),
})

export const sendFrame: z.ZodType<Send> = z.union([
  z.object({ session, key, text }),
  z.object({ session, key, choice: z.string().min(1).max(200), target: seq }),
])
export const actFrame: z.ZodType<Act> = z.object({ session, key, action: z.enum(['person', 'leave']) })
export const catchUpFrame = z.object({ cursor })
export const olderFrame: z.ZodType<Older> = z.object({ conversation, before: seq })
export const typingFrame = z.object({ on: z.boolean() })
export const seenFrame = z.object({ upTo: seq })

/**
 * The frame, or what is wrong with it, by its place. Never throws. Nothing that a page sends is quoted back: it may hold what
 * a visitor wrote.
 */
export function parse<T>(frame: z.ZodType<T>, given: unknown): { ok: true; frame: T } | { ok: false; mend: string } {
  if (isDeeper(given, limits.depth)) return { ok: false, mend: `nested deeper than ${limits.depth}` }
  const result = frame.safeParse(given)
  if (result.success) return { ok: true, frame: result.data }
  const [issue] = result.error.issues
  return { ok: false, mend: issue ? `${issue.path.join('.') || 'frame'}: ${issue.message}` : 'frame: not understood' }
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth === 0) return true
  return Object.values(value).some((inner) => isDeeper(inner, depth - 1))
}
