import type { Message, Part } from '@baton/shared/message.ts'
import { plainText } from '@baton/shared/message.ts'
import { z } from 'zod'
import type { AccountId, ThreadId, VendorId, VendorTime } from '../../conversation/ids.ts'
import { pieces } from './text.ts'

export const accountOf = (appId: string): AccountId => `freshchat:${appId}` as AccountId
export const appIdOf = (account: AccountId): string => account.slice('freshchat:'.length)
export const threadRef = (conversationId: string): ThreadId => conversationId as ThreadId
export const vendorId = (id: string): VendorId => id as VendorId

/** Null: not a moment. Freshchat writes ISO-8601 UTC with milliseconds (§1.3). */
export function vendorTime(iso: string | undefined): VendorTime | null {
  // Date.parse alone takes "5" for a moment of 2001.
  const at = iso !== undefined && /^\d{4}-\d\d-\d\dT/.test(iso) ? Date.parse(iso) : Number.NaN
  return Number.isNaN(at) ? null : (at as VendorTime)
}

export type VendorPart = { [kind: string]: unknown }

/** Freshchat's own limits are not known (§7, U17); these were never seen refused. */
const partText = 4_000
const partsPerMessage = 10

/**
 * Ours to theirs. Text goes whole; what Freshchat cannot show like that goes as words. `attached`: what an image or a file has become
 * by its upload; undefined: it goes as words too. Null: more parts than one message takes.
 */
export function toParts(
  message: Message,
  attached: (part: Part) => VendorPart | undefined = () => undefined,
): VendorPart[] | null {
  const parts = message.parts.flatMap((part): VendorPart[] => {
    const upload = attached(part)
    return upload ? [upload] : textParts(part.kind === 'text' ? part.text : plainText({ parts: [part] }))
  })
  return parts.length > partsPerMessage ? null : parts
}

const textParts = (text: string): VendorPart[] =>
  pieces(text, partText)
    .filter((piece) => piece.trim() !== '')
    .map((content) => ({ text: { content } }))

/** How many images, files and videos there are among parts: by words alone, two pictures look alike. */
export const attachmentsIn = (parts: unknown[] | undefined): number =>
  (parts ?? []).filter((part) => typeof part === 'object' && part !== null && isAttachment(part)).length

const isAttachment = (part: object): boolean => 'image' in part || 'file' in part || 'video' in part

/** A text of any length as the parts of as many messages as it takes. */
export function toManyMessages(text: string): VendorPart[][] {
  const parts = pieces(text, partText).map((content): VendorPart => ({ text: { content } }))
  return Array.from({ length: Math.ceil(parts.length / partsPerMessage) }, (_, n) =>
    parts.slice(n * partsPerMessage, (n + 1) * partsPerMessage),
  )
}

/** All text of a message of theirs, as it was written. */
export function textOf(parts: unknown[] | undefined): string {
  return (parts ?? []).flatMap((part) => contentOf(part) ?? []).join('')
}

function contentOf(part: unknown): string | undefined {
  const parsed = z.object({ text: z.object({ content: z.string() }) }).safeParse(part)
  return parsed.success ? parsed.data.text.content : undefined
}
