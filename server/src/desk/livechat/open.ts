import type { Ms } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'
import type { VendorTime } from '../../conversation/ids.ts'
import { done, type Outcome, why } from '../../outcome.ts'
import type { DeskMemory, Opening, Receipt } from '../desk.ts'
import type { Opened } from '../opening-memory.ts'
import { openingMemory } from '../opening-memory.ts'
import { contextText } from '../transcript.ts'
import type { Chat, Found } from './chats.ts'
import { earliest, findOwn, listChat, receiptOf, rememberChat, rememberedChat } from './chats.ts'
import type { LivechatConfig } from './config.ts'
import type { NewEvent } from './convert.ts'
import { accountOf, threadRef, toOpening } from './convert.ts'
import type { Caller, Customers } from './customers.ts'
import type { GroupStickiness } from './group-stickiness.ts'
import { forget } from './identify.ts'
import { nobodyThere } from './mint.ts'
import { refOf } from './opening-ref.ts'
import { type Begun, begin, say } from './opening-steps.ts'
import type { VendorClock } from './vendor-clock.ts'

export type OpeningParts = {
  customers: Customers
  memory: DeskMemory
  clock: Clock
  vendorClock: VendorClock
  config: Pick<LivechatConfig, 'group' | 'organizationId' | 'continuous'>
  stickiness: Pick<GroupStickiness, 'asked'>
}

/** Each turn knows more of the chat than the one before: none, there, active, or just closed. */
const turns = 5

/**
 * Looks which chat the visitor has, then starts it, resumes it, or says it all in the active one (vendors/livechat.md §8.4); where
 * LiveChat knows better than its list, its refusal says what to do instead. So every race ends in one chat.
 */
export async function open(from: OpeningParts, opening: Opening, doubt: boolean): Promise<Outcome<Opened>> {
  const memory = openingMemory(from.memory, opening)
  const known = await memory.get()
  if (known?.opened) return done(known.opened)
  if (known || doubt) {
    const found = await findOpening(from, opening)
    if (found.kind !== 'done') return found
    if (found.value) return done(found.value)
  }
  if (!(await memory.set({ tried: from.clock.now() }))) return { ...later('busy', 1_000), scope: 'ours' }
  const caller = from.customers.as(opening.visitor.id)
  const asked = from.vendorClock.now()
  const begun = await beginSomehow(from, caller, opening)
  if (begun.kind !== 'done') return await erased(from, opening, begun)
  const opened = openedOf(from, opening, begun.value, asked)
  await memory.set({ tried: from.clock.now(), opened })
  await rememberChat(from.memory, opening.visitor.id, opened.thread.id)
  return done(opened)
}

/** By the `custom_id` of its first events: all of them, or it did not get through whole. */
export async function findOpening(from: OpeningParts, opening: Opening): Promise<Outcome<Opened | null>> {
  const memory = openingMemory(from.memory, opening)
  const known = await memory.get()
  if (known?.opened) return done(known.opened)
  const caller = from.customers.as(opening.visitor.id)
  const chat = await chatOf(from, caller, opening)
  if (chat.kind !== 'done') return isNobody(chat) ? done(null) : chat
  if (!chat.value) return done(null)
  const { events, found: asked } = await search(caller, opening, chat.value)
  // The former chat of somebody whom LiveChat forgot is not theirs any more, and refused with any word. One chat is all that a customer has,
  // so what is there after all is met by the opening itself.
  if (asked.kind === 'gone' || asked.kind === 'refused') return done(null)
  if (asked.kind !== 'done') return asked
  const found = asked.value
  if (!found || found.events.size < events.length) return done(null)
  const receipts = events.flatMap(({ custom_id }) => receiptsOf(found, custom_id))
  const opened = openedOf(from, opening, { chat: chat.value, stretch: found.stretch, receipts, at: null })
  await memory.set({ tried: from.clock.now(), opened })
  await rememberChat(from.memory, opening.visitor.id, chat.value)
  return done(opened)
}

async function beginSomehow(from: OpeningParts, caller: Caller, opening: Opening): Promise<Outcome<Begun>> {
  const events = firstEvents(opening)
  const listed = await listChat(caller)
  if (listed.kind !== 'done') return listed
  let chat: Chat | null = listed.value
  let last: Outcome<Begun> = later('chat-changes', 1_000)
  from.stickiness.asked(opening.key, from.config.group)
  for (let turn = 0; turn < turns; turn++) {
    last = chat?.active
      ? await say(caller, chat.id, opening, events)
      : await begin(caller, chat?.id ?? null, events, {
          group: from.config.group,
          waits: opening.waits && !from.config.continuous,
        })
    const code = last.kind === 'refused' ? last.why.code : last.kind === 'gone' ? last.why : ''
    switch (code) {
      case 'chat_limit_reached': {
        // The list lags: there is a chat, perhaps made by another server a moment ago.
        const there = await chatOf(from, caller, opening)
        if (there.kind !== 'done') return there
        if (there.value === null) return { ...later('chat-not-listed-yet', 2_000), scope: 'ours' }
        chat = { id: there.value, active: true }
        break
      }
      case 'chat_already_active':
        chat = chat && { ...chat, active: true }
        break
      case 'chat_inactive':
        chat = chat && { ...chat, active: false }
        break
      default:
        return last
    }
  }
  return last.kind === 'refused' ? later('chat-changes', 1_000) : last
}

/** Listed, remembered, or what an earlier stay was in. */
async function chatOf(from: OpeningParts, caller: Caller, opening: Opening): Promise<Outcome<string | null>> {
  const listed = await listChat(caller)
  if (listed.kind !== 'done') return listed
  return done(listed.value?.id ?? (await rememberedChat(from.memory, opening.visitor.id)) ?? opening.former?.id ?? null)
}

async function search(
  caller: Caller,
  opening: Opening,
  chat: string,
): Promise<{ events: NewEvent[]; found: Outcome<Found | null> }> {
  const events = firstEvents(opening)
  const keys = events.map(({ custom_id }) => custom_id)
  return { events, found: await findOwn(caller, chat, opening.visitor.id, keys) }
}

const firstEvents = (opening: Opening): NewEvent[] => toOpening(contextText(opening, refOf(opening)), opening)

/** `asked`: before it was begun. */
function openedOf(
  from: OpeningParts,
  opening: Opening,
  { chat, stretch, receipts, at }: Begun,
  asked: VendorTime | null = null,
): Opened {
  // Answers tell no time of what was begun, only their own, to the second. Somebody may have greeted before a slow one came: what
  // happens in a stay is never older than the stay.
  const openedAt: VendorTime = earliest([...receipts.map((receipt) => receipt.at), at, asked]) ?? from.vendorClock.now()
  return {
    thread: {
      account: accountOf(from.config.organizationId),
      id: threadRef(chat),
      stretch,
      openedAt: (Math.floor(openedAt / 1_000) * 1_000) as VendorTime,
      url: null,
      visitor: opening.visitor,
    },
    receipts,
  }
}

/** Whoever was erased there is somebody new: the next try makes them anew. */
async function erased(
  from: OpeningParts,
  opening: Opening,
  outcome: Exclude<Outcome<Begun>, { kind: 'done' }>,
): Promise<Outcome<never>> {
  const isErased = isNobody(outcome) || (outcome.kind === 'gone' && outcome.why === 'deleted')
  if (!isErased) return outcome
  await forget(from.memory, opening.facts.id, opening.visitor.id)
  return later('customer-erased', 0)
}

const isNobody = (outcome: Outcome<unknown>): boolean => outcome.kind === 'refused' && outcome.why.code === nobodyThere

function receiptsOf(found: Found, key: string): Receipt[] {
  const event = found.events.get(key)
  return event ? [receiptOf(event)] : []
}

const later = (code: string, after: Ms): Outcome<never> & { kind: 'retry' } => ({
  kind: 'retry',
  why: why(code),
  scope: 'delivery',
  after,
})
