// long because its sentences share one small world.
import type { ConversationId, Seq, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { pino } from 'pino'
import { uuidv7 } from 'uuidv7'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLocalBell } from '../bell/local.ts'
import { systemClock } from '../clock.ts'
import type { EventBody } from '../conversation/events.ts'
import type { HandoffId, ThreadId, VendorId, VendorTime } from '../conversation/ids.ts'
import { memoryInbox, memoryLog } from '../gateway/fakes.ts'
import { eventually, testPolicy } from '../gateway/rig.ts'
import { account, event, thread } from '../http/rig.ts'
import { createMetrics } from '../metrics.ts'
import { createRecord, type Record } from '../record.ts'
import { StoreTrouble } from '../store/store.ts'
import { createAgentRef } from './agent-ref.ts'
import type { DeskEvent } from './desk.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { createIngest } from './ingest.ts'

const agentRef = createAgentRef({ macs: (_purpose, text) => [new Uint8Array(32).fill(text.length)] })

describe('the inbox', () => {
  const log = () => world.log
  let world: ReturnType<typeof start>
  let timers: (() => void)[]
  let time: number

  function start() {
    const logs: string[] = []
    const fake = memoryLog()
    const clock = {
      now: () => time as Time,
      after(_ms: number, then: () => void) {
        timers.push(then)
        return () => {}
      },
    }
    const rows = memoryInbox(clock.now)
    const bell = createLocalBell()
    const heard: string[] = []
    const real = createRecord({
      log: fake,
      bell,
      clock: systemClock,
      policy: () => testPolicy,
      newId: uuidv7,
      wake: () => {},
    })
    const state = { trouble: null as Error | null }
    const record: Record = (id, what) => (state.trouble ? Promise.reject(state.trouble) : real(id, what))
    const ingest = createIngest({ log: fake, record, bell, agentRef, adopt: async (_id, event) => event })
    const inbox: Inbox = createInbox({
      rows,
      ingest,
      clock,
      desks: { heard: async (_account, one) => void heard.push(one) },
      logger: pino({ level: 'info' }, { write: (line: string) => void logs.push(line) }),
      metrics: createMetrics(),
    })
    return { log: fake, rows, bell, heard, inbox, ingest, state, logs }
  }

  /** A conversation whose stay has this thread. */
  async function conversation(name: string, of: ThreadId | null = thread): Promise<ConversationId> {
    const id = name as ConversationId
    await log().begin('acme' as SiteId, `visitor-${name}` as VisitorId, id)
    log().append(id, { kind: 'conversationStarted', language: null, page: null, title: null }, requested(name))
    if (of) bind(id, of)
    return id
  }
  const requested = (name: string): EventBody => ({
    kind: 'handoffRequested',
    handoff: `h-${name}` as HandoffId,
    desk: 'support',
    account,
    siteVersion: 1,
    by: 'visitor',
    reason: '',
    summary: null,
    deadline: 9e15 as Time,
  })
  const bind = (id: ConversationId, of: ThreadId): void =>
    log().append(id, {
      kind: 'threadOpened',
      handoff: `h-${id}` as HandoffId,
      thread: of,
      stretch: null,
      openedAt: 0 as VendorTime,
      url: null,
      vendorIds: [],
    })
  const heard = (id: ConversationId): string[] =>
    (log().all.get(id)?.events ?? []).flatMap((one) =>
      one.kind === 'agentSaid'
        ? [one.message.parts.map((part) => (part.kind === 'text' ? part.text : '?')).join()]
        : [],
    )
  const tick = async (): Promise<void> => {
    for (const then of timers.splice(0)) then()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }

  beforeEach(() => {
    timers = []
    time = 1_000_000_000
    world = start()
  })
  afterEach(() => world.inbox.stop())

  it('brings what a desk told to its conversation, in order, and keeps nothing of it', async () => {
    const id = await conversation('c1')
    await world.inbox.keep(['a', 'b', 'c'].map((name, i) => event(name, { at: (2_000 + i) as VendorTime })))
    await eventually(() => expect(heard(id)).toEqual(['a', 'b', 'c']))
    await eventually(() => expect(world.rows.rows).toEqual([]))
    expect(world.heard).toContain(thread)
    world.heard.splice(0)
    await world.inbox.keep([event('hint', { kind: 'unknown', name: 'message_create' } as Partial<DeskEvent>)])
    await eventually(() => expect(world.rows.rows).toEqual([]))
    expect(world.heard, 'a hint does not put off the look that it hints at').toEqual([])
  })

  it('shows once what it is told twice, at once or later', async () => {
    const id = await conversation('c1')
    await Promise.all([world.inbox.keep([event('a')]), world.inbox.keep([event('a')])])
    await eventually(() => expect(world.rows.rows).toEqual([]))
    await world.inbox.keep([event('a')])
    await eventually(() => expect(world.rows.rows).toEqual([]))
    expect(heard(id)).toEqual(['a'])
  })

  it('keeps what comes before its thread is known, and brings it when the thread is bound', async () => {
    const id = await conversation('c1', null)
    await world.inbox.keep([event('early')])
    await tick()
    expect(world.rows.rows).toHaveLength(1)
    expect(world.heard).toEqual([])
    bind(id, thread)
    world.inbox.bound(account, thread)
    await eventually(() => expect(heard(id)).toEqual(['early']))
  })

  it.each(Array.from({ length: 16 }, (_, n) => n))(
    'loses no thread that is bound while it puts it down, %i ticks later',
    async (ticks) => {
      const id = await conversation('c1', null)
      const { waiting } = world.rows
      world.rows.waiting = async (limit, of) => {
        const rows = await waiting(limit, of)
        world.rows.waiting = waiting
        void later()
        return rows
      }
      const later = async () => {
        for (let n = 0; n < ticks; n++) await Promise.resolve()
        bind(id, thread)
        world.inbox.bound(account, thread)
      }
      await world.inbox.keep([event('early')])
      await eventually(() => expect(heard(id)).toEqual(['early']))
    },
  )

  it('brings it by itself when nobody said that the thread was bound', async () => {
    world.inbox.start()
    const id = await conversation('c1', null)
    await world.inbox.keep([event('early')])
    await tick()
    bind(id, thread)
    await eventually(async () => {
      await tick()
      expect(heard(id)).toEqual(['early'])
    })
  })

  it('waits ten minutes for a thread and not longer', async () => {
    world.inbox.start()
    await world.inbox.keep([event('of somebody else')])
    time += 10 * 60_000
    await tick()
    await tick()
    expect(world.rows.rows).toHaveLength(1)
    time += 1
    await eventually(async () => {
      await tick()
      expect(world.rows.rows).toEqual([])
    })
  })

  it('works on what it was left by a former self, however old, before it throws anything away', async () => {
    const id = await conversation('c1')
    await world.rows.add([{ account, thread, events: [event('left over')] as never }])
    time += 24 * 3_600_000
    world.inbox.start()
    await eventually(() => expect(heard(id)).toEqual(['left over']))
  })

  it('goes on with other threads and other messages when one cannot be taken in', async () => {
    const id = await conversation('c1')
    const other = await conversation('c2', 'thread-2' as ThreadId)
    const broken = { ...event('x'), kind: 'said', by: null } as unknown as DeskEvent
    await world.inbox.keep([broken])
    await world.inbox.keep([event('after it'), event('elsewhere', { thread: 'thread-2' as ThreadId })])
    await eventually(() => expect([heard(id), heard(other)]).toEqual([['after it'], ['elsewhere']]))
    expect(world.logs.join()).not.toContain('after it')
  })

  it('loses nothing while the store is in trouble', async () => {
    world.inbox.start()
    const id = await conversation('c1')
    world.state.trouble = new StoreTrouble('full', false)
    await world.inbox.keep([event('a'), event('b', { at: 2_000 as VendorTime })])
    await tick()
    expect(world.rows.rows).not.toEqual([])
    world.state.trouble = null
    await eventually(async () => {
      await tick()
      expect(heard(id)).toEqual(['a', 'b'])
    })
  })

  it('shows an edit that came before its message, and never the former text', async () => {
    const id = await conversation('c1')
    await world.inbox.keep([
      event('edit-1', {
        kind: 'edited',
        target: 'a' as VendorId,
        audience: 'public',
        message: textMessage('better'),
      } as never),
    ])
    await tick()
    await world.inbox.keep([event('a')])
    await eventually(() =>
      expect(log().all.get(id)?.events.at(-1)).toMatchObject({
        kind: 'messageEdited',
        target: expect.any(Number),
        message: textMessage('better'),
      }),
    )
    await eventually(() => expect(world.rows.rows).toEqual([]))
  })

  it('takes a message away when its edit is not surely public', async () => {
    const id = await conversation('c1')
    await world.inbox.keep([event('a')])
    await world.inbox.keep([
      event('edit-1', {
        kind: 'edited',
        target: 'a' as VendorId,
        audience: 'unknown',
        message: textMessage('NOTE'),
      } as never),
    ])
    await eventually(() =>
      expect(log().all.get(id)?.events.at(-1)).toMatchObject({ kind: 'messageEdited', message: null }),
    )
  })

  it.each(['private', 'unknown'] as const)('writes nothing to disk of what is %s', async (audience) => {
    const id = await conversation('c1')
    const added: unknown[] = []
    const add = world.rows.add
    world.rows.add = (rows) => {
      added.push(rows)
      return add(rows)
    }
    await world.inbox.keep([event('CANARY', { id: 'n1', audience } as never)])
    await eventually(() => expect(world.rows.rows).toEqual([]))
    expect(JSON.stringify([added, log().all.get(id)])).not.toContain('CANARY')
    expect(added).toHaveLength(1)
  })

  it('gives a thread that was opened again for a later conversation to that one, and tells it nothing that the former has heard', async () => {
    const former = await conversation('c1')
    await world.inbox.keep([event('for the first')])
    await eventually(() => expect(heard(former)).toEqual(['for the first']))
    log().append(former, { kind: 'conversationClosed', why: 'left' })
    const later = await conversation('c2')
    await world.inbox.keep([event('for the first'), event('for the second', { at: 3_000 as VendorTime })])
    await eventually(() => expect(heard(later)).toEqual(['for the second']))
    expect(heard(former)).toEqual(['for the first'])
    // A look at the new one finds the whole thread.
    expect(await world.ingest.into(later, event('for the first'))).toBe('taken')
    expect(heard(later)).toEqual(['for the second'])
  })

  it('passes on that the agent has seen something, and keeps nothing of it', async () => {
    const id = await conversation('c1')
    const passed: unknown[] = []
    world.bell.on({ ring: () => {}, gap: () => {}, pass: (to, what) => void passed.push([to, what]) })
    const before = log().all.get(id)?.now.seq as Seq
    await world.inbox.keep([event('s1', { kind: 'seen', by: { kind: 'agent', id: 'x' }, upTo: 5 as Time } as never)])
    await eventually(() => expect(passed).toEqual([[id, { kind: 'seen', by: 'agent', upTo: 5 }]]))
    expect(log().all.get(id)?.now.seq).toBe(before)
  })
})
