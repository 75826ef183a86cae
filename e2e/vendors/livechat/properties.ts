import type { Account } from './account.ts'
import type { Failure } from './errors.ts'
import { fail } from './errors.ts'
import type { Properties } from './records.ts'

export type Level = 'chat' | 'thread' | 'event'
type Side = 'customer' | 'agent'

/** The vendor's own properties that may be written, and by whom (contract 3, Useful properties). */
const own: Record<Level, Record<string, Side[]>> = {
  chat: { 'routing.ignore_agents_routing': ['customer', 'agent'] },
  thread: {
    'routing.ignore_bots': ['customer', 'agent'],
    'routing.transcript_email': ['customer', 'agent'],
    'rating.score': ['customer'],
    'rating.comment': ['customer'],
  },
  event: { 'chats.formatting': ['customer', 'agent'] },
}

/** Why these properties may not be written; null = they may. */
export function misplaced(
  account: Account,
  side: Side,
  level: Level,
  properties: Properties,
): { failure: Failure } | null {
  for (const [namespace, values] of Object.entries(properties)) {
    for (const [name, value] of Object.entries(values)) {
      const wrong = misplacedOne(account, side, level, namespace, name, value)
      if (wrong) return fail('validation', wrong)
    }
  }
  return null
}

function misplacedOne(
  account: Account,
  side: Side,
  level: Level,
  namespace: string,
  name: string,
  value: unknown,
): string | null {
  const path = `${namespace}.${name}`
  // test.* is free to play with.
  if (namespace === 'test') return null
  if (/^[0-9a-f]{32}$/.test(namespace)) {
    const known = account.state.properties.find((one) => one.owner === namespace && one.name === name)
    const access = (known?.access as Record<string, Record<string, string[]>> | undefined)?.[level]?.[side]
    return access?.includes('write') ? null : `property ${path} is not registered for this place`
  }
  if (!own[level][path]?.includes(side)) return `property ${path} cannot be written here`
  if (path === 'rating.score' && value !== 0 && value !== 1) return `${path} must be 0 or 1`
  return null
}

/** Deletes what is there and says what was deleted. */
export function strike(from: Properties, names: Record<string, string[]>): Record<string, string[]> {
  const gone: Record<string, string[]> = {}
  for (const [namespace, wanted] of Object.entries(names)) {
    const values = from[namespace]
    for (const name of wanted) {
      if (!values || !(name in values)) continue
      delete values[name]
      gone[namespace] = [...(gone[namespace] ?? []), name]
    }
  }
  return gone
}

export function asProperties(value: unknown): Properties {
  return (value ?? {}) as Properties
}
