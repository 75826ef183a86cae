import type { Choice, Message, Part } from '@baton/shared/message.ts'
import { plainText, textLimit } from '@baton/shared/message.ts'
import { z } from 'zod'
import type { AccountId, DeliveryId, ThreadId, VendorId, VendorTime } from '../../conversation/ids.ts'
import type { Opening } from '../desk.ts'
import { clean, pieces } from './text.ts'
import type { VendorEvent } from './wire.ts'

export const accountOf = (organizationId: string): AccountId => `livechat:${organizationId}` as AccountId
export const organizationOf = (account: AccountId): string => account.slice('livechat:'.length)
/** A chat is for ever; what an agent opens and closes is one of its threads, our stretch. */
export const threadRef = (chatId: string): ThreadId => chatId as ThreadId
export const vendorId = (id: string): VendorId => id as VendorId

/** Null: not a moment. RFC 3339 with microseconds; Z, or an offset on the agents' side (§1.6). */
export function vendorTime(iso: string | undefined): VendorTime | null {
  const at = iso !== undefined && /^\d{4}-\d\d-\d\dT/.test(iso) ? Date.parse(iso) : Number.NaN
  return Number.isNaN(at) ? null : (at as VendorTime)
}

/** A text takes 16 KB of UTF-8 (§6.1); some is left for whoever counts the ends. */
const eventBytes = 16_000

export type NewEvent = { type: 'message'; text: string; custom_id: string }

/** Ours to theirs, as words; whatever else LiveChat could show is none of a visitor's. Long ones take several events. */
export function toEvents(message: Message, key: DeliveryId): NewEvent[] {
  const text = clean(plainText(message))
  if (text.trim() === '') return []
  const cut = pieces(text, eventBytes)
  return cut.map((piece, n) => ({
    type: 'message',
    text: piece,
    custom_id: cut.length === 1 ? key : `${key}/${n + 1}/${cut.length}`,
  }))
}

/** What was said so far, as the first events of a stay. */
export function toOpening(text: string, { key }: Pick<Opening, 'key'>): NewEvent[] {
  return pieces(clean(text), eventBytes).map((piece, n) => ({
    type: 'message',
    text: piece,
    custom_id: `${openingMark}${key}/${n + 1}`,
  }))
}

const openingMark = 'open:'

/** Of an event of the visitor's: what made it. `part`: it is context, or a piece of one long message. */
export function ownKey(customId: string | undefined): { key: DeliveryId; part: boolean } | null {
  if (customId === undefined) return null
  if (customId.startsWith(openingMark)) return { key: customId.slice(openingMark.length) as DeliveryId, part: true }
  return { key: customId as DeliveryId, part: /\/\d+\/\d+$/.test(customId) }
}
export const isOpening = (customId: string | undefined): boolean => customId?.startsWith(openingMark) ?? false

const mostParts = 100
const labelLength = 200

const image = z.object({ url: z.string(), name: z.string().optional().catch(undefined) })
const button = z.object({
  text: z.string().min(1),
  type: z.string().optional().catch(undefined),
  value: z.string().optional().catch(undefined),
  postback_id: z.string().min(1).optional().catch(undefined),
})
const element = z.object({
  title: z.string().optional().catch(undefined),
  subtitle: z.string().optional().catch(undefined),
  image: image.optional().catch(undefined),
  buttons: z.array(z.unknown()).catch([]),
})
const formField = z.object({
  type: z.string().optional().catch(undefined),
  label: z.string().catch(''),
  answer: z.unknown().optional(),
  answers: z.array(z.unknown()).optional().catch(undefined),
})

/**
 * Theirs to ours: text whole, buttons as choices or links, files as links (never loaded by themselves). Null: an event that
 * is nothing to read for a visitor, as LiveChat's own widget has it (§6.1).
 */
export function toMessage(event: VendorEvent): Message | null {
  switch (event.type) {
    case 'message':
      return { parts: texts(event.text ?? '') }
    case 'file':
      return { parts: [linked(event.url, event.name ?? event.alternative_text ?? 'File') ?? unsupported('file')] }
    case 'rich_message':
      return { parts: orUnsupported(rich(event.elements ?? []), `rich_message ${event.template_id ?? ''}`.trim()) }
    case 'filled_form':
      return { parts: orUnsupported(texts((event.fields ?? []).flatMap(answered).join('\n')), 'filled_form') }
    default:
      return null
  }
}

function rich(elements: unknown[]): Part[] {
  const row: Choice[] = []
  const parts = elements.slice(0, mostParts).flatMap((given): Part[] => {
    const { data } = element.safeParse(given)
    if (!data) return []
    const buttons = data.buttons.slice(0, mostParts).flatMap((one) => button.safeParse(one).data ?? [])
    const links = buttons.flatMap((one) => linkOf(one) ?? [])
    for (const one of buttons.filter((other) => !linkOf(other))) offer(row, one)
    const picture = data.image ? linked(data.image.url, data.image.name ?? 'Image') : null
    return [...texts([data.title, data.subtitle].filter(Boolean).join('\n')), ...(picture ? [picture] : []), ...links]
  })
  return [...parts.slice(0, mostParts), ...(row.length > 0 ? [{ kind: 'choices' as const, choices: row }] : [])]
}

/** What a visitor taps comes back as the button's words (§6.1), so words make it the same button. */
function offer(row: Choice[], { text, postback_id }: z.infer<typeof button>): void {
  const label = clean(text).trim().slice(0, labelLength)
  if (label === '' || row.some((other) => other.label === label)) return
  const id = (postback_id ?? label).slice(0, labelLength)
  row.push({ id: row.some((other) => other.id === id) ? label : id, label })
}

function linkOf({ type, value, text }: z.infer<typeof button>): Part | null {
  if (type !== 'url' && type !== 'webview' && type !== 'phone') return null
  const phone = type === 'phone' && value !== undefined && !value.startsWith('tel:')
  return linked(phone ? `tel:${value.replace(/[^\d+]/g, '')}` : value, text) ?? unsupported('button')
}

function answered(given: unknown): string[] {
  const { data } = formField.safeParse(given)
  if (!data) return []
  const words = (data.answers ?? [data.answer]).flatMap(answerText).join(', ')
  return words === '' ? [] : [data.label === '' ? words : `${data.label} ${words}`]
}

function answerText(given: unknown): string[] {
  if (typeof given === 'string') return given.trim() === '' ? [] : [given]
  const { data } = z.object({ label: z.string().min(1) }).safeParse(given)
  return data ? [data.label] : []
}

function texts(given: string): Part[] {
  const text = clean(given)
  if (text.trim() === '') return []
  // Our limit counts code points; four bytes hold each of them.
  const whole = text.length <= textLimit ? [text] : pieces(text, textLimit)
  return whole.map((one) => ({ kind: 'text', text: one }))
}

function linked(given: string | undefined, label: string): Part | null {
  const url = given === undefined ? null : URL.parse(given)
  if (!url || !['https:', 'http:', 'mailto:', 'tel:'].includes(url.protocol)) return null
  return { kind: 'link', url: url.href, label: clean(label).trim().slice(0, labelLength) || url.href }
}

const orUnsupported = (parts: Part[], kind: string): Part[] => (parts.length > 0 ? parts : [unsupported(kind)])
const unsupported = (what: string): Part => ({ kind: 'unsupported', what: what.slice(0, 60) })
