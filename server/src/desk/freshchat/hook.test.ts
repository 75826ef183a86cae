// long because every generation and trap of the webhooks is told here.
import type { KeyObject } from 'node:crypto'
import { keyPair } from '@baton/e2e/vendors/freshchat/identity.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { account, agent, conversation, conversation_id, hook, message, saying, time } from './conformance-hooks.ts'
import { readHook, told } from './hook.ts'
import { publicKeyOf } from './keys.ts'
import { vendorHook } from './wire.ts'

const pair = keyPair()
const second = keyPair()
const keys = [pair, second].map((one) => publicKeyOf(one.publicKeyAs('pem')) as KeyObject)

describe('a webhook’s signature', () => {
  const body = JSON.stringify({
    actor: { actor_type: 'agent', actor_id: agent },
    action: 'message_create',
    action_time: time,
    data: { message: message() },
  })
  const read = (raw: Uint8Array, signature: string | null) =>
    readHook(
      { account, keys },
      { raw, headers: new Headers(signature === null ? {} : { 'X-Freshchat-Signature': signature }) },
    )

  it('is taken by either of two keys, over bytes of every language', () => {
    const texts = ['é', '한국어', '🙂', 'হাই', '\\u00e9']
    for (const text of texts) {
      const raw = Buffer.from(body.replace('CANARY words', text))
      for (const key of [pair, second]) expect(read(raw, key.sign(raw)), text).toMatchObject([{ kind: 'said' }])
    }
  })

  it('is refused without keys, and by the key of somebody else', () => {
    const raw = Buffer.from(body)
    expect(
      readHook({ account, keys: [] }, { raw, headers: new Headers({ 'x-freshchat-signature': pair.sign(raw) }) }),
    ).toBe('forged')
    expect(read(raw, keyPair().sign(raw))).toBe('forged')
  })

  it('is refused after any of a thousand changes of body or signature, and after none it is taken', () => {
    const raw = Buffer.from(body)
    const signature = pair.sign(raw)
    const change = fc.oneof(
      fc.record({ what: fc.constant('flip' as const), at: fc.nat(raw.length - 1), bit: fc.nat(7) }),
      fc.record({ what: fc.constant('cut' as const), at: fc.nat(raw.length - 1) }),
      fc.record({ what: fc.constant('insert' as const), at: fc.nat(raw.length), byte: fc.nat(255) }),
      fc.record({
        what: fc.constant('signature' as const),
        at: fc.nat(signature.length - 1),
        to: fc.constantFrom(...'ABCxyz019+/=, \n'),
      }),
      fc.record({ what: fc.constant('signatureCut' as const), to: fc.nat(signature.length - 1) }),
      fc.record({ what: fc.constant('other' as const), words: fc.string() }),
    )
    expect(read(raw, signature)).toMatchObject([{ kind: 'said' }])
    fc.assert(
      fc.property(change, (how) => {
        const altered = Buffer.from(raw)
        switch (how.what) {
          case 'flip':
            altered[how.at] = (altered[how.at] ?? 0) ^ (1 << how.bit)
            return read(altered, signature) === 'forged'
          case 'cut':
            return read(raw.subarray(0, how.at), signature) === 'forged'
          case 'insert':
            return (
              read(Buffer.concat([raw.subarray(0, how.at), Buffer.of(how.byte), raw.subarray(how.at)]), signature) ===
              'forged'
            )
          case 'signature': {
            const other = `${signature.slice(0, how.at)}${how.to}${signature.slice(how.at + 1)}`
            // A blank at the very end is trimmed by HTTP itself.
            return other === signature || other.trim() === signature || read(raw, other.replace('\n', ' ')) === 'forged'
          }
          case 'signatureCut':
            return read(raw, signature.slice(0, how.to)) === 'forged'
          case 'other':
            return read(raw, Buffer.from(how.words).toString('base64')) === 'forged'
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('makes nothing of what is signed and says nothing', () => {
    for (const text of [
      '',
      'null',
      '[]',
      '7',
      '"x"',
      '{',
      '{}',
      '{"action":"message_create"}',
      '{"action":"message_create","data":null}',
      '{"action":7,"data":{}}',
      '{"__proto__":{"action":"x"}}',
      '\ufeff{}',
      '\u0000',
    ]) {
      const raw = Buffer.from(text)
      expect(read(raw, pair.sign(raw)), text).toEqual([])
    }
    const deep = Buffer.from('['.repeat(200_000))
    expect(read(deep, pair.sign(deep))).toEqual([])
  })

  it('throws at nothing that is signed, whatever it is', () => {
    const event = fc.record(
      {
        actor: fc.anything(),
        action: fc.oneof(
          fc.constantFrom(
            'message_create',
            'conversation_assignment',
            'conversation_resolution',
            'conversation_reopen',
            'conversation_closed',
            '__proto__',
          ),
          fc.anything(),
        ),
        action_time: fc.oneof(fc.constant(time), fc.anything()),
        data: fc.record(
          {
            message: fc.record(Object.fromEntries(Object.keys(message()).map((name) => [name, fc.anything()]))),
            assignment: fc.anything(),
            resolve: fc.record({ conversation: fc.anything() }),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(event, (body) => {
        const parsed = vendorHook.safeParse(body)
        const events = parsed.success ? told(account, parsed.data) : []
        return events.every((one) => one.account === account && typeof one.id === 'string' && Number.isFinite(one.at))
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('what a webhook tells', () => {
  it('is a message with its own id, stretch and the vendor’s time', () => {
    expect(saying({})).toEqual([
      {
        account,
        thread: conversation_id,
        stretch: '681406910844650-1669114522220',
        id: 'm-1',
        at: Date.parse('2026-01-05T09:00:00.100Z'),
        kind: 'said',
        by: { kind: 'agent', id: agent },
        audience: 'public',
        message: { parts: [{ kind: 'text', text: 'CANARY words' }] },
      },
    ])
  })

  it('is nothing when it is of another account', () => {
    expect(saying({ app_id: 'another' })).toEqual([])
    expect(
      told(
        account,
        hook('conversation_resolution', { resolve: { conversation: { ...conversation, app_id: 'another' } } }),
      ),
    ).toEqual([])
  })

  it('is only a hint when a message lacks id or time, is blank, or failed over there', () => {
    for (const more of [
      { id: undefined },
      { message_parts: [{ text: { content: ' ' } }] },
      { status: 'Failed' },
      { error_code: 500 },
      { error_message: 'no' },
    ])
      expect(saying(more)).toMatchObject([{ kind: 'unknown' }])
    const timeless = vendorHook.parse({
      action: 'message_create',
      data: { message: { ...message(), created_time: undefined } },
    })
    expect(told(account, timeless)).toMatchObject([{ kind: 'unknown' }])
  })

  it('is a neutral line for parts of an older or newer generation', () => {
    expect(
      saying({ message_parts: undefined, msg_parts: [{ part_type: 'text', properties: { text: 'old' } }] }),
    ).toMatchObject([{ kind: 'said', message: { parts: [{ kind: 'unsupported' }] } }])
  })

  it('is who joined, left or took over, and nothing of people when only the group changed', () => {
    const assignment = (from: string | undefined, to: string | undefined) =>
      told(
        account,
        hook('conversation_assignment', {
          assignment: { assignor: 'agent', from_agent_id: from, to_agent_id: to, conversation },
        }),
      )[0]
    expect(assignment('', agent)).toMatchObject({ kind: 'joined', agent })
    expect(assignment(undefined, agent)).toMatchObject({ kind: 'joined', agent })
    expect(assignment(agent, '')).toMatchObject({ kind: 'left', agent })
    expect(assignment(agent, ' ')).toMatchObject({ kind: 'left', agent })
    expect(assignment('other', agent)).toMatchObject({ kind: 'transferred', to: agent })
    expect(assignment('', '')).toMatchObject({ kind: 'unknown' })
    expect(assignment(agent, agent)).toMatchObject({ kind: 'unknown' })
  })

  it('is by whom it was resolved', () => {
    const resolve = (more: object, actor?: object) =>
      told(account, hook('conversation_resolution', { resolve: { conversation, ...more } }, actor))[0]
    expect(resolve({ resolver: 'agent' })).toMatchObject({
      kind: 'resolved',
      by: 'agent',
      id: `conversation_resolution:${conversation_id}:${time}`,
    })
    expect(resolve({ resolver: 'user' })).toMatchObject({ by: 'visitor' })
    expect(resolve({ resolver: 'system' })).toMatchObject({ by: 'system' })
    expect(resolve({}, { actor_type: 'agent' })).toMatchObject({ by: 'agent' })
    expect(resolve({}, {})).toMatchObject({ by: 'system' })
  })

  it('is a reopening, with the new stretch', () => {
    const [event] = told(
      account,
      hook('conversation_reopen', { reopen: { reopener: 'user', conversation, interaction_id: '1-2' } }),
    )
    expect(event).toMatchObject({ kind: 'reopened', stretch: '1-2', at: Date.parse(time) })
  })

  it('is an end by another name only when the conversation itself says that it ended', () => {
    const closed = (status: string) =>
      told(account, hook('conversation_closed', { close: { conversation: { ...conversation, status } } }))[0]
    expect(closed('resolved')).toMatchObject({ kind: 'resolved' })
    expect(closed('assigned')).toMatchObject({ kind: 'unknown', name: 'conversation_closed' })
    expect(
      told(
        account,
        hook('conversation_sentiment', { sentiment: { conversation: { ...conversation, status: 'resolved' } } }),
      ),
    ).toMatchObject([{ kind: 'unknown' }])
    expect(told(account, hook('something_else', { score: 3 }))).toEqual([])
  })

  it('is only a hint when a state does not say when it changed', () => {
    const timeless = vendorHook.parse({ action: 'conversation_resolution', data: { resolve: { conversation } } })
    expect(told(account, timeless)).toMatchObject([{ kind: 'unknown', thread: conversation_id }])
  })

  it('is nothing when it is an event of the vendor’s other product', () => {
    const other = {
      account_id: 'a',
      event: 'onMessageCreate',
      data: { actor: { type: 'agent' }, associations: {}, message: { id: 'm', conversation_id, messages: [] } },
    }
    expect(told(account, vendorHook.parse(other))).toEqual([])
  })
})
