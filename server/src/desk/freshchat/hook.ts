import type { KeyObject } from 'node:crypto'
import { constants, verify } from 'node:crypto'
import type { AccountId, VendorTime } from '../../conversation/ids.ts'
import type { DeskEvent, DeskEventBody } from '../desk.ts'
import { appIdOf, threadRef, vendorTime } from './convert.ts'
import type { Telling } from './said.ts'
import { saidOf } from './said.ts'
import type { VendorHook, VendorState } from './wire.ts'
import { vendorHook, vendorState } from './wire.ts'

/** Verifies the exact bytes and tells what they say (vendors/freshchat.md §4.3–§4.5). Never throws; what says nothing is []. */
export function readHook(
  from: { account: AccountId; keys: KeyObject[]; keepsFiles?: boolean },
  hook: { raw: Uint8Array; headers: Headers },
): DeskEvent[] | 'forged' {
  const signature = hook.headers.get('x-freshchat-signature')
  if (!from.keys.some((key) => isSigned(hook.raw, signature, key))) return 'forged'
  let body: unknown
  try {
    body = JSON.parse(Buffer.from(hook.raw).toString())
  } catch {
    return []
  }
  const parsed = vendorHook.safeParse(body)
  return parsed.success ? told(from.account, parsed.data, from.keepsFiles) : []
}

/** RSA PKCS#1 v1.5 with SHA-256, in standard base64. Two headers arrive joined by a comma and are none. */
function isSigned(raw: Uint8Array, signature: string | null, key: KeyObject): boolean {
  if (!signature || !/^[A-Za-z0-9+/]{300,1400}={0,2}$/.test(signature)) return false
  const bytes = Buffer.from(signature, 'base64')
  // The same bytes have one spelling: another one was altered.
  if (bytes.toString('base64') !== signature) return false
  return verify('RSA-SHA256', raw, { key, padding: constants.RSA_PKCS1_PADDING }, bytes)
}

/** The pure translation. Nothing here knows which threads are ours. */
export function told(account: AccountId, hook: VendorHook, keepsFiles = false): DeskEvent[] {
  const telling: Telling = { keepsFiles, waits: true }
  const { action, data, actor } = hook
  if (!action || !data) return []
  const at = vendorTime(hook.action_time)
  switch (action) {
    case 'message_create': {
      if (!data.message) return []
      const said = saidOf(account, data.message, telling, { actor: actor ?? null, at })
      return said ? [said] : []
    }
    case 'conversation_assignment':
      return stateOf(account, hook, data.assignment, at, assigned)
    case 'conversation_resolution':
      return stateOf(account, hook, data.resolve, at, (state) => ({
        kind: 'resolved',
        by: resolverOf(state, actor?.actor_type),
      }))
    case 'conversation_reopen':
      return stateOf(account, hook, data.reopen, at, () => ({ kind: 'reopened' }))
    default:
      return stateOf(account, hook, anyState(data), at, (state) =>
        isClosing(action, state) ? { kind: 'resolved', by: 'system' } : null,
      )
  }
}

function stateOf(
  account: AccountId,
  hook: VendorHook,
  state: VendorState | undefined,
  at: VendorTime | null,
  translate: (state: VendorState) => DeskEventBody | null,
): DeskEvent[] {
  const conversation = state?.conversation ?? hook.data?.conversation
  const id = conversation?.conversation_id ?? hook.data?.conversation_id
  const app = conversation?.app_id
  if (!id || (app !== undefined && app !== appIdOf(account))) return []
  const action = (hook.action ?? '').slice(0, 60)
  // Without its time it cannot be told whether it is late; the level that a look finds is surer then.
  const body = at === null ? null : translate(state ?? ({ conversation } as VendorState))
  return [
    {
      account,
      thread: threadRef(id),
      stretch: state?.interaction_id ?? conversation?.interaction_id ?? null,
      // The vendor gives none; these facts are what it says to tell them apart by (§4.7).
      id: [action, id, hook.action_time, state?.from_agent_id, state?.to_agent_id].filter(Boolean).join(':'),
      at: at ?? (0 as VendorTime),
      ...(body ?? { kind: 'unknown', name: action }),
    },
  ]
}

/** Empty means nobody. Moves between groups come too and say nothing of people. */
function assigned(state: VendorState): DeskEventBody | null {
  const to = state.to_agent_id?.trim() ?? ''
  const before = state.from_agent_id?.trim() ?? ''
  if (to === before) return null
  if (to === '') return { kind: 'left', agent: before }
  return before === '' ? { kind: 'joined', agent: to } : { kind: 'transferred', to }
}

function resolverOf(state: VendorState, actor: unknown): 'agent' | 'visitor' | 'system' {
  switch (state.resolver ?? actor) {
    case 'agent':
      return 'agent'
    case 'user':
      return 'visitor'
    default:
      return 'system'
  }
}

/** The first thing of an unknown action that names a conversation. */
const anyState = (data: object): VendorState | undefined =>
  Object.values(data)
    .map((inside) => vendorState.safeParse(inside).data)
    .find((state) => state?.conversation?.conversation_id !== undefined)

/** A "closed" is named in other people's consoles only (§7, U10): believed when the conversation itself says so. */
function isClosing(action: string, { conversation }: VendorState): boolean {
  const status = conversation?.status?.toLowerCase()
  return action.startsWith('conversation_clos') && (status === 'resolved' || status === 'closed')
}
