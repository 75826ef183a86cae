import type { Seq, Time } from '@baton/shared/ids.ts'
import { plainText } from '@baton/shared/message.ts'
import type { Conversation, Handoff } from '../conversation/conversation.ts'
import type { Event } from '../conversation/events.ts'
import { isUnderWay } from '../conversation/fold.ts'
import type { DeliveryId, ThreadId } from '../conversation/ids.ts'
import type { DeskVisitor, Opening } from '../desk/desk.ts'
import { aboutIt, contextText, lastAsked } from '../desk/transcript.ts'
import type { Log } from '../store/store.ts'
import { factsOf, threadOf, type Visitors } from './visitors.ts'

/** How much of what was said before goes to the agent: enough to know what it is about. */
const eventsTold = 200

/** What a desk is told when a stay begins. Made from the log each time, so that a second try says the same. */
export interface Openings {
  /** What was said up to there, oldest first; `asked`: what the visitor last wrote. */
  saidBefore(now: Conversation, upTo: Seq): Promise<{ transcript: Opening['transcript']; asked: string | null }>
  /** What whoever works on it should know, in the order of its weight. */
  about(
    now: Conversation,
    of: { reason: string; summary: string | null; transcript: Opening['transcript'] },
  ): { label: string; value: string }[]
  build(key: DeliveryId, now: Conversation, handoff: Handoff, visitor: DeskVisitor): Promise<Opening>
  /** The same in one text, for a note. */
  note(now: Conversation, handoff: Handoff): Promise<string>
}

export function createOpenings(deps: {
  log: Log
  visitors: Visitors
  siteName: (now: Conversation) => string
}): Openings {
  async function before(
    now: Conversation,
    from: Seq,
  ): Promise<{ requested: (Event & { kind: 'handoffRequested' }) | null; transcript: Opening['transcript'] }> {
    const events = (await deps.log.read(now.id, (from + 1) as Seq, 'back', eventsTold)).reverse()
    const edits = new Map<Seq, Event & { kind: 'messageEdited' }>()
    for (const event of events) if (event.kind === 'messageEdited') edits.set(event.target, event)
    const requested = events.findLast((event) => event.kind === 'handoffRequested') ?? null
    return { requested, transcript: events.flatMap((event) => line(event, edits, now)) }
  }

  return {
    async saidBefore(now, upTo) {
      const { transcript } = await before(now, upTo)
      return { transcript, asked: lastAsked(transcript) }
    },
    about: (now, of) => [
      ...aboutIt({ facts: factsOf(now), ...of }),
      ...(now.page ? [{ label: 'Page', value: now.page }] : []),
    ],
    async build(key, now, handoff, visitor) {
      const { requested, transcript } = await before(now, handoff.from)
      const stays = [...(now.handoff ? [now.handoff] : []), ...now.former]
      const former = stays.find(
        (stay) => stay.id !== handoff.id && stay.account === handoff.account && stay.thread !== null,
      )
      return {
        key,
        conversation: now.id,
        visitor,
        facts: factsOf(now),
        siteName: deps.siteName(now),
        reason: requested?.reason ?? '',
        summary: requested?.summary ?? null,
        waits: isUnderWay(handoff),
        transcript,
        former: former?.thread ? await threadOf(deps.visitors, now, former, former.thread) : null,
        known: stays.flatMap((stay): ThreadId[] =>
          stay.id !== handoff.id && stay.account === handoff.account && stay.thread ? [stay.thread] : [],
        ),
      }
    },
    async note(now, handoff) {
      const { requested, transcript } = await before(now, handoff.from)
      const about = {
        facts: factsOf(now),
        siteName: deps.siteName(now),
        reason: requested?.reason ?? '',
        summary: requested?.summary ?? null,
      }
      // The stay's own name, so that a note in doubt is found again.
      return contextText({ ...about, transcript }, handoff.id.slice(-10))
    },
  }
}

function line(
  event: Event,
  edits: Map<Seq, { message: Parameters<typeof plainText>[0] | null }>,
  now: Conversation,
): Opening['transcript'] {
  switch (event.kind) {
    case 'visitorSaid':
    case 'botSaid':
    case 'agentSaid': {
      const edit = edits.get(event.seq)
      const message = edit ? edit.message : event.message
      if (message === null) return []
      const name = event.kind === 'agentSaid' && event.agent !== null ? now.agents[event.agent]?.name : null
      const by = event.kind === 'visitorSaid' ? 'visitor' : event.kind === 'botSaid' ? 'bot' : 'agent'
      const tapped = event.kind === 'visitorSaid' && event.choice !== undefined
      const text = withoutEmphasis(plainText(message))
      return [{ by, at: event.at as Time, text, ...(name ? { name } : {}), ...(tapped ? { tapped } : {}) }]
    }
    default:
      return []
  }
}

/** Desks show a bot's Markdown as it is written. */
const withoutEmphasis = (text: string): string => text.replace(/\*\*([^*\n]+)\*\*/g, '$1')
