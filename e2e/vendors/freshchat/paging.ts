import type { Shape } from '../shape.ts'
import { oneOf, text } from '../shape.ts'
import type { Call } from './call.ts'
import { misasked } from './call.ts'
import type { Reply } from './reply.ts'
import { ok } from './reply.ts'

const wholeNumber =
  (max: number): Shape =>
  (value, at) =>
    /^[1-9]\d*$/.test(String(value)) && Number(value) <= max
      ? []
      : [{ at, what: `must be a whole number from 1 to ${max}`, extra: false }]

/** At most 50 a page (contract 7, U19); nobody has reason to ask for page 10,001. */
export const pageParameters: Record<string, Shape> = { page: wholeNumber(10_000), items_per_page: wholeNumber(50) }

export const sortParameters: Record<string, Shape> = { sort_order: oneOf('asc', 'desc'), sort_by: text }

export type Page<T> = { items: T[]; page: number; size: number; pages: number; next: number | null }

/** Cuts one page out of a list, with the faults that lists have. */
export function cut<T>(call: Call, all: T[]): Page<T> {
  const asked = Number(call.query.get('items_per_page') ?? 20)
  const short = call.take('shortPage')
  const size = short ? Math.min(asked, short.size ?? 1) : asked
  const page = Number(call.query.get('page') ?? 1)
  const pages = Math.max(1, Math.ceil(all.length / size))
  const reach = call.take('emptyLastPage') ? pages + 1 : pages
  const next = page < reach ? page + 1 : null
  return {
    items: all.slice((page - 1) * size, page * size),
    page,
    size,
    pages,
    next: next !== null && call.take('repeatingLink') ? page : next,
  }
}

/** The path of another page of the same list, /v2 included (contract 5.28). */
export function pathOf(call: Call, page: number, size: number): string {
  const query = new URLSearchParams(call.query)
  query.set('page', String(page))
  query.set('items_per_page', String(size))
  return `/v2${call.path}?${query}`
}

/** A top-level list: `{<plural>, pagination, links}` (contract 1.6). */
export function listPage<T>(
  call: Call,
  plural: string,
  all: T[],
  wire: (item: T) => unknown,
  filters: Record<string, Shape> = {},
): Reply {
  const refusal = misasked(call, { ...pageParameters, ...sortParameters, ...filters })
  if (refusal) return refusal
  const page = cut(call, all)
  if (call.take('itemsOnly')) return ok({ [plural]: page.items.map(wire), pagination: { total_items: all.length } })
  const link = (number: number) => ({ href: pathOf(call, number, page.size), rel: plural, method: 'GET' })
  return ok({
    [plural]: page.items.map(wire),
    pagination: {
      total_items: all.length,
      total_pages: page.pages,
      current_page: page.page,
      items_per_page: page.size,
    },
    links: {
      first_page: link(1),
      last_page: link(page.pages),
      ...(page.next !== null && { next_page: link(page.next) }),
      ...(page.page > 1 && { previous_page: link(page.page - 1) }),
    },
  })
}
