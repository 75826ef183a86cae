import type { Time } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import type { OutgoingAnswer } from '../../outgoing.ts'
import type { Does } from '../http-answer.ts'
import { outcomeOf } from './answer.ts'

const now = Date.parse('2026-01-05T09:00:00Z') as Time
const answered = (status: number, body: unknown = {}, headers: Record<string, string> = {}): OutgoingAnswer => ({
  kind: 'answered',
  status,
  headers: new Headers(headers),
  bytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})
const kinds = (answer: OutgoingAnswer) =>
  (['create', 'set', 'get'] as const satisfies Does[]).map((does) => outcomeOf(answer, does, now).kind)

describe('an answer of Freshchat', () => {
  it('is believed with any 2xx and JSON', () => {
    for (const status of [200, 201, 202])
      expect(outcomeOf(answered(status, { id: 'm1' }), 'create', now)).toMatchObject({
        kind: 'done',
        value: { json: { id: 'm1' } },
      })
  })

  it('may be empty after a PUT, and nowhere else', () => {
    expect(kinds(answered(200, ''))).toEqual(['unsure', 'done', 'retry'])
  })

  it('is no success as a page with 200, and perhaps done where it would make something', () => {
    const outcome = outcomeOf(answered(200, '<!doctype html><p>Portal</p>'), 'get', now)
    expect(outcome).toMatchObject({
      kind: 'retry',
      why: { code: 'not-json', detail: expect.stringContaining('portal') },
    })
    expect(kinds(answered(200, '<html>'))).toEqual(['unsure', 'retry', 'retry'])
  })

  it('leaves in doubt what makes something and was cut off, timed out or failed on their side', () => {
    for (const answer of [
      answered(500, 'Internal error'),
      answered(502, ''),
      answered(503, '<html>'),
      answered(408),
      { kind: 'lost', code: 'timeout' } as const,
    ]) {
      expect(kinds(answer)).toEqual(['unsure', 'retry', 'retry'])
    }
  })

  it('was surely not heard when there was no connection', () => {
    expect(kinds({ kind: 'notSent', code: 'dns' })).toEqual(['retry', 'retry', 'retry'])
  })

  it('closes the account for a refused token or a forbidden one, and says that it is the token', () => {
    expect(outcomeOf(answered(401), 'create', now)).toMatchObject({
      kind: 'retry',
      scope: 'account',
      why: { code: 'token-refused' },
    })
    expect(outcomeOf(answered(403), 'create', now)).toMatchObject({
      kind: 'retry',
      scope: 'account',
      why: { code: 'token-forbidden' },
    })
  })

  it('says how long to wait, in seconds, as a date by their clock, or not at all', () => {
    const after = (headers: Record<string, string>) => {
      const outcome = outcomeOf(answered(429, {}, headers), 'create', now)
      expect(outcome).toMatchObject({ kind: 'retry', scope: 'account' })
      return outcome.kind === 'retry' ? outcome.after : null
    }
    expect(after({ 'retry-after': '7' })).toBe(7_000)
    // Their clock is an hour behind ours.
    expect(after({ 'retry-after': 'Mon, 05 Jan 2026 08:00:09 GMT', date: 'Mon, 05 Jan 2026 08:00:00 GMT' })).toBe(9_000)
    expect(after({ 'retry-after': 'Mon, 05 Jan 2026 09:00:05 GMT' })).toBe(5_000)
    expect(after({ 'x-ratelimit-reset': '30' })).toBe(30_000)
    expect(after({ 'x-ratelimit-reset': String(now / 1000 + 12) })).toBe(12_000)
    expect(after({})).toBeUndefined()
    expect(after({ 'retry-after': 'soon' })).toBeUndefined()
    expect(after({ 'retry-after': '-5' })).toBeUndefined()
    expect(after({ 'retry-after': '99999999' })).toBe(3_600_000)
    expect(after({ 'retry-after': 'Mon, 05 Jan 2020 09:00:05 GMT' })).toBe(0)
  })

  it('waits as long after a 503 where it may try again', () => {
    expect(outcomeOf(answered(503, '', { 'retry-after': '3' }), 'set', now)).toMatchObject({
      kind: 'retry',
      scope: 'delivery',
      after: 3_000,
    })
  })

  it('says that the thread was replaced when it is not the latest', () => {
    expect(
      outcomeOf(
        answered(400, {
          code: 400,
          status: 'INVALID_VALUE',
          message: 'This is not the latest conversation of the user',
        }),
        'create',
        now,
      ),
    ).toEqual({ kind: 'gone', why: 'replaced' })
  })

  it('leaves in doubt what was refused and yet created', () => {
    expect(
      outcomeOf(answered(400, { message: 'class a.TextPart cannot be cast to class a.EmailPart' }), 'create', now).kind,
    ).toBe('unsure')
  })

  it('refuses for good what they refuse, by their symbol and trace, without their words', () => {
    for (const status of [400, 404, 405, 409, 413, 422]) {
      const outcome = outcomeOf(
        answered(
          status,
          { code: status, status: 'INVALID_VALUE', message: 'the text "my secret" is wrong' },
          { 'x-trace-id': 'abc-123' },
        ),
        'create',
        now,
      )
      expect(outcome).toEqual({
        kind: 'refused',
        why: { code: `http-${status}`, detail: 'INVALID_VALUE trace abc-123' },
      })
    }
    for (const [does, kind] of [
      ['create', 'unsure'],
      ['set', 'retry'],
    ] as const)
      expect(outcomeOf(answered(302, '', { location: 'https://elsewhere.example' }), does, now).kind).toBe(kind)
  })

  it('is read without a throw, whatever shape the error has', () => {
    for (const body of [
      '',
      'null',
      '[]',
      '"x"',
      '7',
      '{"error":"no"}',
      '{"status":{"a":1}}',
      '{',
      '{"message":null}',
    ]) {
      for (const status of [400, 401, 404, 429, 500])
        expect(outcomeOf(answered(status, body), 'create', now).kind).not.toBe('done')
    }
  })
})
