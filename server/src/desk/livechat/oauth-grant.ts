import type { Json, Time } from '@baton/shared/ids.ts'
import { z } from 'zod'
import type { DeskMemory } from '../desk.ts'
import { tokenText } from './account-token.ts'

/** What an agent granted to the owner's app, as it lies in the memory of the account. Times are by our clock. */
export type Grant = {
  access: string
  refresh: string
  /** When `access` was given, and when it ends. */
  from: Time
  until: Time
  scopes: string[]
  organization: string
  /** The account id of whoever consented; null: not said. */
  agent: string | null
}

const kept = z.object({
  access: z.string().min(1),
  refresh: z.string().min(1),
  from: z.number(),
  until: z.number(),
  scopes: z.array(z.string()),
  organization: z.string(),
  agent: z.string().nullable(),
})

/** One row an app: several desks, of several sites, may share an app and its account. */
export const grantKey = (clientId: string): string => `oauth:${clientId}`

/** Null: there is none, or none that can be read any more. */
export async function readGrant(
  memory: DeskMemory,
  clientId: string,
): Promise<{ grant: Grant | null; version: number } | null> {
  const row = await memory.get(grantKey(clientId))
  if (!row) return null
  const { data } = kept.safeParse(row.value)
  return { grant: data ? (data as Grant) : null, version: row.version }
}

/** A new consent takes the place of whatever was there. */
export async function keepGrant(memory: DeskMemory, clientId: string, grant: Grant): Promise<void> {
  for (;;) {
    const row = await memory.get(grantKey(clientId))
    if (await memory.set(grantKey(clientId), grant as unknown as Json, row?.version ?? null)) return
  }
}

/** What `/v2/token` answers (§1.4). The list of scopes has commas; RFC 6749 would have blanks. */
export const vendorGrant = z
  .object({
    access_token: z.string().min(1).max(4_096),
    refresh_token: z.string().min(1).max(4_096).optional(),
    expires_in: z.coerce.number().positive().default(28_800),
    scope: z.string().default(''),
    organization_id: z.string().min(1).max(100).optional(),
    account_id: z.string().max(100).nullish(),
  })
  .transform((given) => ({
    access: tokenText(given.access_token),
    refresh: given.refresh_token ?? null,
    life: given.expires_in * 1_000,
    scopes: given.scope.split(/[\s,]+/).filter((scope) => scope !== ''),
    organization: given.organization_id ?? null,
    agent: given.account_id ?? null,
  }))
