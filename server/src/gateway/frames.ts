import { type Answered, commentLimit, fieldLimits } from '@baton/shared/asks.ts'
import type {
  Act,
  Attach,
  FileLink,
  Hello,
  MailTranscript,
  Older,
  Respond,
  Send,
  VisitorDetails,
} from '@baton/shared/frames.ts'
import type { ConversationId, Cursor, FileId, Generation, SendKey, Seq, SessionId } from '@baton/shared/ids.ts'
import { limits } from '@baton/shared/protocol.ts'
import { z } from 'zod'
import { shortened, visitorText } from './text.ts'

/** What comes from a socket is anything. Each frame is parsed here into a fresh object; fields that the wire does not name are left out. */
const named = <T>() => z.string().min(1).max(100) as unknown as z.ZodType<T, string>
const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) as unknown as z.ZodType<Seq, number>
const key = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/) as unknown as z.ZodType<SendKey, string>
const session = named<SessionId>()
const conversation = named<ConversationId>()
const file = z.string().regex(/^[A-Za-z0-9_-]{22}$/) as unknown as z.ZodType<FileId, string>
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
  visitor: VisitorDetails | null
}
export const helloFrame: z.ZodType<ParsedHello> = z.object({
  cursor: cursor.nullable(),
  language: language.optional().transform((given) => given ?? null),
  page: page.optional().transform((given) => given ?? null),
  title: title.optional().transform((given) => given ?? null),
  visitor: z
    .unknown()
    .optional()
    .transform((given) => visitorDetails(given)),
})

/** A page that is none says nothing. */
const pageNow = page.optional().transform((given) => given ?? undefined)

type Parsed<S> = S extends unknown ? Omit<S, 'page'> & { page: string | undefined } : never
export type ParsedSend = Parsed<Send>
export const sendFrame: z.ZodType<ParsedSend> = z.union([
  z.object({ session, key, text, page: pageNow }),
  z.object({ session, key, file, page: pageNow }),
  z.object({ session, key, choice: z.string().min(1).max(200), target: seq, page: pageNow }),
])
export const actFrame: z.ZodType<Act> = z.object({ session, key, action: z.enum(['person', 'leave']) })

const typed = (most: number) =>
  z
    .string()
    .max(2 * most)
    .transform((raw) => shortened(raw, most))
const values = z.object({
  name: typed(fieldLimits.name).optional(),
  email: typed(fieldLimits.email).optional(),
  phone: typed(fieldLimits.phone).optional(),
  question: z
    .string()
    .max(2 * fieldLimits.question)
    .transform((raw) => visitorText(raw) ?? '')
    .optional(),
})
const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('chosen'), choice: z.string().min(1).max(100) }),
  z.object({ kind: z.literal('filled'), values }),
  z.object({
    kind: z.literal('rated'),
    score: z.number().int().min(1).max(5),
    comment: z
      .string()
      .max(2 * commentLimit)
      .transform((raw) => visitorText(raw) ?? undefined)
      .optional(),
  }),
  z.object({ kind: z.literal('declined') }),
]) as unknown as z.ZodType<Answered>
export const respondFrame: z.ZodType<Respond> = z.object({ session, key, conversation, target: seq, answer })
export const mailTranscriptFrame: z.ZodType<MailTranscript> = z.union([
  z.object({ session, email: z.string().min(3).max(254) }),
  z.object({ session, code: z.string().regex(/^\d{6}$/) }),
])
export const attachFrame: z.ZodType<Attach> = z.object({
  session,
  key,
  name: z.string().max(1_000),
  type: z.string().max(200),
  size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
})
export const fileLinkFrame: z.ZodType<FileLink> = z.object({ session, conversation, path: z.string().max(200) })
export const catchUpFrame = z.object({ cursor })
export const olderFrame: z.ZodType<Older> = z.object({ conversation, before: seq })
export const typingFrame = z.object({ on: z.boolean() })
export const seenFrame = z.object({ upTo: seq })

/** What is wrong with it is left out: a page's mistake must not cost its visitor the chat. */
function visitorDetails(given: unknown): VisitorDetails | null {
  const shape = z.object({
    name: typed(fieldLimits.name).optional().catch(undefined),
    email: typed(fieldLimits.email).optional().catch(undefined),
    phone: typed(fieldLimits.phone).optional().catch(undefined),
    attributes: z.record(z.string(), z.unknown()).optional().catch(undefined),
  })
  const { data } = shape.safeParse(given)
  if (!data) return null
  const said = Object.entries(data).filter(([name, value]) => name !== 'attributes' && value)
  const attributes = Object.entries(data.attributes ?? {})
    .flatMap(([name, value]): [string, string | number | boolean][] => {
      if (!/^[A-Za-z0-9_]{1,40}$/.test(name)) return []
      if (typeof value === 'string') return [[name, shortened(value, 200)]]
      return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? [[name, value]] : []
    })
    .slice(0, 20)
  return { ...Object.fromEntries(said), attributes: Object.fromEntries(attributes) }
}

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
