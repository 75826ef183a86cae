import type { Time } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import type { Does } from '../http-answer.ts'
import { outcomeOf } from './answer.ts'

const now = Date.parse('2026-01-05T09:00:00Z') as Time
const answered = (status: number, body: unknown, headers: { [name: string]: string } = {}) => ({
  kind: 'answered' as const,
  status,
  headers: new Headers(headers),
  bytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})
const error = (type: string, more: object = {}) => ({ error: { type, message: 'CANARY', ...more } })
const outcome = (status: number, body: unknown, does: Does = 'create', headers = {}) =>
  outcomeOf(answered(status, body, headers), does, now)

describe('an answer', () => {
  it('is done when it is JSON, and for what gives nothing when it is empty', () => {
    expect(outcome(200, { a: 1 })).toMatchObject({ kind: 'done', value: { json: { a: 1 } } })
    expect(outcome(200, '', 'set')).toMatchObject({ kind: 'done' })
    expect(outcome(200, '', 'create')).toMatchObject({ kind: 'unsure' })
    expect(outcome(200, {}, 'set', { date: 'Mon, 05 Jan 2026 08:59:59 GMT' })).toMatchObject({
      value: { date: now - 1_000 },
    })
  })

  it('that is a page is none, whatever its status says', () => {
    expect(outcome(200, '<!doctype html>', 'create')).toMatchObject({ kind: 'unsure', why: { code: 'not-json' } })
    expect(outcome(200, '<!doctype html>', 'get')).toMatchObject({ kind: 'retry', why: { code: 'not-json' } })
  })

  it.each([200, 400, 422, 500])('that holds an error is one with the status %i too', (status) => {
    expect(outcome(status, error('chat_inactive'))).toMatchObject({ kind: 'refused', why: { code: 'chat_inactive' } })
  })

  it.each([
    ['authentication', { kind: 'retry', scope: 'account', why: { code: 'token-refused' } }],
    ['customer_banned', { kind: 'gone', why: 'banned' }],
    ['too_many_requests', { kind: 'retry', scope: 'account' }],
    ['license_expired', { kind: 'retry', scope: 'account', why: { code: 'license_expired' } }],
    ['unsupported_version', { kind: 'retry', scope: 'account' }],
    ['pending_requests_limit_reached', { kind: 'retry', scope: 'delivery', after: 1_000 }],
    ['internal', { kind: 'unsure' }],
    ['request_timeout', { kind: 'unsure' }],
    ['service_unavailable', { kind: 'unsure' }],
    ['validation', { kind: 'refused', why: { code: 'validation' } }],
    ['something_new', { kind: 'refused', why: { code: 'something_new' } }],
  ])('of the type %s counts by that', (type, expected) => {
    for (const status of [200, 400, 401, 422, 429, 503]) expect(outcome(status, error(type))).toMatchObject(expected)
  })

  it('that may have done something is looked after only where twice would be two', () => {
    for (const status of [500, 502, 503, 504, 408, 302, 307]) {
      expect(outcome(status, 'upstream error', 'create')).toMatchObject({ kind: 'unsure' })
      expect(outcome(status, 'upstream error', 'set')).toMatchObject({ kind: 'retry', scope: 'delivery' })
    }
    expect(outcomeOf({ kind: 'lost', code: 'timeout' }, 'create', now)).toMatchObject({ kind: 'unsure' })
    expect(outcomeOf({ kind: 'lost', code: 'timeout' }, 'get', now)).toMatchObject({ kind: 'retry' })
    expect(outcomeOf({ kind: 'notSent', code: 'dns' }, 'create', now)).toMatchObject({ kind: 'retry' })
  })

  it('says when to come back, in seconds or as a date by their clock', () => {
    const after = (headers: object) => outcome(429, error('too_many_requests'), 'create', headers)
    expect(after({ 'retry-after': '2' })).toMatchObject({ after: 2_000 })
    expect(
      after({ 'retry-after': 'Mon, 05 Jan 2026 12:00:07 GMT', date: 'Mon, 05 Jan 2026 12:00:00 GMT' }),
    ).toMatchObject({ after: 7_000 })
    expect(after({ 'retry-after': 'soon' })).not.toHaveProperty('after')
    expect(after({})).not.toHaveProperty('after')
  })

  it.each([
    ['No active chat thread', 'chat_inactive'],
    ['Chat is inactive', 'chat_inactive'],
    ['Customer chats limit reached', 'chat_limit_reached'],
  ])('that says "%s" means it, under whatever type', (message, code) => {
    expect(outcome(422, error('validation', { message }))).toMatchObject({ why: { code } })
  })

  it('never passes their words on', () => {
    for (const type of ['validation', 'internal', 'authorization', 'misdirected_request'])
      expect(JSON.stringify(outcome(422, error(type, { data: { region: 'CANARY CANARY' } })))).not.toContain('CANARY')
    expect(JSON.stringify(outcome(422, error('x', {}), 'create', { 'x-debug-id': 'debug-1' }))).toContain('debug-1')
  })
})
