import type { AgentRef, Seq, Time } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import type { VendorId, VendorTime } from '../conversation/ids.ts'
import { account, event, thread } from '../http/rig.ts'
import { createSealer } from '../secrets.ts'
import { createAgentRef } from './agent-ref.ts'
import type { DeskEvent } from './desk.ts'
import { translate } from './translate.ts'

const agentRef = (_account: unknown, vendor: string) => `ref-${vendor}` as AgentRef
const told = (more: object, target: Seq | null = 7 as Seq) =>
  translate(event('m1', more as Partial<DeskEvent>), { agentRef, seqOf: () => target })
const input = (what: object) => ({
  kind: 'input',
  input: { kind: 'desk', account, thread, stretch: null, at: 1_000, told: what },
})
const target = 'm0' as VendorId

describe('what a desk tells', () => {
  const message = textMessage('m1')
  it.each([
    [
      'an agent writes',
      {},
      input({
        kind: 'said',
        by: { kind: 'agent', ref: 'ref-agent-1', vendor: 'agent-1' },
        audience: 'public',
        message,
        vendorId: 'm1',
        key: null,
      }),
    ],
    [
      'an agent without a name writes',
      { by: { kind: 'agent', id: null } },
      input({ kind: 'said', by: { kind: 'system' }, audience: 'public', message, vendorId: 'm1', key: null }),
    ],
    [
      'any user of the thread is our visitor',
      { by: { kind: 'visitor', id: 'u' } },
      input({ kind: 'said', by: { kind: 'visitor' }, audience: 'public', message, vendorId: 'm1', key: null }),
    ],
    [
      'nobody known writes',
      { by: { kind: 'unknown', id: 'u' } },
      input({ kind: 'said', by: { kind: 'stranger' }, audience: 'public', message, vendorId: 'm1', key: null }),
    ],
    [
      'our own order comes back',
      { key: 'd1' },
      input({
        kind: 'said',
        by: { kind: 'agent', ref: 'ref-agent-1', vendor: 'agent-1' },
        audience: 'public',
        message,
        vendorId: 'm1',
        key: 'd1',
      }),
    ],
    ['an edit', { kind: 'edited', target, audience: 'public', message }, input({ kind: 'edited', target: 7, message })],
    [
      'an edit that is private now',
      { kind: 'edited', target, audience: 'private', message },
      input({ kind: 'edited', target: 7, message: null }),
    ],
    ['a deletion', { kind: 'deleted', target }, input({ kind: 'edited', target: 7, message: null })],
    ['an assignment', { kind: 'joined', agent: 'a' }, input({ kind: 'joined', agent: 'ref-a', vendor: 'a' })],
    ['an unassignment', { kind: 'left', agent: 'a' }, input({ kind: 'left', agent: 'ref-a' })],
    ['a transfer', { kind: 'transferred', to: 'b' }, input({ kind: 'transferred', to: 'ref-b', vendor: 'b' })],
    ['back in the queue', { kind: 'transferred', to: null }, input({ kind: 'transferred', to: null, vendor: null })],
    ['a place in the queue', { kind: 'queued', position: 2 }, input({ kind: 'queued', position: 2, wait: null })],
    ['the end', { kind: 'resolved', by: 'agent' }, input({ kind: 'resolved', by: 'agent' })],
    ['a new beginning', { kind: 'reopened' }, input({ kind: 'reopened' })],
    [
      'that the agent has read',
      { kind: 'seen', by: { kind: 'agent', id: 'a' }, upTo: 5 as Time },
      { kind: 'passing', passing: { kind: 'seen', by: 'agent', upTo: 5 } },
    ],
    [
      'that the visitor has read',
      { kind: 'seen', by: { kind: 'visitor', id: 'u' }, upTo: 5 as Time },
      { kind: 'nothing' },
    ],
    ['a score', { kind: 'rated', score: 5 }, input({ kind: 'rated', score: 5, comment: null })],
    ['a tap elsewhere', { kind: 'tapped', target, choice: 'x' }, { kind: 'nothing' }],
    ['something new', { kind: 'unknown', name: 'hologram' }, { kind: 'nothing' }],
  ])('%s', (_what, more, expected) => {
    expect(told(more)).toEqual(expected)
  })

  it('waits when it is about a message that is not here yet', () => {
    expect(told({ kind: 'deleted', target }, null)).toEqual({ kind: 'later' })
    expect(told({ kind: 'edited', target, audience: 'public', message }, null)).toEqual({ kind: 'later' })
  })

  it('keeps the time of the vendor', () => {
    expect(told({ at: 5 as VendorTime })).toMatchObject({ input: { at: 5 } })
  })
})

describe("an agent's public name", () => {
  const [old, young] = ['o'.repeat(43), 'y'.repeat(43)]
  it('is short, the same each time, another in each account, and says nothing of the id without the key', () => {
    const ref = createAgentRef(createSealer([old]))
    const ann = ref(account, 'ann@acme.example')
    expect(ann).toMatch(/^[A-Za-z0-9_-]{12}$/)
    expect(ref(account, 'ann@acme.example')).toBe(ann)
    expect(
      new Set([
        ann,
        ref(account, 'bob@acme.example'),
        ref('freshchat:other' as typeof account, 'ann@acme.example'),
        createAgentRef(createSealer([young]))(account, 'ann@acme.example'),
      ]).size,
    ).toBe(4)
  })

  it('stays while the key is being replaced', () => {
    expect(createAgentRef(createSealer([young, old]))(account, 'ann')).toBe(
      createAgentRef(createSealer([old]))(account, 'ann'),
    )
  })
})
