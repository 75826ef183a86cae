import type { FileLink } from '@baton/shared/frames.ts'
import type { Time } from '@baton/shared/ids.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import type { Files } from '../files/files.ts'
import type { Log } from '../store/store.ts'
import { refusal, slowDown } from './answering.ts'
import type { Limits } from './limits.ts'
import type { Known } from './store-input.ts'

/** A link to a file of one of the visitor's own conversations, for this session alone. */
export async function fileLink(
  session: Known,
  { conversation, path, session: id }: FileLink,
  given: { files: Pick<Files, 'link'>; log: Pick<Log, 'get'>; limits: Pick<Limits, 'fileLink'> },
): Promise<Answer<{ url: string; until: Time }>> {
  if (id !== session.id) return refusal('otherSession')
  const wait = given.limits.fileLink.take(session.visitor)
  if (wait > 0) return slowDown(wait)
  const now = await given.log.get(conversation)
  if (now?.visitor !== session.visitor) return refusal('notFound')
  const link = await given.files.link(path, { visitor: session.visitor, conversation, session: id })
  return link ? { ok: true, ...link } : refusal('notFound')
}
