import type { Call } from './call.ts'
import type { Failure } from './errors.ts'
import { invalid } from './errors.ts'
import type { Json } from './records.ts'

export type Page<T> = { items: T[]; pages: { next_page_id?: string; previous_page_id?: string } }

/** A later page remembers what the first one asked for; nothing else may come with it (contract 1.6). */
export function askedFor(call: Call): { asked: Json; from: number } | { failure: Failure } {
  const { page_id, ...rest } = call.payload
  if (page_id === undefined) return { asked: rest, from: 0 }
  if (Object.values(rest).some((value) => value !== undefined)) {
    call.breach('page_id comes together with other parameters')
    return invalid('`page_id` cannot be used together with other parameters')
  }
  try {
    return JSON.parse(Buffer.from(String(page_id), 'base64url').toString()) as { asked: Json; from: number }
  } catch {
    call.breach('page_id is none that was given out')
    return invalid('invalid `page_id`')
  }
}

/** Cuts one page out of a list, with the faults that lists have. */
export function cut<T>(call: Call, all: T[], page: { asked: Json; from: number; size: number }): Page<T> {
  const short = call.take('shortPage')
  const size = short ? Math.min(page.size, short.size ?? 1) : page.size
  const pageId = (from: number) => Buffer.from(JSON.stringify({ asked: page.asked, from })).toString('base64url')
  const reach = call.take('emptyLastPage') ? all.length + 1 : all.length
  const next = page.from + size < reach ? page.from + size : null
  return {
    items: all.slice(page.from, page.from + size),
    pages: {
      ...(next !== null && { next_page_id: pageId(call.take('repeatingPage') ? page.from : next) }),
      ...(page.from > 0 && { previous_page_id: pageId(Math.max(0, page.from - size)) }),
    },
  }
}

/** Lists do not show what is younger than this (ms), by the fault listLag. */
export function visibleUntil(call: Call): number {
  const lag = call.take('listLag')
  return lag ? call.account.clock.now() - (lag.ms ?? 0) : Number.POSITIVE_INFINITY
}
