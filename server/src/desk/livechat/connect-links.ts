import { createHash } from 'node:crypto'
import type { Json, SiteId, Time } from '@baton/shared/ids.ts'
import { z } from 'zod'
import type { AccountId, DeskName } from '../../conversation/ids.ts'
import type { DeskMemory } from '../desk.ts'

/** A consent link that was made, without the word that opens it. */
export type Link = {
  site: SiteId
  desk: DeskName
  /** Which link it is: a digest of its secret word. */
  mark: string
  until: Time
  clientId: string
  step: Step
  version: number
}

/** exchanging: a browser came back with it; stays so when the server dies in the middle. */
export type Step =
  | { kind: 'open' }
  | { kind: 'exchanging' }
  | { kind: 'connected'; account: AccountId }
  | { kind: 'denied' }
  | { kind: 'failed'; wrong: string; mend: string }

const kept = z.object({
  mark: z.string(),
  until: z.number(),
  clientId: z.string(),
  step: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('open') }),
    z.object({ kind: z.literal('exchanging') }),
    z.object({ kind: z.literal('connected'), account: z.string() }),
    z.object({ kind: z.literal('denied') }),
    z.object({ kind: z.literal('failed'), wrong: z.string(), mend: z.string() }),
  ]),
})

/** One row a desk, so that nothing piles up: a newer link takes the place of the one before. */
export interface ConnectLinks {
  put(link: Omit<Link, 'version'>): Promise<void>
  get(site: SiteId, desk: DeskName): Promise<Link | null>
  /** Null: somebody else was faster, or a newer link is there. */
  step(link: Link, step: Step): Promise<Link | null>
}

export function createConnectLinks(memory: DeskMemory): ConnectLinks {
  const key = ({ site, desk }: Pick<Link, 'site' | 'desk'>) => `${site}/${desk}`
  const value = ({ mark, until, clientId, step }: Omit<Link, 'version'>) =>
    ({ mark, until, clientId, step }) as unknown as Json

  return {
    async put(link) {
      for (;;) {
        const row = await memory.get(key(link))
        if (await memory.set(key(link), value(link), row?.version ?? null)) return
      }
    },
    async get(site, desk) {
      const row = await memory.get(key({ site, desk }))
      const { data } = kept.safeParse(row?.value)
      return row && data
        ? { ...(data as Omit<Link, 'site' | 'desk' | 'version'>), site, desk, version: row.version }
        : null
    },
    async step(link, step) {
      const next = { ...link, step }
      if (!(await memory.set(key(link), value(next), link.version))) return null
      return { ...next, version: (await memory.get(key(link)))?.version ?? link.version }
    },
  }
}

export const markOf = (nonce: string): string => createHash('sha256').update(nonce).digest('hex')

/** `site.desk.word`, so that any server finds the link; the word is the secret. */
const statePattern = /^([a-z0-9-]{1,40})\.([a-z0-9-]{1,40})\.([A-Za-z0-9_-]{43})$/
const landed = z.object({
  state: z.string().max(200).regex(statePattern),
  code: z.string().min(1).max(4_096).optional(),
  error: z
    .string()
    .regex(/^[a-z_]{1,60}$/)
    .optional()
    .catch('an error without a name'),
})

/** What LiveChat put into the address; null: nothing that a link of ours would bring. */
export function readState(query: {
  [name: string]: unknown
}): { site: SiteId; desk: DeskName; mark: string; code: string | null; error: string | null } | null {
  const { data } = landed.safeParse(query)
  const [, site, desk, nonce] = statePattern.exec(data?.state ?? '') ?? []
  if (!data || !site || !desk || !nonce) return null
  return { site: site as SiteId, desk, mark: markOf(nonce), code: data.code ?? null, error: data.error ?? null }
}

export const newState = (site: SiteId, desk: DeskName, nonce: string): string => `${site}.${desk}.${nonce}`
