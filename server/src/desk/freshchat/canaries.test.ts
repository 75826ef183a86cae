import { directFreshchat } from '@baton/e2e/vendors/freshchat/direct.ts'
import type { FaultName } from '@baton/e2e/vendors/freshchat/fault-catalogue.ts'
import type { ConversationId, Time } from '@baton/shared/ids.ts'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { deskNamed, World } from '../../conversation/histories.ts'
import type { AccountId, Origin, ThreadId } from '../../conversation/ids.ts'
import type { Input } from '../../conversation/inputs.ts'
import { project } from '../../gateway/projection.ts'
import { createSealer } from '../../secrets.ts'
import type { Log } from '../../store/store.ts'
import { createAgentRef } from '../agent-ref.ts'
import type { DeskEvent } from '../desk.ts'
import { createIngest } from '../ingest.ts'
import { app } from './conformance-hooks.ts'
import { createFreshchat } from './freshchat.ts'
import { told } from './hook.ts'
import { vendorHook } from './wire.ts'

type Json = { [field: string]: unknown }

const account = `freshchat:${app}` as AccountId
const agentRef = createAgentRef(createSealer(['a secret key for tests']))

/** Where words for the visitor stand, in a message that is for the visitor; nothing else may ever get out. */
const meantForThem =
  /^(message_parts|reply_parts)(\.\d+|\.collection|\.sub_parts|\.template_content|\.sections|\.parts)*\.(text\.content|email\.(subject|content)|(image|file|video|url_button)\.url|(file|video|image)\.(name|file_extension)|(url_button|quick_reply_button|callback|reference)\.label|help_text\.content)$/

/** Every kind of part, with every field that was seen. */
const parts = [
  { text: { content: 'Hi' } },
  { image: { url: 'https://cdn.example/a.png', fileHash: 'h', name: 'n', contentType: 'image/png' } },
  { file: { name: 'n', url: 'https://cdn.example/b', content_type: 't', fileHash: 'h', file_extension: 'pdf' } },
  { video: { url: 'https://cdn.example/c', content_type: 'video/mp4' } },
  { url_button: { url: 'https://acme.example/', label: 'Help', target: '_self' } },
  { collection: { sub_parts: [{ text: { content: 'in it' } }], id: 'c' } },
  { reference: { reference_id: 'r', label: 'How', placeholder_reference_id: 'p' } },
  { email: { subject: 's', content: 'c', from: 'f', to: 't' } },
  { callback: { label: 'Go', payload: 'p' } },
  { text_input: { inputType: 'i', placeholderText: 'p' } },
]
const replies = [
  {
    collection: {
      sub_parts: [{ quick_reply_button: { label: 'Yes', payload: 'p', custom_reply_text: 'c', type: 't' } }],
    },
  },
]
/** What the documented samples and third parties' types add beside it. */
const extras: Json = {
  org_actor_id: '1',
  org_contact_id: '2',
  message_source: 'web',
  interaction_id: '3-4',
  user_id: 'u',
  bots_input: 'b',
  in_reply_to: { message_id: 'm' },
  meta_data: { note: 'x' },
  error_category: 'e',
  freshchat_channel_id: '5',
  users: [
    {
      id: 'u',
      first_name: 'f',
      last_name: 'l',
      email: 'e@x.example',
      phone: '1',
      properties: [{ name: 'n', value: 'v' }],
    },
  ],
}

/** Real bodies of every action, generation and odd habit, of what is for the visitor and of what is not. */
function bodies(): { body: Json; private: boolean }[] {
  const made: { body: Json; private: boolean }[] = []
  const habits: (FaultName | null)[] = [null, 'numericIds', 'unknownFields', 'noActor', 'noticeAsAgent', 'statusWords']
  for (const generation of ['2020', '2021', '2022'] as const)
    for (const habit of habits) {
      let hidden = false
      const vendor = directFreshchat({
        ...{ appId: app, seed: 1, generation },
        onHook: (body) => void made.push({ body: JSON.parse(body) as Json, private: hidden }),
      })
      if (habit) vendor.faults.set(habit)
      const user = vendor.account.addUser({ firstName: 'Vi' })
      const { id } = vendor.account.addConversation({
        channel: vendor.account.state.channels[0]?.id ?? '',
        user: user.id,
      })
      const ann = vendor.agent('Ann Archer')
      ann.assign(id)
      ann.reply(id, parts, replies)
      vendor.visitor.say(id, 'from my phone')
      hidden = true
      ann.note(id, 'psst')
      ann.note(id, 'psst', 'bots')
      vendor.systemSays(id, 'in the queue')
      hidden = habit === 'noActor' || generation === '2022'
      vendor.botSays(id, 'beep')
      hidden = false
      ann.resolve(id)
      ann.reopen(id)
    }
  return made.map(({ body, ...more }) => {
    const { message } = body.data as { message?: Json }
    return {
      ...more,
      body: { request_id: 'q', ...body, data: message ? { message: { ...extras, ...message } } : body.data },
    }
  })
}

/** Every leaf of a body, as a path. */
function leaves(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at]
  return Object.entries(value).flatMap(([name, inside]) => leaves(inside, [...at, name]))
}

function withCanary(body: Json, path: string[]): Json {
  const copy = structuredClone(body)
  const last = path.at(-1) ?? ''
  let at = copy as Json
  for (const step of path.slice(0, -1)) at = at[step] as Json
  const before = at[last]
  at[last] = typeof before === 'string' && before.startsWith('https:') ? `${before}?CANARY` : 'CANARY'
  return copy
}

/** All that reaches the visitor of a conversation whose thread is told of this. */
async function shownOf(events: DeskEvent[], thread: string): Promise<string> {
  const world = new World({ desks: [deskNamed('support', { account })] }).handOff()
  world.now = {
    ...world.now,
    handoff: world.now.handoff && { ...world.now.handoff, account, thread: thread as ThreadId },
  }
  const before = world.log.length
  const ingest = createIngest({
    log: {
      conversationsOf: async () => [world.now.id],
      seqOf: async () => null,
    } as unknown as Log,
    record: async (_id: ConversationId, { origin, input }: { origin: Origin; input: Input }) => {
      const taken = world.take(input, origin)
      return { kind: 'recorded', conversation: world.now, events: taken, seq: world.now.seq, repeated: false }
    },
    bell: { pass: () => {} },
    agentRef,
    adopt: async (_id, event) => event,
  })
  for (const event of events) await ingest.hear(event)
  return JSON.stringify(world.log.slice(before).map((event) => project(event, new Map())))
}

it('lets no private field of any webhook reach a visitor, whichever it is', async () => {
  let tried = 0
  let shown = 0
  const leaked: string[] = []
  for (const { body, private: hidden } of bodies()) {
    const data = body.data as { message?: { conversation_id: string }; [state: string]: unknown }
    const thread =
      data.message?.conversation_id ??
      (Object.values(data)[0] as { conversation: { conversation_id: string } }).conversation.conversation_id
    for (const path of leaves(body)) {
      const altered = vendorHook.parse(withCanary(body, path))
      tried += 1
      const out = await shownOf(told(account, altered), thread)
      if (!out.includes('CANARY')) continue
      shown += 1
      const inMessage = path.join('.').replace(/^data\.message\./, '')
      if (hidden || !meantForThem.test(inMessage)) leaked.push(`${hidden ? 'private ' : ''}${path.join('.')}: ${out}`)
    }
  }
  expect(leaked).toEqual([])
  // Or it would prove little: what is meant for them does get there.
  expect(shown).toBeGreaterThan(100)
  expect(tried).toBeGreaterThan(3_000)
  console.info(`${tried} fields with a canary, ${shown} of them meant for the visitor`)
})

it('lets no private field of any listed message reach a visitor', async () => {
  let tried = 0
  let shown = 0
  for (const { body, private: hidden } of bodies()) {
    const { message } = body.data as { message?: Json & { conversation_id: string } }
    if (!message) continue
    for (const path of leaves(message)) {
      const listed = withCanary(message, path)
      const thread = { account, id: message.conversation_id as ThreadId, stretch: null, openedAt: 0 as Time, url: null }
      const outcome = await deskGiving({ messages: [listed] }).catchUp(
        { ...thread, visitor: { id: 'u' as never } },
        null,
      )
      if (outcome.kind !== 'done') throw new Error(outcome.kind)
      tried += 1
      const out = await shownOf(outcome.value.events, message.conversation_id)
      if (!out.includes('CANARY')) continue
      shown += 1
      expect([hidden, path.join('.')]).toEqual([false, expect.stringMatching(meantForThem)])
    }
  }
  expect(shown).toBeGreaterThan(100)
  expect(tried).toBeGreaterThan(2_000)
})

/** A desk whose account has one conversation with these messages. */
function deskGiving(list: object) {
  return createFreshchat({
    account,
    config: {
      ...{
        origin: 'http://127.0.0.1',
        loopback: true,
        tokens: ['t'],
        leftOut: [],
        keys: [],
        topic: { name: 'Web chat' },
      },
      ...{ agentEmail: null, assign: { agent: null, group: null }, appId: app },
    },
    memory: {} as never,
    outgoing: {
      async call({ url }) {
        const json = url.includes('/messages') ? list : { status: 'new' }
        return { kind: 'answered', status: 200, headers: new Headers(), bytes: Buffer.from(JSON.stringify(json)) }
      },
    },
    clock: { now: () => 0 as Time, after: () => () => {} },
    log: pino({ level: 'silent' }),
  })
}
