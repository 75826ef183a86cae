import type { Message, Part } from '@baton/shared/message.ts'
import { plainText, textLimit } from '@baton/shared/message.ts'
import { z } from 'zod'
import type { AccountId, DeliveryId, ThreadId, VendorId, VendorTime } from '../../conversation/ids.ts'
import type { Opening } from '../desk.ts'
import { type Keeps, keepsNothing } from './file-hosts.ts'
import { labelLength, linked, richParts, unsupported } from './rich.ts'
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
/** What becomes an event: words, or a file of the visitor's with the words that stand for it where it cannot be sent. */
export type NewPart = { text: string; custom_id: string; file?: FilePart }
export type FilePart = Part & { kind: 'image' | 'file' }

/** Ours to theirs; whatever else LiveChat could show is none of a visitor's. Long words take several events. */
export function toEvents(message: Message, key: DeliveryId, files = false): NewPart[] {
  const cut = groupsOf(message, files).flatMap((parts): Omit<NewPart, 'custom_id'>[] => {
    const text = clean(plainText({ parts }))
    if (text.trim() === '') return []
    const [file] = parts
    if (files && (file?.kind === 'image' || file?.kind === 'file')) return [{ text, file }]
    return pieces(text, eventBytes).map((piece) => ({ text: piece }))
  })
  // A file comes back as a link, which nobody would know for it: it is a piece of ours, whatever it says.
  const alone = cut.length === 1 && cut[0]?.file === undefined
  return cut.map((part, n) => ({ ...part, custom_id: alone ? key : `${key}/${n + 1}/${cut.length}` }))
}

/** Files by themselves; what stands between them together. */
function groupsOf({ parts }: Message, files: boolean): Part[][] {
  const groups: Part[][] = []
  const isFile = (part: Part | undefined) => files && (part?.kind === 'image' || part?.kind === 'file')
  for (const part of parts) {
    const last = groups.at(-1)
    if (last && !isFile(part) && !isFile(last[0])) last.push(part)
    else groups.push([part])
  }
  return groups
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
/** Which opening an event is of. */
export const openingKey = (customId: string | undefined): DeliveryId | null =>
  (/^open:(.+)\/\d+$/.exec(customId ?? '')?.[1] as DeliveryId | undefined) ?? null
export const isOpening = (customId: string | undefined): boolean => customId?.startsWith(openingMark) ?? false

const formField = z.object({
  type: z.string().optional().catch(undefined),
  label: z.string().catch(''),
  answer: z.unknown().optional(),
  answers: z.array(z.unknown()).optional().catch(undefined),
})

/**
 * Theirs to ours: text whole, buttons as choices or links, files and pictures as what they are where Baton `keeps` them, else as links (a
 * vendor's address is never loaded by itself). Null: an event that is nothing to read for a visitor, as LiveChat's own widget has it
 * (§6.1).
 */
export function toMessage(event: VendorEvent, keeps: Keeps = keepsNothing): Message | null {
  switch (event.type) {
    case 'message':
      return { parts: texts(event.text ?? '') }
    case 'file':
      return { parts: [attachment(event, keeps)] }
    case 'rich_message':
      return {
        parts: orUnsupported(
          richParts(event.elements ?? [], texts, keeps),
          `rich_message ${event.template_id ?? ''}`.trim(),
        ),
      }
    case 'filled_form':
      return { parts: orUnsupported(texts((event.fields ?? []).flatMap(answered).join('\n')), 'filled_form') }
    default:
      return null
  }
}

function attachment(
  { url, name, alternative_text, content_type, size, width, height }: VendorEvent,
  keeps: Keeps,
): Part {
  const label = (name ?? alternative_text ?? 'File').slice(0, labelLength)
  const link = linked(url, label)
  if (link?.kind !== 'link') return unsupported('file')
  if (!keeps(link.url)) return link
  const type = content_type?.toLowerCase().slice(0, 100)
  if (type?.startsWith('image/')) {
    const alt = clean(alternative_text ?? '')
      .trim()
      .slice(0, labelLength)
    return { kind: 'image', url: link.url, ...(alt !== '' && { alt }), ...(width && height ? { width, height } : {}) }
  }
  return { kind: 'file', url: link.url, name: link.label, ...(type && { type }), ...(size !== undefined && { size }) }
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

const orUnsupported = (parts: Part[], kind: string): Part[] => (parts.length > 0 ? parts : [unsupported(kind)])
