import { describe, expect, it } from 'vitest'
import { agent, bot, created, customer, ear, event, hook, place, said, user } from './hook-rig.ts'

const at = Date.parse(created)
const one = (events: ReturnType<ReturnType<typeof ear>['read']>) => {
  if (events === 'forged') throw new Error('taken for forged')
  expect(events).toHaveLength(1)
  return events[0]
}

describe('who comes and goes', () => {
  const added = hook('user_added_to_chat', { ...place, user: user(), reason: 'manual', requester_id: agent })
  const removed = hook('user_removed_from_chat', { ...place, user_id: agent, reason: 'manual' })

  it('is told by the time of LiveChat, which is never behind what it said before', () => {
    const { read, turn } = ear()
    // Their clock is an hour ahead of ours.
    read(said({ created_at: '2026-01-05T10:00:04Z' }))
    turn(1_000)
    expect(one(read(added))).toMatchObject({ kind: 'joined', agent, at: Date.parse('2026-01-05T10:00:05Z') })
  })

  it('is one joining when it is told twice, and another when they left between', () => {
    const { read, turn } = ear()
    const ids = [added, added, removed, added, removed].map((body) => {
      turn(100)
      return one(read(body))?.id
    })
    expect(ids[1]).toBe(ids[0])
    expect(new Set(ids).size).toBe(4)
  })

  it('is another joining when it is told again much later', () => {
    const { read, turn } = ear()
    const first = one(read(added))
    turn(60_000)
    expect(one(read(added))?.id).not.toBe(first?.id)
  })

  it('passes names on to where they are kept, and no name of a customer', () => {
    const { read, met } = ear()
    read(added)
    read(hook('user_added_to_chat', { ...place, user: user({ id: customer, type: 'customer', name: 'Vera' }) }))
    expect(met.map(({ name }) => name)).toEqual(['Ann Archer'])
  })

  it('is a transfer to somebody, a place in the queue, or nothing that is sure', () => {
    const { read } = ear()
    const transferred = (more: object) => read(hook('chat_transferred', { ...place, reason: 'manual', ...more }))
    expect(transferred({ transferred_to: { agent_ids: ['ben@example.com'] } })).toMatchObject([
      { kind: 'transferred', to: 'ben@example.com' },
    ])
    expect(transferred({ transferred_to: { group_ids: [3] }, queue: { position: 4, wait_time: 90 } })).toMatchObject([
      { kind: 'transferred', to: null },
      { kind: 'queued', position: 4, wait: 90_000 },
    ])
    // Both, as in the vendor's own sample.
    expect(transferred({ transferred_to: { agent_ids: [agent] }, queue: { position: 1 } })).toMatchObject([
      { kind: 'queued', position: 1 },
    ])
    for (const more of [{ transferred_to: {} }, { transferred_to: { group_ids: [3] } }, {}])
      expect(transferred(more)).toMatchObject([{ kind: 'unknown' }])
  })
})

describe('an end', () => {
  it.each([
    [agent, 'agent'],
    [bot, 'agent'],
    [customer, 'visitor'],
    [undefined, 'system'],
  ])('by %s is told as one by the %s', (user_id, by) => {
    expect(one(ear().read(hook('chat_deactivated', { ...place, user_id })))).toMatchObject({
      kind: 'resolved',
      by,
      stretch: place.thread_id,
    })
  })

  it.each([
    ['manual_archived_agent', 'agent'],
    ['manual_archived_customer', 'visitor'],
    ['archived_customer_disconnected', 'visitor'],
    ['routing.archived_inactive', 'system'],
    ['routing.archived_other', 'system'],
    ['system_archived', 'system'],
    ['customer_banned', 'system'],
  ])('is told by the notice %s as well, with the same id', (system_message_type, by) => {
    const { read } = ear()
    const notice = one(
      read(said({ type: 'system_message', system_message_type, author_id: undefined, id: 'K600PKZON8_9' })),
    )
    expect(notice).toMatchObject({ kind: 'resolved', by, at })
    expect(one(read(hook('chat_deactivated', place)))?.id).toBe(notice?.id)
    expect(one(read(hook('chat_deactivated', { ...place, thread_id: 'another' })))?.id).not.toBe(notice?.id)
  })

  it('is not told by notices of anything else', () => {
    for (const type of ['routing.assigned', 'routing.unassigned_other', 'agent_left', 'rating.chat_rated', 'mystery'])
      expect(
        one(ear().read(said({ type: 'system_message', system_message_type: type, author_id: undefined }))),
      ).toMatchObject({
        kind: 'unknown',
      })
  })
})

describe('a thread that begins', () => {
  const chat = (events: object[], more: object = {}) =>
    hook('incoming_chat', {
      chat: {
        id: place.chat_id,
        users: [user()],
        properties: {},
        access: { group_ids: [3] },
        thread: { id: 'T2', active: true, created_at: created, events, ...more },
      },
    })
  const own = event({ author_id: customer, custom_id: 'open:0190/1', id: 'T2_1' })

  it('is a reopening when it is not the first, and not ours', () => {
    const { read } = ear()
    expect(read(chat([event()]))).toMatchObject([{ kind: 'said' }])
    expect(read(chat([event()], { previous_thread_id: 'T1' }))).toMatchObject([
      { kind: 'reopened', id: 'begun:T2', at, stretch: 'T2' },
      { kind: 'said' },
    ])
    expect(read(chat([own], { previous_thread_id: 'T1' }))).toMatchObject([{ kind: 'unknown' }])
  })

  it('tells the place in the queue with which it begins, by the id that a look gives it', () => {
    const queue = { position: 2, wait_time: 90, queued_at: created }
    expect(ear().read(chat([own], { queue }))).toMatchObject([
      { kind: 'unknown' },
      { kind: 'queued', id: 'queued:T2:2:90', stretch: 'T2', position: 2, wait: 90_000 },
    ])
    expect(ear().read(chat([own], { queue, active: false }))).toMatchObject([{ kind: 'unknown' }])
  })

  it('never tells its own context as the visitor’s words', () => {
    expect(JSON.stringify(ear().read(chat([own])))).not.toContain('CANARY')
  })

  it('tells what the visitor wrote elsewhere, and what we sent with its key', () => {
    const { read } = ear()
    const words = (custom_id?: string) => one(read(said({ author_id: customer, custom_id })))
    expect(words()).toMatchObject({ kind: 'said', by: { kind: 'visitor' }, audience: 'public' })
    expect(words('0190-a')).toMatchObject({ kind: 'said', key: '0190-a' })
    expect(words('0190-a/1/2')).toMatchObject({ kind: 'unknown' })
  })

  it.each([{ chat: {} }, { chat: { id: 'c', thread: {} } }, {}])('says nothing when it is bare: %j', (payload) => {
    expect(ear().read(hook('incoming_chat', payload))).toEqual([])
  })
})

describe('what changes later', () => {
  it('is an edit with an id for each wording', () => {
    const { read } = ear()
    const edited = (text: string) => one(read(hook('event_updated', { ...place, event: event({ text }) })))
    expect(edited('new')).toMatchObject({ kind: 'edited', target: 'K600PKZON8_3', audience: 'public' })
    expect(edited('new')?.id).toBe(edited('new')?.id)
    expect(edited('other')?.id).not.toBe(edited('new')?.id)
  })

  it('is no edit when only the facts of a link came, and one again when it is taken back', () => {
    const { read } = ear()
    read(said())
    const edited = (text?: string) =>
      one(read(hook('event_updated', { ...place, event: event(text ? { text } : {}) })))?.kind
    expect(edited()).toBe('unknown')
    expect(edited('new')).toBe('edited')
    expect(edited()).toBe('edited')
  })

  it('is a deletion, told either way with one id', () => {
    const { read } = ear()
    const gone = one(read(hook('event_deleted', { ...place, event_id: 'K600PKZON8_3' })))
    expect(gone).toMatchObject({ kind: 'deleted', target: 'K600PKZON8_3' })
    expect(one(read(hook('event_updated', { ...place, event: event({ deleted: true, text: undefined }) })))?.id).toBe(
      gone?.id,
    )
  })

  it('is a rating, a tap, or something unknown', () => {
    const { read } = ear()
    expect(
      one(read(hook('thread_properties_updated', { ...place, properties: { rating: { score: 1, comment: 'good' } } }))),
    ).toMatchObject({ kind: 'rated', score: 5, comment: 'good' })
    const postback = { id: 'action_yes', toggled: true }
    expect(
      one(read(hook('incoming_rich_message_postback', { user_id: customer, ...place, event_id: 'e', postback }))),
    ).toMatchObject({
      kind: 'tapped',
      target: 'e',
      choice: 'action_yes',
    })
    expect(one(read(hook('thread_tagged', { ...place, tag: 'CANARY' })))).toMatchObject({
      kind: 'unknown',
      name: 'thread_tagged',
    })
    expect(read(hook('routing_status_set', { agent_id: agent, status: 'accepting chats' }))).toEqual([])
  })
})
