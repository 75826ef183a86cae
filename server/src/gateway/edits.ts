import type { Seq } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { Event } from '../conversation/events.ts'
import type { Log } from '../store/store.ts'
import type { Edits } from './projection.ts'

const none: Edits = new Map()

/**
 * What the messages of a run say by now. An edit always comes after what it edits, so a run that reaches the log's end holds
 * all edits of its own messages, and the store is asked only for others.
 */
export async function newestEdits(log: Pick<Log, 'editsOf'>, now: Conversation, run: Event[]): Promise<Edits> {
  const last = run.reduce((highest, event) => Math.max(highest, event.seq), 0)
  const edited = last >= now.seq ? run.filter(isEdit) : await laterEdits(log, now, run)
  if (edited.length === 0) return none
  const edits = new Map<Seq, Message | null>()
  for (const edit of edited.toSorted((a, b) => a.seq - b.seq)) edits.set(edit.target, edit.message)
  return edits
}

async function laterEdits(log: Pick<Log, 'editsOf'>, now: Conversation, run: Event[]): Promise<Edit[]> {
  const targets = run.flatMap(targetsOf)
  if (targets.length === 0) return []
  const range = { first: Math.min(...targets) as Seq, last: Math.max(...targets) as Seq }
  return (await log.editsOf(now.id, range)).filter(isEdit)
}

type Edit = Event & { kind: 'messageEdited' }
const isEdit = (event: Event): event is Edit => event.kind === 'messageEdited'

function targetsOf(event: Event): Seq[] {
  switch (event.kind) {
    case 'visitorSaid':
    case 'botSaid':
    case 'agentSaid':
      return [event.seq]
    case 'messageEdited':
      return [event.target]
    default:
      return []
  }
}
