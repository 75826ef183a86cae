import type { Ms } from '@baton/shared/ids.ts'
import type { z } from 'zod'
import type { Outcome } from '../../outcome.ts'
import { done } from '../../outcome.ts'
import type { Client } from './client.ts'
import { vendorPage } from './wire.ts'

/** Beyond it (50 a page) an account is not what we take it for, or its links lead in circles. */
const mostPages = 40
/** A call of the port ends within 30 s (desk.ts), and one more page may take its 10. */
const patience: Ms = 15_000

export type Walk<T> = { items: T[] /** Where the list goes on; null: it ended. */; next: string | null }

/**
 * Walks a list page by page (vendors/freshchat.md §1.6). Links are followed; one that repeats is not, and counting goes on by
 * ourselves. Ends at an empty page or one that brings nothing new. Items that do not fit `shape` are left out. `pages`: the rest is left
 * to the next walk, unless they were so short that they brought fewer than `least`. `restLater`: so is what cannot be read in time.
 */
export async function walk<T extends { id?: string | undefined }>(
  client: Client,
  list: { path: string; query?: Record<string, string>; plural: string; shape: z.ZodType<T> },
  stop: { pages?: number; least?: number; restLater?: boolean; until?: (page: T[]) => boolean } = {},
): Promise<Outcome<Walk<T>>> {
  const items: T[] = []
  const ids = new Set<string>()
  const visited = new Set<string>()
  let page = Number(new URLSearchParams(list.path.split('?')[1]).get('page') ?? 1)
  let path: string | null = list.query
    ? `${list.path}?${new URLSearchParams({ ...list.query, items_per_page: '50' })}`
    : list.path
  const began = client.now()
  for (let walked = 1; path !== null; walked++) {
    const late = client.now() - began > patience
    if (late && stop.restLater && items.length > 0) return done({ items, next: path })
    if (late) return { kind: 'retry', why: { code: 'slow-list', detail: list.plural }, scope: 'delivery' }
    visited.add(path)
    const outcome: Outcome<{ json: unknown }> = await client.get(path)
    if (outcome.kind !== 'done') return outcome
    const given = itemsOf(outcome.value.json, list.plural)
    if (given === null) return { kind: 'retry', why: { code: 'odd-list', detail: list.plural }, scope: 'delivery' }
    const fresh = given
      .flatMap((item) => list.shape.safeParse(item).data ?? [])
      .filter((item) => item.id === undefined || !ids.has(item.id))
    for (const item of fresh) if (item.id !== undefined) ids.add(item.id)
    items.push(...fresh)
    if (fresh.length === 0 || stop.until?.(fresh)) return done({ items, next: null })
    const from: string = path
    path = nextOf(client, outcome.value.json, { from, page, visited, read: items.length })
    page += 1
    const enough = walked >= mostPages || (walked >= (stop.pages ?? mostPages) && items.length >= (stop.least ?? 0))
    if (path !== null && enough) return done({ items, next: path })
  }
  return done({ items, next: null })
}

function itemsOf(json: unknown, plural: string): unknown[] | null {
  if (typeof json !== 'object' || json === null) return null
  const items = (json as { [key: string]: unknown })[plural]
  return Array.isArray(items) ? items : null
}

function nextOf(
  client: Client,
  json: unknown,
  at: { from: string; page: number; visited: Set<string>; read: number },
): string | null {
  const parsed = vendorPage.safeParse(json)
  if (!parsed.success) return null
  const { link, links, pagination } = parsed.data
  const href = link?.href ?? links?.next_page?.href
  const linked = href === undefined ? null : client.linked(href)
  if (linked !== null && !at.visited.has(linked) && leadsOn(linked, at.page)) return linked
  if (href === undefined && !goesOn(pagination, at)) return null
  const url = new URL(at.from, 'https://freshchat.invalid')
  url.searchParams.set('page', String(at.page + 1))
  return `${url.pathname}${url.search}`
}

/** Without a link the numbers say whether there is more: of pages, or of items alone. */
function goesOn(told: z.infer<typeof vendorPage>['pagination'], at: { page: number; read: number }): boolean {
  const { total_pages, total_items = 0 } = told ?? {}
  return total_pages === undefined ? at.read < total_items : at.page < total_pages
}

/** A link to the page that we are on, or a former one, repeats even when its other words differ. */
function leadsOn(linked: string, page: number): boolean {
  const number = new URLSearchParams(linked.split('?')[1]).get('page')
  return number === null || Number(number) > page
}
