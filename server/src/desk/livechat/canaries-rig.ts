// For tests only: true words of LiveChat of every kind, a word in one of their fields that no visitor may see, and what a visitor then sees.
import { createDice } from '@baton/e2e/drive/dice.ts'
import type { DirectLivechat } from '@baton/e2e/vendors/livechat/direct.ts'
import { directLivechat } from '@baton/e2e/vendors/livechat/direct.ts'
import type { FaultName } from '@baton/e2e/vendors/livechat/fault-catalogue.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import { deskNamed, World } from '../../conversation/histories.ts'
import type { Origin, ThreadId } from '../../conversation/ids.ts'
import { project } from '../../gateway/projection.ts'
import { createSealer } from '../../secrets.ts'
import type { Log } from '../../store/store.ts'
import { createAgentRef } from '../agent-ref.ts'
import type { DeskEvent, Thread } from '../desk.ts'
import { createIngest } from '../ingest.ts'
import { account, directDesk, organizationId, secret } from './direct-rig.ts'

export type Json = { [field: string]: unknown }
/** One thing that LiveChat said; `hidden`: none of it is for the visitor. */
export type Heard = { way: 'hook' | 'push'; action: string; body: Json; hidden: boolean; thread: Thread }

const agentRef = createAgentRef(createSealer(['a secret key for tests']))

/** Where words for the visitor stand, in an event that is for the visitor; nothing else may ever get out. */
const inEvent =
  /^(text|url|name|alternative_text|content_type|elements\.\d+\.(title|subtitle|image\.(url|name)|buttons\.\d+\.(text|value))|fields\.\d+\.(label|answer(\.label)?|answers\.\d+\.label))$/
/** What the visitor said of the agent is the visitor's own. */
const inRating = /^properties\.rating\.comment$/

export const meantForThem = (path: string): boolean => {
  const inside = path.replace(/^payload\./, '').replace(/^chat\.thread\.events\.\d+\.|^events\.\d+\.|^event\./, '')
  return inEvent.test(inside) || inRating.test(inside)
}

/** What the documented samples have beside what the simulator says. */
const extras = {
  properties: { '0123456789abcdef0123456789abcdef': { note: 'x' }, source: { client_id: 'c' } },
  tags: ['t'],
  summary: { status: 'done', text: 's' },
  requester: { user_id: 'r', account_id: 'a' },
  customer_visit: { ip: '1', referrer: 'https://r.example/' },
}

const habits: (FaultName | null)[] = [
  ...[null, 'uuidEvents', 'recipientsEverywhere', 'leakNotes', 'supervisor', 'whisperBesideReply'],
  ...['transferStorm', 'agentWithQueue', 'unknownEvent', 'queueInProperties', 'notPresent'],
] as (FaultName | null)[]

/** True words of every kind and habit, by webhook and by push, of what is for the visitor and of what is not. */
export async function everything(): Promise<{ heard: Heard[]; stories: { vendor: DirectLivechat; thread: Thread }[] }> {
  const all: Heard[] = []
  const stories: { vendor: DirectLivechat; thread: Thread }[] = []
  for (const [seed, habit] of habits.entries()) {
    let hidden = false
    let thread: Thread | null = null
    const keep = (way: Heard['way'], action: string, body: Json) =>
      thread && all.push({ way, action, body, hidden: hidden || isWhisper(body), thread })
    const vendor = directLivechat({
      ...{ organizationId, seed, secret },
      onHook(body) {
        const { action, ...rest } = JSON.parse(body) as Json
        keep('hook', String(action), { ...rest, action, ...(habit === null && extras) })
      },
      onPush: (_customer, action, payload) =>
        void keep('push', action, { payload: { ...(habit === null && extras), ...payload } }),
    })
    vendor.account.url = 'https://cdn.livechat-files.com'
    if (habit) vendor.faults.set(habit)
    const desk = directDesk(vendor, { dice: createDice(seed), losses: { before: 0, after: 0 } })
    const facts = { id: `v-${seed}` as never, name: 'Vera' }
    const made = await desk.identify(facts, null, false)
    if (made.kind !== 'done') throw new Error(made.kind)
    const begun = await desk.open(
      {
        ...{ key: `open-${seed}` as never, conversation: 'c' as never, visitor: made.value, facts, siteName: 'Acme' },
        ...{ reason: 'asked', summary: null, waits: true, transcript: [], former: null, known: [] },
      },
      false,
    )
    if (begun.kind !== 'done') throw new Error(begun.kind)
    thread = begun.value.thread
    const { id } = thread
    const ann = vendor.agent('Ann Archer')
    const buttons = [
      { text: 'Yes', type: 'message', value: 'y', postback_id: 'p', user_ids: ['u'], role: 'r' },
      { text: 'Site', type: 'url', value: 'https://example.com/', postback_id: 'q', user_ids: [], target: 'new' },
    ]
    const image = { url: 'https://cdn.livechat-files.com/i.png', name: 'n', content_type: 'image/png', size: 1 }
    vendor.clock.advance(5_000)
    ann.assign(id)
    const first = ann.reply(id, 'Hi')
    ann.attach(id, { name: 'a.pdf', type: 'application/pdf', bytes: Buffer.from('x') })
    const card = { title: 't', subtitle: 's', image, buttons }
    const cards = ann.reply(id, { type: 'rich_message', template_id: 'cards', elements: [card] })
    ann.reply(id, { type: 'rich_message', template_id: 'cards', elements: [card, card] })
    const field = { type: 'select', id: 'f', label: 'Topic', answer: { id: '1', label: 'Orders', group_id: 3 } }
    ann.reply(id, { type: 'filled_form', form_id: 'f', form_type: 'postchat', fields: [field] })
    vendor.visitor.say(id, 'elsewhere')
    vendor.visitor.tap(id, cards.id, 'Yes')
    ann.edit(id, first.id, 'Hello')
    ann.seen(id)
    vendor.visitor.rate(id, 1, 'good')
    ann.preview(id, 'half a', 'custom')
    ann.typing(id, true)
    ann.thinking(id, 'title', 'description')
    hidden = true
    ann.reply(id, { type: 'custom', content: { a: 'b' } })
    ann.reply(id, { type: 'form', form_id: 'f', fields: [field] })
    ann.note(id, 'psst')
    vendor.systemSays(id, 'routing.assigned_other', 'Chat assigned', 'all')
    vendor.systemSays(id, 'agent_added', 'a colleague', 'agents')
    vendor.agent('Ben Brook').supervise(id)
    ann.tag(id, 'tag')
    ann.toGroup(id, 'Support')
    ann.unassign(id)
    ann.close(id)
    hidden = false
    vendor.clock.advance(5_000)
    ann.resume(id)
    ann.remove(id, cards.id)
    stories.push({ vendor, thread })
  }
  return { heard: all, stories }
}

const isWhisper = (body: Json): boolean => {
  const { event } = body.payload as { event?: Json }
  const known = ['message', 'file', 'rich_message', 'filled_form']
  return (
    event !== undefined && ([event.visibility, event.recipients].includes('agents') || !known.includes(`${event.type}`))
  )
}

/** Every leaf of a body, as a path. */
export function leaves(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at]
  return Object.entries(value).flatMap(([name, inside]) => leaves(inside, [...at, name]))
}

export function withCanary<T extends object>(body: T, path: string[]): T {
  const copy = structuredClone(body)
  let at = copy as Json
  for (const step of path.slice(0, -1)) at = at[step] as Json
  const last = path.at(-1) ?? ''
  const before = at[last]
  at[last] = typeof before === 'string' && before.startsWith('https:') ? `${before}?CANARY` : 'CANARY'
  return copy
}

/** All that reaches the visitor of a conversation whose thread is told of this. */
export async function shownOf(events: DeskEvent[], thread: ThreadId, passings: Passing[] = []): Promise<string> {
  const world = new World({ desks: [deskNamed('support', { account })] }).handOff()
  world.now = { ...world.now, handoff: world.now.handoff && { ...world.now.handoff, account, thread } }
  const before = world.log.length
  const ingest = createIngest({
    log: {
      conversationsOf: async () => [world.now.id],
      seqOf: async () => null,
      get: async () => world.now,
    } as unknown as Log,
    record: async (_id, { origin, input }) => {
      const taken = world.take(input, origin as Origin)
      return { kind: 'recorded', conversation: world.now, events: taken, seq: world.now.seq, repeated: false }
    },
    bell: { pass: (_id, one) => void passings.push(one) },
    agentRef,
    adopt: async (_id, event) => event,
  })
  for (const event of events) await ingest.hear(event)
  return JSON.stringify([world.log.slice(before).map((event) => project(event, new Map())), passings])
}
