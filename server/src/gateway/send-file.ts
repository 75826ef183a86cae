import type { Attach, Attached, Stored } from '@baton/shared/frames.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { Files } from '../files/files.ts'
import type { Log } from '../store/store.ts'
import { refusal, slowDown } from './answering.ts'
import type { ParsedSend } from './frames.ts'
import type { Limits } from './limits.ts'
import { type Known, type Storing, storedBefore, storeInput } from './store-input.ts'

export type SendingFiles = { files: Pick<Files, 'attach' | 'attached'>; log: Pick<Log, 'get'> }

/** A bot reads no files, so one can be attached while a person is there or is waited for. */
const takesFiles = (now: Conversation | null): boolean => now?.mode === 'waiting' || now?.mode === 'agent'

const notNow = refusal('noFiles', { mend: 'Files can be attached while a person is there or is waited for.' })

/** Before a file is sent: whether it may be, and where its bytes go. */
export async function attach(
  session: Known,
  { key, name, type, size, session: id }: Attach,
  given: SendingFiles & { limits: Pick<Limits, 'attach'> },
): Promise<Answer<Attached>> {
  if (id !== session.id) return refusal('otherSession')
  const wait = given.limits.attach.take(session.visitor)
  if (wait > 0) return slowDown(wait)
  if (!takesFiles(await given.log.get(session.current))) return notNow
  const attached = await given.files.attach(placeOf(session), key, { name, type, size })
  return 'refused' in attached ? refusal(attached.refused) : { ok: true, ...attached }
}

/** A file whose bytes are here becomes a message. The same key again is acknowledged again, whoever holds the conversation by then. */
export async function sendFile(
  session: Known,
  { key, file, page }: Extract<ParsedSend, { file: unknown }>,
  given: SendingFiles & Storing,
): Promise<Answer<Stored>> {
  const before = await storedBefore([session.current, ...session.former], key, given.log)
  if (before) return { ok: true, ...before }
  if (!takesFiles(await given.log.get(session.current))) return notNow
  const part = await given.files.attached(file, placeOf(session))
  if (!part) return refusal('notFound')
  return { ok: true, ...(await storeInput(session, key, { kind: 'attached', key, part, page: page ?? null }, given)) }
}

const placeOf = ({ site, visitor, current }: Known) => ({ site, visitor, conversation: current })
