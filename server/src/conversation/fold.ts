// long because one switch says of each event what it changes.
import type { Time } from '@baton/shared/ids.ts'
import type { Conversation, Handoff } from './conversation.ts'
import type { Event } from './events.ts'
import { printOf } from './fingerprint.ts'
import type { HandoffId } from './ids.ts'
import type { Ask, Asked } from './requests.ts'

/** How many former stays an agent may still come back to. */
const formerKept = 8
/** A visitor who left this many questions open will not come back to the first. */
const asksKept = 4
/** How many tickets are told apart. */
const ticketsKept = 8
/** How many of the desk's messages `before` can look back at. */
const recentKept = 50

/** What a conversation is after an event. Only this is ever replayed: the row is always the fold of its log. */
export function fold(before: Conversation, event: Event): Conversation {
  return { ...before, ...changes(before, event), seq: event.seq }
}

function changes(now: Conversation, event: Event): Partial<Conversation> {
  switch (event.kind) {
    case 'conversationStarted':
      return { language: event.language, page: event.page }
    case 'visitorDescribed':
      return {
        contact: { ...now.contact, ...event.contact },
        attributes: event.attributes,
        ...(now.handoff && isUnderWay(now.handoff) && now.handoff.thread === null
          ? { handoff: { ...now.handoff, describedMeanwhile: true } }
          : {}),
      }
    case 'visitorSaid':
      return {
        ...spoken,
        ...(event.page === undefined ? {} : { page: event.page }),
        ...(event.key !== null && now.handoff && isUnderWay(now.handoff)
          ? {
              handoff: {
                ...now.handoff,
                owed: [...now.handoff.owed, { seq: event.seq, print: printOf(event.message) }],
              },
            }
          : {}),
      }
    case 'asked':
      return {
        asks: [...now.asks.filter(({ ask }) => !isSame(ask, event.ask)), opened(event)].slice(-asksKept),
        ...(event.ask.kind === 'form' && event.ask.purpose === 'handoff' ? { formAsked: true } : {}),
      }
    case 'answered': {
      const { question: _, ...contact } = event.answer.kind === 'filled' ? event.answer.values : {}
      return {
        asks: now.asks.filter(({ seq }) => seq !== event.target),
        ...(event.answer.kind === 'filled' ? { contact: { ...now.contact, ...contact } } : {}),
      }
    }
    case 'botSaid':
      return event.turn === null ? {} : { botFailures: 0 }
    case 'botRemembered':
      return { memoryAt: event.seq }
    case 'botFailed':
      return { botFailures: now.botFailures + 1 }
    case 'botUnderstood':
      return { puzzled: event.understood ? 0 : now.puzzled + 1 }
    case 'handoffRequested':
      return {
        mode: 'waiting',
        stint: now.stint + 1,
        botFailures: 0,
        puzzled: 0,
        asks: now.asks.filter(isRating),
        former: kept(staysOf(now)),
        handoff: newHandoff(event),
      }
    case 'threadOpened':
      return onHandoff(now, event.handoff, (handoff) => ({
        ...handoff,
        thread: event.thread,
        stretch: event.stretch,
        url: event.url,
        openedAt: event.openedAt,
        last: event.vendorIds.at(-1) ?? null,
        stateAt: later(handoff.stateAt, event.openedAt),
      }))
    case 'threadLost':
      return onHandoff(now, event.handoff, (handoff) => ({
        ...handoff,
        thread: null,
        stretch: null,
        url: null,
        openedAt: null,
        last: null,
        lost: handoff.lost + 1,
      }))
    case 'threadClosed':
      return onHandoff(now, event.handoff, (handoff) => ({
        ...handoff,
        stateAt: later(handoff.stateAt, event.vendorAt),
      }))
    case 'handoffMoved':
      return onHandoff(now, event.handoff, (handoff) => ({
        ...handoff,
        desk: event.desk,
        account: event.account,
        siteVersion: event.siteVersion,
        tried: [...handoff.tried, handoff.desk],
        queue: null,
      }))
    case 'queued':
      return current(now, (handoff) => ({ ...handoff, queue: { position: event.position, wait: event.wait } }))
    case 'agentJoined':
      return {
        ...current(now, (handoff) => ({
          ...handoff,
          agent: event.agent,
          assigned: event.assigned,
          queue: null,
          stateAt: later(handoff.stateAt, event.vendorAt),
        })),
        ...(now.mode === 'agent' ? {} : { mode: 'agent' as const, stint: now.stint + 1 }),
        agents: { [event.agent]: { name: null, picture: null }, ...now.agents },
      }
    case 'agentLeft':
      return {
        ...current(now, (handoff) => ({
          ...handoff,
          agent: null,
          assigned: false,
          deadline: event.deadline ?? handoff.deadline,
          stateAt: later(handoff.stateAt, event.vendorAt),
        })),
        ...(event.deadline === null ? {} : { mode: 'waiting' as const, stint: now.stint + 1 }),
      }
    case 'agentIntroduced':
      return { agents: { ...now.agents, [event.agent]: { name: event.name, picture: event.picture } } }
    case 'agentSaid':
      return onHandoff(now, event.handoff, (handoff) => ({
        ...handoff,
        answeredAt: handoff.answeredAt ?? (event.agent === null ? null : event.at),
        recent: [...handoff.recent, { seq: event.seq, at: event.vendorAt }].slice(-recentKept),
      }))
    case 'messageEdited':
      return {}
    case 'deliveryChanged':
      return deliveryChanged(now, event)
    case 'handoffEnded':
      return {
        ...onHandoff(now, event.handoff, (handoff) => ({
          ...handoff,
          ended: event.how,
          endedAt: event.at,
          agent: null,
          assigned: false,
          queue: null,
          stateAt: later(handoff.stateAt, event.vendorAt),
        })),
        mode: 'bot',
        quiet: true,
        stint: now.stint + 1,
      }
    case 'handoffResumed':
      return resumed(now, event)
    case 'conversationClosed':
      return { mode: 'closed', stint: now.stint + 1, asks: now.asks.filter(isRating) }
    case 'handoffRated':
      return {
        ...onHandoff(now, event.handoff, (handoff) => ({
          ...handoff,
          rating: { score: event.score, comment: event.comment },
        })),
        // Given at the desk meanwhile.
        asks: now.asks.filter((asked) => !(isRating(asked) && isAbout(asked, event.handoff))),
      }
    case 'ticketRequested': {
      const { ticket: id, seq, at, reason } = event
      return { tickets: [...now.tickets, { id, seq, at, reason, state: 'owed' as const }].slice(-ticketsKept) }
    }
    case 'ticketMade':
    case 'ticketFailed': {
      const state = event.kind === 'ticketMade' ? 'made' : 'failed'
      return { tickets: now.tickets.map((one) => (one.id === event.ticket ? { ...one, state } : one)) }
    }
  }
}

/** Whether a stay has begun and not ended. */
export const isUnderWay = (handoff: Handoff): boolean => handoff.ended === null

/** It was ended without an answer: its words stay with the team, and whoever answers there is heard. */
export const isLeftThere = ({ ended }: Handoff): boolean => ended === 'timedOut' || ended === 'message'

/** Rises each time that looks begin anew: the stay went on, or has another thread. A look of an earlier round owes no other. */
export const roundOf = ({ resumed, lost }: Handoff): number => resumed + lost

const isAbout = ({ about }: Asked, id: HandoffId): boolean => about.kind === 'handoff' && about.handoff === id
const isRating = ({ ask }: Asked): boolean => ask.kind === 'rating'
/** The newer of two such questions is the one that can be answered. Each stay has a rating of its own. */
const isSame = (one: Ask, other: Ask): boolean =>
  one.kind === other.kind &&
  one.kind !== 'rating' &&
  (one.kind !== 'form' || other.kind !== 'form' || one.purpose === other.purpose)
const opened = ({ seq, ask, about }: Event & { kind: 'asked' }): Asked => ({ seq, ask, about })
const spoken = { spoke: true, quiet: false }

/** The stay of that id, the latest or a former one. */
export const handoffOf = (now: Conversation, id: HandoffId): Handoff | undefined =>
  now.handoff?.id === id ? now.handoff : now.former.find((handoff) => handoff.id === id)

/** The latest and the former ones, newest first. */
export const staysOf = ({ handoff, former }: Conversation): Handoff[] => [...(handoff ? [handoff] : []), ...former]

const later = (a: Time | null, b: Time | null): Time | null => (a === null ? b : b === null ? a : a > b ? a : b)

function current(now: Conversation, change: (handoff: Handoff) => Handoff): Partial<Conversation> {
  return now.handoff ? { handoff: change(now.handoff) } : {}
}

function onHandoff(now: Conversation, id: HandoffId, change: (handoff: Handoff) => Handoff): Partial<Conversation> {
  if (now.handoff?.id === id) return { handoff: change(now.handoff) }
  return { former: now.former.map((handoff) => (handoff.id === id ? change(handoff) : handoff)) }
}

/** The newest. Where they are too many, one goes first where nobody can write any more. */
function kept(stays: Handoff[]): Handoff[] {
  if (stays.length <= formerKept) return stays
  return stays.toSpliced(
    stays.findLastIndex((one) => one.thread === null && !isLeftThere(one)),
    1,
  )
}

function newHandoff(event: Event & { kind: 'handoffRequested' }): Handoff {
  return {
    id: event.handoff,
    by: event.by,
    reason: event.reason,
    desk: event.desk,
    account: event.account,
    siteVersion: event.siteVersion,
    from: event.seq,
    requestedAt: event.at,
    deadline: event.deadline,
    thread: null,
    stretch: null,
    url: null,
    openedAt: null,
    last: null,
    ended: null,
    endedAt: null,
    answeredAt: null,
    rating: null,
    tried: [],
    stateAt: null,
    agent: null,
    assigned: false,
    resumed: 0,
    lost: 0,
    queue: null,
    owed: [],
    recent: [],
  }
}

function resumed(now: Conversation, event: Event & { kind: 'handoffResumed' }): Partial<Conversation> {
  const handoff = handoffOf(now, event.handoff)
  if (!handoff) return {}
  const others = staysOf(now).filter((other) => other.id !== handoff.id)
  return {
    mode: 'waiting',
    stint: now.stint + 1,
    quiet: false,
    // Its rating is asked for anew when it ends again.
    asks: now.asks.filter((asked) => isRating(asked) && !isAbout(asked, handoff.id)),
    former: others.slice(0, formerKept),
    handoff: {
      ...handoff,
      ended: null,
      endedAt: null,
      deadline: event.deadline,
      resumed: handoff.resumed + 1,
      stateAt: later(handoff.stateAt, event.vendorAt),
    },
  }
}

function deliveryChanged(
  now: Conversation,
  { target, state, vendorIds }: Event & { kind: 'deliveryChanged' },
): Partial<Conversation> {
  const { [target]: _, ...others } = now.trouble
  const trouble = state === 'delivered' ? others : { ...others, [target]: state }
  if (state === 'late' || state === 'checking') return { trouble }
  const paid = (handoff: Handoff): Handoff =>
    handoff.owed.some((owed) => owed.seq === target)
      ? { ...handoff, owed: handoff.owed.filter((owed) => owed.seq !== target), last: vendorIds.at(-1) ?? handoff.last }
      : handoff
  return { trouble, handoff: now.handoff && paid(now.handoff), former: now.former.map(paid) }
}
