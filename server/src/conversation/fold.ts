import type { Time } from '@baton/shared/ids.ts'
import { plainText } from '@baton/shared/message.ts'
import type { Conversation, Handoff } from './conversation.ts'
import type { Event } from './events.ts'
import { fingerprint } from './fingerprint.ts'
import type { HandoffId } from './ids.ts'

/** How many former stays an agent may still come back to. */
const formerKept = 8
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
    case 'visitorSaid':
      return event.key !== null && now.handoff && isUnderWay(now.handoff)
        ? {
            handoff: {
              ...now.handoff,
              owed: [...now.handoff.owed, { seq: event.seq, print: fingerprint(plainText(event.message)) }],
            },
          }
        : {}
    case 'botSaid':
      return event.turn === null ? {} : { botFailures: 0 }
    case 'botRemembered':
      return { memoryAt: event.seq }
    case 'botFailed':
      return { botFailures: now.botFailures + 1 }
    case 'handoffRequested':
      return {
        mode: 'waiting',
        stint: now.stint + 1,
        botFailures: 0,
        former: now.handoff ? [now.handoff, ...now.former].slice(0, formerKept) : now.former,
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
          agent: null,
          assigned: false,
          queue: null,
          stateAt: later(handoff.stateAt, event.vendorAt),
        })),
        mode: 'bot',
        stint: now.stint + 1,
      }
    case 'handoffResumed':
      return resumed(now, event)
    case 'conversationClosed':
      return { mode: 'closed', stint: now.stint + 1 }
  }
}

/** Whether a stay has begun and not ended. */
export const isUnderWay = (handoff: Handoff): boolean => handoff.ended === null

/** The stay of that id, the latest or a former one. */
export const handoffOf = (now: Conversation, id: HandoffId): Handoff | undefined =>
  now.handoff?.id === id ? now.handoff : now.former.find((handoff) => handoff.id === id)

const later = (a: Time | null, b: Time | null): Time | null => (a === null ? b : b === null ? a : a > b ? a : b)

function current(now: Conversation, change: (handoff: Handoff) => Handoff): Partial<Conversation> {
  return now.handoff ? { handoff: change(now.handoff) } : {}
}

function onHandoff(now: Conversation, id: HandoffId, change: (handoff: Handoff) => Handoff): Partial<Conversation> {
  if (now.handoff?.id === id) return { handoff: change(now.handoff) }
  return { former: now.former.map((handoff) => (handoff.id === id ? change(handoff) : handoff)) }
}

function newHandoff(event: Event & { kind: 'handoffRequested' }): Handoff {
  return {
    id: event.handoff,
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
  const others = [...(now.handoff ? [now.handoff] : []), ...now.former].filter((other) => other.id !== handoff.id)
  return {
    mode: 'waiting',
    stint: now.stint + 1,
    former: others.slice(0, formerKept),
    handoff: {
      ...handoff,
      ended: null,
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
