import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agent, saying, user } from './conformance-hooks.ts'

describe('who may see a message', () => {
  const audience = (more: object, actor?: object) => {
    const [event] = saying(more, actor)
    return event?.kind === 'said' ? event.audience : event?.kind
  }
  const visitor = { actor_type: 'user', actor_id: user }

  it('is the visitor, for an agent’s words that say "normal" or, as the newest samples, nothing', () => {
    expect(audience({ message_type: 'normal' })).toBe('public')
    expect(audience({ message_type: undefined })).toBe('public')
    expect(audience({ botsPrivateNote: undefined, restrictResponse: undefined })).toBe('public')
    expect(audience({ botsPrivateNote: 'false' })).toBe('public')
  })

  it('are agents only, for both kinds of note', () => {
    for (const more of [
      { message_type: 'private' },
      { message_type: 'PRIVATE' },
      { botsPrivateNote: true },
      { botsPrivateNote: 'true' },
      { botsPrivateNote: 1 },
      { message_type: 'normal', botsPrivateNote: true },
    ]) {
      expect(audience(more), JSON.stringify(more)).toBe('private')
    }
  })

  it('is nobody that we know of, for a type that is null, odd or new', () => {
    for (const message_type of [null, '', 'internal', 'Normal', 'system', 0, true, {}, ['normal']])
      expect(audience({ message_type }), JSON.stringify(message_type)).toBe('unknown')
  })

  it('is nobody that we know of, for notices, even where an agent’s name stands on them', () => {
    for (const more of [
      { message_source: 'system' },
      { message_source: 'SYSTEM' },
      { meta_data: { isResolved: true } },
      { meta_data: { isResolved: 'true' } },
      { meta_data: { isReopen: 'true' } },
    ]) {
      expect(audience({ message_type: 'normal', ...more }), JSON.stringify(more)).toBe('unknown')
    }
    expect(
      audience({ message_type: 'normal', message_source: 'web', meta_data: { isResolved: 'false', isReopen: false } }),
    ).toBe('public')
  })

  it('is nobody that we know of, for the system, for nobody and for new sorts of writers', () => {
    for (const actor_type of ['system', null, 'robot', 7])
      expect(audience({ message_type: 'normal', actor_type }, {})).toBe('unknown')
    expect(audience({ message_type: 'normal', actor_type: undefined, actor_id: undefined }, {})).toBe('unknown')
    expect(audience({ message_type: 'normal', actor_type: 'system' }, { actor_type: 'system' })).toBe('unknown')
  })

  it('is the visitor, for a bot that says "normal" itself, and nobody otherwise', () => {
    expect(audience({ message_type: 'normal', actor_type: 'bot', actor_id: undefined }, { actor_type: 'bot' })).toBe(
      'public',
    )
    expect(audience({ actor_type: 'bot' }, { actor_type: 'bot' })).toBe('unknown')
    expect(audience({ message_type: 'normal', actor_type: 'bot', botsPrivateNote: true }, { actor_type: 'bot' })).toBe(
      'private',
    )
  })

  it('is taken from the envelope where the message names nobody, and is nobody where the two disagree', () => {
    const [event] = saying({ actor_type: undefined, actor_id: undefined })
    expect(event).toMatchObject({ by: { kind: 'agent', id: agent }, audience: 'public' })
    expect(audience({ actor_type: 'agent' }, visitor)).toBe('unknown')
    expect(audience({ actor_type: 'user', actor_id: user })).toBe('unknown')
  })

  it('never lets a word of what is not public into an event, in whatever field it stands', () => {
    const fields = [
      'message_type',
      'actor_type',
      'botsPrivateNote',
      'message_source',
      'meta_data',
      'status',
      'error_code',
    ] as const
    const odd = fc.oneof(
      fc.constantFrom(
        undefined,
        null,
        '',
        'private',
        'system',
        'note',
        'true',
        true,
        'bot',
        'agent',
        'normal',
        'Failed',
      ),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...fields), odd),
        fc.constantFrom('agent', 'user', 'system', 'bot', 'new'),
        (more, actor_type) => {
          const events = saying(more, { actor_type, actor_id: 'x' })
          for (const event of events)
            if (event.kind !== 'said' || event.audience !== 'public')
              expect(JSON.stringify(event)).not.toContain('CANARY')
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
