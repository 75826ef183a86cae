import type { ConversationId, Seq } from '@baton/shared/ids.ts'
import type { Event } from '../conversation/events.ts'
import type { AccountId, ThreadId } from '../conversation/ids.ts'
import { vendorIdAmong } from '../conversation/origin.ts'
import type { Order } from '../desk/desk.ts'
import type { Log } from '../store/store.ts'

type Said = Event & { kind: 'visitorSaid' }

/** What the visitor said there; null: that is nothing they said. */
export async function saidAt(log: Pick<Log, 'read'>, id: ConversationId, seq: Seq): Promise<Said | null> {
  const [event] = await log.read(id, (seq - 1) as Seq, 'on', 1)
  return event?.kind === 'visitorSaid' ? event : null
}

/** A tap on what was offered in this thread. What the bot or another thread offered is words there. */
export async function tapIn(
  log: Pick<Log, 'originsOf'>,
  { target, choice }: Pick<Said, 'target' | 'choice'>,
  id: ConversationId,
  { account, thread }: { account: AccountId; thread: ThreadId },
): Promise<Pick<Order & { kind: 'say' }, 'answers' | 'choice'>> {
  if (target === undefined || choice === undefined) return {}
  const answers = vendorIdAmong(await log.originsOf(id, target), account, thread)
  return answers === null ? {} : { answers, choice }
}
