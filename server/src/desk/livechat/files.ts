import { z } from 'zod'
import type { Outcome } from '../../outcome.ts'
import { done } from '../../outcome.ts'
import type { FileBody, KeptFiles } from '../desk.ts'
import type { FilePart } from './convert.ts'
import type { Caller } from './customers.ts'

/** vendors/livechat.md §3, `upload_file`. */
const mostBytes = 10 * 1_024 * 1_024
const uploaded = z.object({ url: z.string().min(1) })

/**
 * Puts a visitor's file there, for an event to name; twice does no harm, since what no event names is gone after a day. Null: LiveChat does
 * not take it (too large, a program), or it is not here.
 */
export async function upload(caller: Caller, kept: KeptFiles, part: FilePart): Promise<Outcome<string | null>> {
  const file = await kept.read(part.url)
  if (!file || file.bytes.length > mostBytes) return done(null)
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(file.bytes)], { type: file.type }), nameOf(part, file))
  const sent = await caller('upload_file', form, 'set')
  if (sent.kind === 'refused') return done(null)
  if (sent.kind !== 'done') return sent
  return done(uploaded.safeParse(sent.value.json).data?.url ?? null)
}

const nameOf = (part: FilePart, { name }: FileBody): string => (part.kind === 'file' ? part.name : name) || 'image'
