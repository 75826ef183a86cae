/**
 * What a load generator looks for in a raw frame without parsing it: the keys of visitors' messages, and the marks that the bench
 * puts into agents' texts. Keys come from `keyOf` alone, so nothing in them is escaped.
 */
export function keysIn(raw: string, found: (key: string) => void): void {
  for (let at = raw.indexOf('"key":"'); at >= 0; at = raw.indexOf('"key":"', at + 7))
    found(raw.slice(at + 7, raw.indexOf('"', at + 7)))
}

export const keyOf = (prefix: string, count: number): string => `${prefix}-${String(count).padStart(8, '0')}`

/** An agent's text that can be found again: `#0000001# and so on`. */
export const markOf = (count: number): string => `#${String(count).padStart(7, '0')}#`

export function marksIn(raw: string, found: (mark: string) => void): void {
  for (let at = raw.indexOf('#'); at >= 0; at = raw.indexOf('#', at + 1)) {
    const mark = raw.slice(at, at + 9)
    if (mark.length < 9 || mark[8] !== '#' || !/^#\d{7}#$/.test(mark)) continue
    found(mark)
    at += 8
  }
}

/** A batch after which the tab has to ask for more, or nothing else is pushed to it: where it stands now. */
export function toAskFrom(raw: string): { generation: string; conversation: string; seq: number } | null {
  // In a text the quotes would be escaped.
  if (!raw.includes('"more":true')) return null
  const [, { generation, conversation, upTo: seq }] = JSON.parse(raw) as [string, Batch]
  return { generation, conversation, seq }
}

type Batch = { generation: string; conversation: string; upTo: number }
