import type { Stored } from '@baton/shared/frames.ts'
import type { ConversationId, Seq } from '@baton/shared/ids.ts'
import type { Choice, Message } from '@baton/shared/message.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import type { Event } from '../conversation/events.ts'
import type { Input } from '../conversation/inputs.ts'
import { visitorOrigin } from '../conversation/origin.ts'
import type { Log } from '../store/store.ts'
import { refusal, slowDown } from './answering.ts'
import type { ParsedSend } from './frames.ts'
import { type Limits, takeAll } from './limits.ts'
import { type SendingFiles, sendFile } from './send-file.ts'
import { type Known, type Storing, storeInput } from './store-input.ts'

export type Sending = Storing & {
  log: Storing['log'] & Pick<Log, 'editsOf'>
  limits: Pick<Limits, 'send' | 'sendPerAddress'>
} & SendingFiles

/** A visitor's text or tap. Acknowledged once it is on disk; the same key again changes nothing and is acknowledged again. */
export async function send(session: Known, frame: ParsedSend, given: Sending): Promise<Answer<Stored>> {
  if (frame.session !== session.id) return refusal('otherSession')
  const wait = takeAll([given.limits.send, session.visitor], [given.limits.sendPerAddress, session.address])
  if (wait > 0) return slowDown(wait)
  return await session.inOrder(async () => {
    if ('file' in frame) return await sendFile(session, frame, given)
    const input =
      'text' in frame
        ? ({ kind: 'wrote', key: frame.key, text: frame.text, page: frame.page ?? null } satisfies Input)
        : await tap(session.current, frame, given.log)
    if (input) return { ok: true, ...(await storeInput(session, frame.key, input, given)) }
    // Edited away since it was tapped: a tap that was stored before that stays stored.
    const seq = await given.log.seqOf(session.current, visitorOrigin(frame.key))
    return seq === null ? refusal('notFound') : { ok: true, conversation: session.current, seq }
  })
}

/** What a tap says is looked up in the message that offered it, as the visitor sees it now; the page's word is not taken for it. */
async function tap(
  id: ConversationId,
  frame: Extract<ParsedSend, { choice: string }>,
  log: Sending['log'],
): Promise<(Input & { kind: 'chose' }) | null> {
  const [event] = await log.read(id, (frame.target - 1) as Seq, 'on', 1)
  if (!event || event.seq !== frame.target) return null
  const edits = await log.editsOf(id, { first: frame.target, last: frame.target })
  const choice = offered(event, edits)?.find((one) => one.id === frame.choice)
  const { key, target, page = null } = frame
  return choice ? { kind: 'chose', key, target, choice: choice.id, label: choice.label, page } : null
}

function offered(event: Event, edits: Event[]): Choice[] | null {
  if (event.kind !== 'botSaid' && event.kind !== 'agentSaid') return null
  const newest = edits.filter((edit) => edit.kind === 'messageEdited').toSorted((a, b) => b.seq - a.seq)[0]
  const message = newest ? newest.message : event.message
  return message && choicesOf(message)
}

const choicesOf = (message: Message): Choice[] =>
  message.parts.flatMap((part) => {
    if (part.kind === 'choices') return part.choices
    return part.kind === 'cards' ? part.cards.flatMap((card) => card.choices ?? []) : []
  })
