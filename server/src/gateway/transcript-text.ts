import type { ConversationId, Seq, VisitorId } from '@baton/shared/ids.ts'
import { plainText } from '@baton/shared/message.ts'
import type { Visible } from '@baton/shared/timeline.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { Log } from '../store/store.ts'
import type { VisibleHistory } from './visible-history.ts'

/** More than anybody has said to one site. */
const conversations = 50
const events = 2_000

/** The visitor's whole history as they see it, oldest first, in lines; null: nothing was said. */
export async function transcriptText(
  visitor: VisitorId,
  { log, history }: { log: Pick<Log, 'get' | 'conversationsOfVisitor'>; history: VisibleHistory },
): Promise<string | null> {
  const lines: string[] = []
  for (const { id } of (await log.conversationsOfVisitor(visitor, conversations)).reverse()) {
    const now = await log.get(id as ConversationId)
    if (!now) continue
    for (const event of inPlace(await history(now.id, now.seq as Seq, events))) lines.push(...linesOf(event, now))
  }
  return lines.length > 0 ? `${lines.join('\n')}\n` : null
}

/** A message that is older by the desk's clock stands before the one that it names. */
function inPlace(shown: Visible[]): Visible[] {
  const placed: Visible[] = []
  for (const event of shown) {
    const before = event.kind === 'agentSaid' ? event.before : undefined
    const at = before === undefined ? -1 : placed.findIndex(({ seq }) => seq === before)
    placed.splice(at < 0 ? placed.length : at, 0, event)
  }
  return placed
}

function linesOf(event: Visible, { agents }: Conversation): string[] {
  const said = (who: string) => {
    if (!('message' in event) || !event.message) return []
    const text = plainText(event.message).trim()
    // Further lines are set in, so that nobody speaks as somebody else.
    return text === '' ? [] : [`${stamp(event.at)}  ${who}: ${text.replace(/\n/g, '\n    ')}`]
  }
  switch (event.kind) {
    case 'visitorSaid':
      return said('You')
    case 'botSaid':
      return said('Assistant')
    case 'agentSaid':
      return said((event.agent && agents[event.agent]?.name) || 'Team')
    default:
      return []
  }
}

const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
