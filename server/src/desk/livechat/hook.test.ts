import { describe, expect, it } from 'vitest'
import { readHook } from './hook.ts'
import { agent, bot, created, customer, ear, event, hook, organization, place, said, secret, user } from './hook-rig.ts'

const at = Date.parse(created)
const one = (events: ReturnType<ReturnType<typeof ear>['read']>) => {
  if (events === 'forged') throw new Error('taken for forged')
  expect(events).toHaveLength(1)
  return events[0]
}

describe('the secret of a webhook', () => {
  it.each([
    ['absent', { secret_key: undefined }],
    ['null', { secret_key: null }],
    ['another', { secret_key: `${secret}x` }],
    ['a piece of it', { secret_key: secret.slice(0, -1) }],
    ['in a list', { secret_key: [secret] }],
    ['in an object', { secret_key: { toString: secret } }],
    ['elsewhere', { secret_key: undefined, payload: { secret_key: secret } }],
  ])('that is %s proves nothing', (_, more) => {
    expect(ear().read(hook('incoming_event', { ...place, event: event() }, more))).toBe('forged')
  })

  it('proves nothing where the desk has none', () => {
    const { hearing } = ear()
    const raw = Buffer.from(JSON.stringify(hook('incoming_event', place, { secret_key: '' })))
    expect(readHook({ ...hearing, secret: null }, { raw, headers: new Headers() })).toBe('forged')
  })

  it('is in nothing that is kept', () => {
    const { read } = ear()
    const bodies = [
      said(),
      hook('chat_deactivated', place),
      hook('something_new', { ...place, secret_key: secret }),
      hook('incoming_chat', {
        chat: { id: 'c', users: [user()], thread: { id: 't', created_at: created, events: [event()] } },
      }),
    ]
    for (const body of bodies) expect(JSON.stringify(read(body))).not.toContain('CANARY-secret')
  })

  it.each(['', 'not json', '[]', 'null', '"x"', '['.repeat(200_000)])(
    'reads %.20s as forged, and throws at nothing',
    (text) => {
      expect(readHook(ear().hearing, { raw: Buffer.from(text), headers: new Headers() })).toBe('forged')
    },
  )

  it('of another organization tells nothing', () => {
    const { read } = ear()
    expect(read(hook('incoming_event', { ...place, event: event() }, { organization_id: 'other' }))).toEqual([])
    expect(read(hook('incoming_event', { ...place, event: event() }, { organization_id: undefined }))).toEqual([])
    expect(read(hook('incoming_event', { ...place, event: event() }, { organization_id: organization }))).toHaveLength(
      1,
    )
  })
})

describe('who may see it', () => {
  it('is everybody only where LiveChat says so', () => {
    expect(one(ear().read(said()))).toMatchObject({
      kind: 'said',
      audience: 'public',
      by: { kind: 'agent', id: agent },
    })
  })

  it.each([
    ['agents', 'private'],
    [undefined, 'unknown'],
    [null, 'unknown'],
    ['All', 'unknown'],
    ['everyone', 'unknown'],
    [['all'], 'unknown'],
    [true, 'unknown'],
  ])('%s is nobody, and its words are left out', (visibility, audience) => {
    const told = one(ear().read(said({ visibility, recipients: 'all' })))
    expect(told).toMatchObject({ kind: 'said', audience })
    expect(JSON.stringify(told)).not.toContain('CANARY')
  })

  it.each([
    ['nobody', undefined],
    ['a word that is no id of theirs', 'supervisor'],
  ])('is not the visitor when %s wrote it', (_, author_id) => {
    const told = one(ear().read(said({ author_id })))
    expect(told).toMatchObject({ kind: 'said', audience: 'unknown' })
    expect(JSON.stringify(told)).not.toContain('CANARY')
  })

  it('knows customers, agents and bots apart', () => {
    const by = (author_id: string) => (one(ear().read(said({ author_id }))) as { by?: unknown }).by
    expect(by(customer)).toEqual({ kind: 'visitor', id: customer })
    expect(by(agent)).toEqual({ kind: 'agent', id: agent })
    expect(by(bot)).toEqual({ kind: 'bot', id: bot })
  })

  it.each(['system_message', 'system', 'custom', 'form', 'mystery', undefined])('keeps the words of a %s', (type) => {
    const told = ear().read(said({ type, system_message_type: 'agent_joined', content: { a: 'CANARY' } }))
    expect(JSON.stringify(told)).not.toContain('CANARY')
    expect(one(told)).toMatchObject({ kind: 'unknown' })
  })

  it('takes an edit that is for agents only, or for nobody, away', () => {
    const { read } = ear()
    for (const visibility of ['agents', undefined]) {
      const told = one(read(hook('event_updated', { ...place, event: event({ visibility }) })))
      expect(told).toMatchObject({
        kind: 'edited',
        audience: visibility ? 'private' : 'unknown',
        message: { parts: [] },
      })
    }
  })

  it('is told of no supervisor and of nobody who is not there', () => {
    const { read } = ear()
    for (const more of [
      { visibility: 'agents' },
      { visibility: undefined },
      { present: false },
      { type: 'customer', id: customer },
    ])
      expect(one(read(hook('user_added_to_chat', { ...place, user: user(more), reason: 'manual' })))).toMatchObject({
        kind: 'unknown',
      })
    expect(
      one(read(hook('events_marked_as_seen', { ...place, user_id: 'boss@example.com', seen_up_to: created }))),
    ).toMatchObject({
      kind: 'unknown',
    })
  })

  it('hears that an agent has read only of one whom the visitor knows', () => {
    const { read } = ear()
    read(hook('user_added_to_chat', { ...place, user: user(), reason: 'assigned' }))
    expect(
      one(read(hook('events_marked_as_seen', { chat_id: place.chat_id, user_id: agent, seen_up_to: created }))),
    ).toMatchObject({
      kind: 'seen',
      upTo: at,
    })
  })
})
