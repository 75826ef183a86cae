import type { Ms } from '@baton/shared/ids.ts'
import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import type { VisitorFacts } from '../desk.ts'
import type { Client } from './client.ts'
import { segment } from './client.ts'
import { clean } from './text.ts'
import { vendorUser } from './wire.ts'

/** What Freshchat was told of a visitor, so that only what changed is told again and only what was ours is taken away. */
export type Told = { name: string; properties: { [name: string]: string } }
export const told = z.object({ name: z.string(), properties: z.record(z.string(), z.string()) })

/** Two more calls; a call of the port ends within 30 s, and a chat is worth more than a name. */
const patience: Ms = 8_000
/** Names of user properties were only ever seen in this form; its limits are not known (vendors/freshchat.md §7, U17). */
const nameLimit = 40
const valueLimit = 250
const mostProperties = 30

/**
 * Freshchat gives a nameless user a made-up name of two words (trap 5.23); agents are better off with an honest one. An e-mail
 * address and a phone number that somebody typed are properties that say so, and never the user's own: those join people.
 */
export function factsOf(visitor: VisitorFacts): Told & { first: string; last: string } {
  const given = line(visitor.name ?? '', 80)
  const [first, last] = given === '' ? ['Visitor', visitor.id.replaceAll('-', '').slice(-4)] : [given, '']
  const said: [string, string | number | boolean | undefined][] = [
    ['email_as_typed', visitor.email],
    ['phone_as_typed', visitor.phone],
    ['language', visitor.language],
    ...Object.entries(visitor.attributes ?? {}),
  ]
  const properties: Told['properties'] = {}
  for (const [name, value] of said.slice(0, mostProperties)) {
    const key = name.replace(/[^A-Za-z0-9_]+/g, '_').slice(0, nameLimit)
    const text = line(String(value ?? ''), valueLimit)
    if (/[A-Za-z0-9]/.test(key) && text !== '' && !Object.hasOwn(properties, key)) properties[key] = text
  }
  return { first, last, name: `${first} ${last}`.trim(), properties }
}

/**
 * Tells Freshchat what is new of a visitor. What is sent of properties replaces all that was there (trap 5.6), so they are read
 * first: what agents and others wrote stays, and what we no longer know goes. The name is sent only when the visitor changed it,
 * since an agent may have written a better one. Null: not told now, perhaps next time.
 */
export async function describe(
  { client, clock }: { client: Client; clock: Clock },
  user: string,
  visitor: VisitorFacts,
  before: Told,
  began: number,
): Promise<Told | null> {
  const { first, last, name, properties } = factsOf(visitor)
  const renamed = name !== before.name
  if (!renamed && same(properties, before.properties)) return before
  if (clock.now() - began > patience) return null
  const path = `/users/${segment(user)}`
  const read = await client.get(path)
  if (read.kind !== 'done') return null
  const { data } = vendorUser.safeParse(read.value.json)
  // What cannot be read would be wiped.
  if (data?.id !== user || data.properties === null) return null
  const others = (data.properties ?? []).filter(
    (one) => !Object.hasOwn(properties, one.name) && !Object.hasOwn(before.properties, one.name),
  )
  const put = await client.put(path, {
    ...(renamed && { first_name: first, last_name: last }),
    ...(!same(properties, before.properties) && {
      properties: [...others, ...asList(properties)],
    }),
  })
  // Refused for good: the same facts are not tried at every handoff.
  return put.kind === 'done' || put.kind === 'refused' ? { name, properties } : null
}

export const asList = (properties: Told['properties']): { name: string; value: string }[] =>
  Object.entries(properties).map(([name, value]) => ({ name, value }))

const same = (a: Told['properties'], b: Told['properties']): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value)

const line = (text: string, limit: number): string =>
  clean(text).replace(/\s+/g, ' ').trim().slice(0, limit).toWellFormed()
