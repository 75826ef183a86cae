import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { VendorTime } from '../../conversation/ids.ts'
import type { DeskEvent } from '../desk.ts'
import type { Place } from './said.ts'

const shape = z.object({ score: z.number(), comment: z.string().optional().catch(undefined) })

/** Good or bad, among the properties of a thread (vendors/livechat.md §3); the same news by webhook, push and list. Null: none. */
export function ratingOf(
  { account, thread, stretch }: Pick<Place, 'account' | 'thread' | 'stretch'>,
  properties: { [name: string]: unknown } | undefined,
  at: VendorTime,
): DeskEvent | null {
  const { data } = shape.safeParse(properties?.['rating'])
  if (!data) return null
  const score = data.score > 0 ? 5 : 1
  const comment = data.comment?.trim() || undefined
  const said = createHash('sha256').update(`${score} ${comment}`).digest('base64url').slice(0, 12)
  const id = `rated:${stretch}:${said}`
  return { account, thread, stretch, id, at, kind: 'rated', score, ...(comment !== undefined && { comment }) }
}
