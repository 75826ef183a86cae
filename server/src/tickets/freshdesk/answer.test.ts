import type { Time } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import type { OutgoingAnswer } from '../../outgoing.ts'
import { outcomeOf } from './answer.ts'

const now = Date.parse('2026-01-05T09:00:00Z') as Time
const answered = (status: number, body: unknown = {}, headers: Record<string, string> = {}): OutgoingAnswer => ({
  kind: 'answered',
  status,
  headers: new Headers(headers),
  bytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})
const kinds = (answer: OutgoingAnswer) =>
  (['create', 'set', 'get'] as const).map((does) => outcomeOf(answer, does, now).kind)

describe('an answer of Freshdesk', () => {
  it('is believed with any 2xx and JSON, and empty only where nothing is due', () => {
    expect(kinds(answered(201, { id: 7 }))).toEqual(['done', 'done', 'done'])
    expect(kinds(answered(204, ''))).toEqual(['unsure', 'done', 'retry'])
    expect(kinds(answered(200, '<!doctype html>'))).toEqual(['unsure', 'retry', 'retry'])
  })

  it('leaves in doubt what makes something and was cut off, timed out or failed on their side', () => {
    const lost = { kind: 'lost', code: 'timeout' } as const
    for (const answer of [answered(500, 'x'), answered(503, ''), answered(408), lost])
      expect(kinds(answer)).toEqual(['unsure', 'retry', 'retry'])
    expect(kinds({ kind: 'notSent', code: 'dns' })).toEqual(['retry', 'retry', 'retry'])
  })

  it.each([
    [401, 'token-refused'],
    [403, 'token-forbidden'],
    [404, 'http-404'],
    [429, 'http-429'],
  ])('closes the account for %s', (status, code) => {
    expect(outcomeOf(answered(status, ''), 'create', now)).toMatchObject({
      kind: 'retry',
      scope: 'account',
      why: { code },
    })
  })

  it('says how long to wait, in seconds, as a date by their clock, or not at all', () => {
    const after = (headers: Record<string, string>) => outcomeOf(answered(429, '', headers), 'create', now)
    expect(after({ 'retry-after': '7' })).toMatchObject({ after: 7_000 })
    const behind = { 'retry-after': 'Mon, 05 Jan 2026 08:00:09 GMT', date: 'Mon, 05 Jan 2026 08:00:00 GMT' }
    expect(after(behind)).toMatchObject({ after: 9_000 })
    expect(after({ 'retry-after': 'Mon, 05 Jan 2026 09:00:05 GMT' })).toMatchObject({ after: 5_000 })
    expect(after({ 'retry-after': '99999999' })).toMatchObject({ after: 3_600_000 })
    for (const odd of [{}, { 'retry-after': 'soon' }, { 'retry-after': '-5' }])
      expect(after(odd)).not.toHaveProperty('after')
  })

  it.each([400, 405, 409, 415, 422])('refuses for good with %s, by field and code, without their words', (status) => {
    const errors = [
      { field: 'email', message: 'vi@example.com is wrong', code: 'invalid_value' },
      { field: 'vi@x.y is', code: 'a b' },
    ]
    const outcome = outcomeOf(
      answered(status, { description: 'Validation failed', errors }, { 'x-request-id': 'abc-123' }),
      'create',
      now,
    )
    expect(outcome).toEqual({
      kind: 'refused',
      why: { code: `http-${status}`, detail: 'email invalid_value request abc-123' },
      mend: expect.stringContaining('"email"'),
      fields: ['email'],
    })
  })

  it('follows nobody elsewhere', () => {
    const outcome = outcomeOf(answered(302, '', { location: 'https://elsewhere.example' }), 'create', now)
    expect(outcome).toMatchObject({ kind: 'refused', mend: expect.stringContaining('domain') })
  })

  it('is read without a throw, whatever shape the error has', () => {
    for (const body of [
      '',
      'null',
      '[]',
      '"x"',
      '7',
      '{"errors":{}}',
      '{"errors":[null,7,{"field":{}}]}',
      '{',
      '{"code":{}}',
    ])
      for (const status of [400, 401, 404, 429, 500]) expect(kinds(answered(status, body))).not.toContain('done')
  })
})
