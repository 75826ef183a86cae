import type { Answered, Ask } from '@baton/shared/asks.ts'
import type { ConversationId, Seq } from '@baton/shared/ids.ts'
import { never } from '@baton/shared/ids.ts'
import { type Message, plainText } from '@baton/shared/message.ts'
import type { Conversation } from '../../conversation/conversation.ts'
import type { Event } from '../../conversation/events.ts'
import { reasonText } from '../../desk/reason-text.ts'
import { failed, type OwnerDeps, out, type Told } from '../command.ts'

const page = 200
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** What was said, as of now: an edited text in its newest form, a deleted one not at all. */
export async function* transcript(deps: OwnerDeps, { conversation }: { conversation: string }): Told {
  const id = conversation.toLowerCase() as ConversationId
  const now = uuid.test(conversation) ? await deps.store.log.get(id) : null
  if (!now)
    return yield* failed('There is no such conversation.', 'Find its id by npm run baton -- handoffs, or in the log.')
  yield out(`Conversation ${now.id} · site ${now.site} · ${now.mode}`)
  const edits = new Map<Seq, Message | null>()
  for await (const event of eventsOf(deps, id))
    if (event.kind === 'messageEdited') edits.set(event.target, event.message)
  for await (const event of eventsOf(deps, id)) {
    const line = lineOf(event, now, edits)
    if (line !== null)
      yield out(`${new Date(event.at).toISOString().slice(0, 19).replace('T', ' ')}  ${forTerminal(line)}`)
  }
  return 0
}

async function* eventsOf({ store }: OwnerDeps, id: ConversationId): AsyncGenerator<Event> {
  let from = 0 as Seq
  for (;;) {
    const events = await store.log.read(id, from, 'on', page)
    yield* events
    const last = events.at(-1)
    if (!last || events.length < page) return
    from = last.seq
  }
}

function lineOf(event: Event, { agents }: Conversation, edits: Map<Seq, Message | null>): string | null {
  const agent = (ref: string | null) => (ref === null ? 'The desk' : (agents[ref]?.name ?? 'An agent'))
  const said = (who: string, message: Message) => {
    const newest = edits.get(event.seq)
    if (newest === null) return `${who}: (deleted)`
    return `${who}: ${plainText(newest ?? message) || '(something that is no text)'}${newest ? ' (edited)' : ''}`
  }
  switch (event.kind) {
    case 'visitorDescribed':
      return `— the page says of the visitor: ${JSON.stringify({ ...event.contact, ...event.attributes })} —`
    case 'asked':
      return `— asked: ${askText(event.ask)} —`
    case 'answered':
      return `Visitor: ${answerText(event.answer)}`
    case 'handoffMoved':
      return `— ${event.desk} is asked instead (${event.why}) —`
    case 'handoffRated':
      return `— rated ${event.score} of 5${event.comment ? `: ${event.comment}` : ''} —`
    case 'ticketRequested':
      return `— passed on as a ticket: ${reasonText(event.reason)} —`
    case 'ticketMade':
      return `— ticket ${event.number ?? '(without a number)'}${event.url ? `: ${event.url}` : ''} —`
    case 'ticketFailed':
      return `— the ticket could not be made (${event.code}) —`
    case 'botUnderstood':
      return event.understood ? null : '— the bot had no answer —'
    case 'conversationStarted':
      return event.page === null ? '— begins —' : `— begins on ${event.page} —`
    case 'visitorSaid':
      return said('Visitor', event.message)
    case 'botSaid':
      return said('Bot', event.message)
    case 'agentSaid':
      return said(agent(event.agent), event.message)
    case 'botFailed':
      return `— the bot failed (${event.code}) —`
    case 'handoffRequested':
      return `— a person is asked for at ${event.desk}: ${reasonText(event.reason)} —`
    case 'threadOpened':
      return event.url === null ? '— opened at the desk —' : `— opened at the desk: ${event.url} —`
    case 'threadLost':
      return '— the desk’s thread cannot be used any more; another is opened —'
    case 'threadClosed':
      return '— closed at the desk —'
    case 'agentJoined':
      return `— ${agent(event.agent)} joined —`
    case 'agentLeft':
      return `— ${agent(event.agent)} left —`
    case 'handoffEnded':
      return `— the stay with the desk ended: ${event.how} —`
    case 'handoffResumed':
      return '— the stay with the desk goes on —'
    case 'conversationClosed':
      return '— closed —'
    case 'deliveryChanged':
      return event.state === 'failed' ? `— message ${event.target} did not reach the desk —` : null
    case 'queued':
    case 'botRemembered':
    case 'agentIntroduced':
    case 'messageEdited':
      return null
    default:
      return never(event)
  }
}

function askText(ask: Ask): string {
  switch (ask.kind) {
    case 'desk':
      return `which team (${ask.desks.map(({ label }) => label).join(', ')})`
    case 'form':
      return ask.fields.map(({ id }) => id).join(', ')
    case 'waitOver':
      return `nobody came; how to go on (${ask.can.join(', ')})`
    case 'goOn':
      return `whether to go on with ${ask.label}`
    case 'rating':
      return 'how it was'
    default:
      return never(ask)
  }
}

function answerText(answer: Answered): string {
  switch (answer.kind) {
    case 'chosen':
      return answer.choice
    case 'filled':
      return Object.entries(answer.values)
        .map(([name, value]) => `${name}: ${value}`)
        .join(', ')
    case 'rated':
      return `${answer.score} of 5${answer.comment ? `: ${answer.comment}` : ''}`
    case 'declined':
      return '(would rather not say)'
    default:
      return never(answer)
  }
}

/** A visitor's text must not steer the owner's terminal; further lines are set in, so that nobody speaks as somebody else. */
const forTerminal = (text: string): string =>
  text.replace(/[[\p{Cc}\u202a-\u202e\u2066-\u2069]--[\n]]/gv, ' ').replace(/\n/g, '\n                       ')
