import type { Ms } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'
import type { VendorTime } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused, unsure, why } from '../../outcome.ts'
import type { DeskMemory, DeskVisitor, Opening, Thread } from '../desk.ts'
import type { Known, Opened, OpeningMemory } from '../opening-memory.ts'
import { openingMemory, since } from '../opening-memory.ts'
import { markOf } from '../transcript.ts'
import type { Agents } from './agents.ts'
import type { Client } from './client.ts'
import { segment } from './client.ts'
import type { FreshchatConfig } from './config.ts'
import type { VendorPart } from './convert.ts'
import { accountOf, textOf, threadRef, vendorId, vendorTime } from './convert.ts'
import type { Directory } from './directory.ts'
import { identifyAnew } from './identify.ts'
import { recentMessages } from './messages.ts'
import { firstMessages, ofOpening, refOf } from './opening-text.ts'
import { hasFailed } from './said.ts'
import type { VendorConversation, VendorMessage } from './wire.ts'
import { vendorConversation, vendorMessage } from './wire.ts'

export type OpeningParts = {
  client: Client
  memory: DeskMemory
  clock: Clock
  config: FreshchatConfig
  directory: Directory
  agents: Agents
  appId: string
}

/** Every call ends within 30 s (desk.ts): one more page may take its 10. */
const lookFor: Ms = 18_000
/** A new message is listed within a minute (§7, U20); beyond two the ids of our first ones are given up. */
const listedWithin: Ms = 120_000

/**
 * Opens a conversation with what was said so far. The memory holds what each step learned, so that a crash between any two of
 * them ends in one thread: 1 "tried" is written, 2 the conversation is made, 3 what came back is written. Between 2 and 3
 * only the mark in the first message tells (`findOpening`).
 */
export async function open(from: OpeningParts, opening: Opening, doubt: boolean): Promise<Outcome<Opened>> {
  const memory = openingMemory(from.memory, opening)
  const known = await memory.get()
  if (known?.opened) return done(known.opened)
  if (known?.made || doubt) {
    const found = await findOpening(from, opening)
    if (found.kind !== 'done') return found
    if (found.value) return done(found.value)
  }
  const topic = await from.directory.topic()
  if (topic.kind !== 'done') return topic
  const first = await firstOf(from, opening)
  if (!(await memory.set({ tried: from.clock.now() }))) {
    return { kind: 'retry', why: why('busy', 'another worker opens it'), scope: 'ours', after: 1_000 }
  }
  const made = await create(from, opening, topic.value, first)
  return made.kind === 'done' ? await takeUp(from, opening, memory, made.value, first) : made
}

/**
 * Looks for our mark in the visitor's conversations; where a second opening was appended to one that we know (§7, U6), that one
 * counts too, so `known` only says where to look last.
 */
export async function findOpening(from: OpeningParts, opening: Opening): Promise<Outcome<Opened | null>> {
  const memory = openingMemory(from.memory, opening)
  const known = await memory.get()
  if (known?.opened) return done(known.opened)
  if (known?.made) return await readBack(from, opening, memory, known.made)
  const listed = await from.client.get(`/users/${segment(opening.visitor.id)}/conversations`)
  if (listed.kind === 'refused' && listed.why.code === 'http-404') return done(null)
  if (listed.kind !== 'done') return listed
  const ids = idsOf(listed.value.json)
  const former = new Set<string>(opening.known)
  const mark = markOf(refOf(opening))
  const isMarked = (message: VendorMessage) =>
    message.actor_id === opening.visitor.id && !hasFailed(message) && textOf(message.message_parts).includes(mark)
  const until = from.clock.now() + lookFor
  for (const id of [...ids.filter((one) => !former.has(one)), ...ids.filter((one) => former.has(one))]) {
    if (from.clock.now() > until) return retry('too-many-threads')
    const messages = await recentMessages(from.client, id, (page) => page.some(isMarked))
    if (messages.kind === 'gone') continue
    if (messages.kind !== 'done') return messages
    if (messages.value.some(isMarked)) return await readBack(from, opening, memory, id)
  }
  return done(null)
}

type Made = VendorConversation & { conversation_id: string }

async function create(
  from: OpeningParts,
  opening: Opening,
  topic: string,
  first: VendorPart[][],
): Promise<Outcome<Made>> {
  const { visitor } = opening
  const messages = first.map((message_parts) => ({
    message_parts,
    message_type: 'normal',
    actor_type: 'user',
    actor_id: visitor.id,
  }))
  const made = await from.client.post('/conversations', {
    channel_id: topic,
    messages,
    users: [{ id: visitor.id }],
    status: 'new',
  })
  if (made.kind === 'refused' && made.why.code === 'http-404' && (await isErased(from, visitor))) {
    const renewed = await identifyAnew(from, opening.facts)
    return renewed.kind === 'done' ? retry('user-erased', 0) : renewed
  }
  if (made.kind === 'refused' && /^http-40[04]$/.test(made.why.code)) {
    from.directory.forgetTopic()
    return { ...made, mend: 'See with `npm run baton -- check` whether the topic is there and enabled.' }
  }
  if (made.kind !== 'done') return made
  const { data } = vendorConversation.safeParse(made.value.json)
  if (!data?.conversation_id) return unsure('no-id', 'the new conversation came without an id')
  // A 2xx may still carry a failure (trap 5.4).
  if (ofOpening(writtenIn(data), visitor, first).some(hasFailed)) {
    return refused('embedded-error', 'Freshchat took the conversation and failed its message')
  }
  return done({ ...data, conversation_id: data.conversation_id })
}

async function takeUp(
  from: OpeningParts,
  opening: Opening,
  memory: OpeningMemory,
  made: Made,
  first: VendorPart[][],
): Promise<Outcome<Opened>> {
  const written = ofOpening(writtenIn(made), opening.visitor, first)
  if (written.length > 0) return await keep(from, opening, memory, made, written)
  // Some accounts answer without the messages. Their ids are needed, or their echo would look like the visitor's own words.
  const tried = from.clock.now()
  await memory.set({ tried, made: made.conversation_id })
  return await readBack(from, opening, memory, made.conversation_id, { tried })
}

async function readBack(
  from: OpeningParts,
  opening: Opening,
  memory: OpeningMemory,
  id: string,
  given?: Known,
): Promise<Outcome<Opened>> {
  const read = await from.client.get(`/conversations/${segment(id)}`)
  if (read.kind === 'refused' && read.why.code === 'http-404') return { kind: 'gone', why: 'deleted' }
  if (read.kind !== 'done') return read
  const { data } = vendorConversation.safeParse(read.value.json)
  const listed = await recentMessages(from.client, id)
  if (listed.kind !== 'done') return listed
  // The designated agent may not have been found when it was written, and be found now, or the other way round.
  const either = [true, false].flatMap((noted) => firstMessages(opening, noted))
  const written = ofOpening(listed.value, opening.visitor, either)
  const known = given ?? (await memory.get())
  if (written.length === 0 && known && since(known, from.clock.now()) < listedWithin)
    return { ...retry('not-listed-yet', 2_000), scope: 'ours' }
  return await keep(
    from,
    opening,
    memory,
    { ...vendorConversation.parse({}), ...data, conversation_id: id },
    written,
    read.value.date,
  )
}

async function keep(
  { config, appId, clock }: OpeningParts,
  opening: Opening,
  memory: OpeningMemory,
  made: Made,
  written: VendorMessage[],
  date: VendorTime | null = null,
): Promise<Outcome<Opened>> {
  const times = written.flatMap((message) => vendorTime(message.created_time) ?? [])
  const thread: Thread = {
    account: accountOf(appId),
    id: threadRef(made.conversation_id),
    stretch: written.find((message) => message.interaction_id)?.interaction_id ?? made.interaction_id ?? null,
    // Of a thread that was open already, its creation says nothing: ours begins with our first message.
    openedAt:
      times.length > 0
        ? (Math.min(...times) as VendorTime)
        : (vendorTime(made.created_time) ?? date ?? (0 as VendorTime)),
    url: linkOf(made.url, config.loopback),
    visitor: opening.visitor,
  }
  const receipts = written.map((message) => ({ id: vendorId(message.id ?? ''), at: vendorTime(message.created_time) }))
  await memory.set({ tried: clock.now(), opened: { thread, receipts } })
  return done({ thread, receipts })
}

async function isErased({ client }: OpeningParts, visitor: DeskVisitor): Promise<boolean> {
  const user = await client.get(`/users/${segment(visitor.id)}`)
  return user.kind === 'refused' && user.why.code === 'http-404'
}

async function firstOf({ config, agents }: OpeningParts, opening: Opening): Promise<VendorPart[][]> {
  const noted = config.agentEmail !== null && (await agents.byEmail(config.agentEmail)).kind === 'done'
  return firstMessages(opening, noted)
}

const writtenIn = (made: VendorConversation): VendorMessage[] =>
  (made.messages ?? []).flatMap((one) => vendorMessage.safeParse(one).data ?? [])

/** Newest first, as far as the list is in order. */
function idsOf(json: unknown): string[] {
  const list =
    typeof json === 'object' && json !== null ? (json as { conversations?: unknown }).conversations : undefined
  if (!Array.isArray(list)) return []
  return list.flatMap((one: unknown) => vendorUserThread(one) ?? []).toReversed()
}

function vendorUserThread(one: unknown): string | null {
  if (typeof one !== 'object' || one === null) return null
  const { id, conversation_id } = one as { id?: unknown; conversation_id?: unknown }
  return [id, conversation_id].find((value) => typeof value === 'string') ?? null
}

function linkOf(given: string | undefined, loopback: boolean): string | null {
  const url = given === undefined ? null : URL.parse(given)
  return url && (url.protocol === 'https:' || (loopback && url.protocol === 'http:')) ? url.href : null
}

const retry = (code: string, after?: Ms): Outcome<never> & { kind: 'retry' } => ({
  kind: 'retry',
  why: why(code),
  scope: 'delivery',
  ...(after !== undefined && { after }),
})
