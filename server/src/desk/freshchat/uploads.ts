import type { Ms } from '@baton/shared/ids.ts'
import type { Part } from '@baton/shared/message.ts'
import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused, why } from '../../outcome.ts'
import { createCache } from '../cache.ts'
import type { FileBody, KeptFiles } from '../desk.ts'
import type { Answer } from '../http-answer.ts'
import type { Client } from './client.ts'
import type { VendorPart } from './convert.ts'
import { largestFile } from './file.ts'

/** Turns the attachments of a message into parts that Freshchat takes (vendors/freshchat.md §2.5). */
export interface Uploads {
  /** What each becomes; one that is not kept any more is left out, and goes as words. */
  of(parts: Part[]): Promise<Outcome<Map<Part, VendorPart>>>
}

/** A second try of the same message, a minute later, uploads nothing again. */
const keep: Ms = 10 * 60_000
/** A call of the port ends within 30 s, and one more upload may take 10. */
const patience: Ms = 15_000

export function createUploads(from: { client: Client; clock: Clock; files: KeptFiles | null }): Uploads {
  const { client, clock, files } = from
  const sent = createCache<VendorPart | null>({ clock, keep, failed: 0 })

  return {
    async of(parts) {
      const uploaded = new Map<Part, VendorPart>()
      if (files === null) return done(uploaded)
      const began = clock.now()
      for (const part of parts) {
        if (part.kind !== 'image' && part.kind !== 'file') continue
        if (clock.now() - began > patience) return retry('slow-upload')
        const outcome = await sent.get(part.url, () => upload(client, files, part))
        if (outcome.kind !== 'done') return outcome
        if (outcome.value) uploaded.set(part, outcome.value)
      }
      return done(uploaded)
    },
  }
}

async function upload(
  client: Client,
  files: KeptFiles,
  part: Part & { kind: 'image' | 'file' },
): Promise<Outcome<VendorPart | null>> {
  const body = await files.read(part.url)
  if (!body) return done(null)
  if (body.bytes.length > largestFile) return refused('file-too-large', 'Freshchat takes 25 MB a file')
  const name = (part.kind === 'file' ? part.name : body.name) || 'image'
  return /^image\/(png|jpe?g|gif)$/.test(body.type)
    ? await asImage(client, body, name)
    : await asFile(client, body, name)
}

const image = z.object({ url: z.string().min(1) })

/** The address alone: with more in the part, or another's address, it was seen refused (trap 5.8). */
async function asImage(client: Client, body: FileBody, name: string): Promise<Outcome<VendorPart>> {
  const answer = settled(await client.upload('/images/upload', 'image', { ...body, name }))
  if (answer.kind !== 'done') return answer
  const { data } = image.safeParse(answer.value.json)
  return data ? done({ image: { url: data.url } }) : retry('no-image-url')
}

const file = z.object({
  file_name: z.string().optional(),
  file_size: z.coerce.number().optional(),
  file_content_type: z.string().optional(),
  file_extension_type: z.string().optional(),
  file_hash: z.string().min(1),
  file_security_status: z.string().optional(),
})

/** The hash changes its name on the way; which spelling of the type is the right one is not known, so both go (§2.5, trap 5.11). */
async function asFile(client: Client, body: FileBody, name: string): Promise<Outcome<VendorPart>> {
  const answer = settled(await client.upload('/files/upload', 'file', { ...body, name }))
  if (answer.kind !== 'done') return answer
  const { data } = file.safeParse(answer.value.json)
  if (!data) return retry('no-file-hash')
  const status = data.file_security_status ?? 'SAFE_FILE'
  if (status !== 'SAFE_FILE' && status !== 'AV_PENDING') return refused('file-rejected', 'Freshchat does not let it in')
  const ending = data.file_extension_type || /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]
  return done({
    file: {
      name: data.file_name ?? name,
      file_size_in_bytes: data.file_size ?? body.bytes.length,
      content_type: data.file_content_type ?? body.type,
      contentType: data.file_content_type ?? body.type,
      fileHash: data.file_hash,
      fileSource: 'FRESHCHAT',
      ...(ending && { file_extension: ending }),
    },
  })
}

/** Nobody sees an upload until a message names it, so one whose answer was lost is simply made again. */
const settled = (outcome: Outcome<Answer>): Outcome<Answer> =>
  outcome.kind === 'unsure' ? { kind: 'retry', why: outcome.why, scope: 'delivery' } : outcome

const retry = (code: string): Outcome<never> => ({ kind: 'retry', why: why(code), scope: 'delivery' })
