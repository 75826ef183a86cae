import type { Time } from '@baton/shared/ids.ts'
import type { Conversation } from './conversation.ts'
import { availabilityAt, type OfficeHours } from './hours.ts'
import type { DeskName } from './ids.ts'
import type { Attributes } from './requests.ts'

/** Where people answer at once. All that is said must fit; `name` is the reason that agents and owners read. */
export type Rule = {
  name: string
  /** Of the host page: `*` stands for anything. Matched with its path; with its whole address where the pattern has `://`. */
  pages: string[]
  attributes: Attributes
  /** Only within these hours. */
  during: OfficeHours | null
  desk: DeskName | null
}

/** The first rule that fits where the visitor is, who they are and what time it is. */
export const ruleFor = (rules: Rule[], now: Conversation, at: Time): Rule | undefined =>
  rules.find(
    ({ pages, attributes, during }) =>
      (pages.length === 0 || pages.some((pattern) => isOn(now.page, pattern))) &&
      Object.entries(attributes).every(([name, value]) => now.attributes[name] === value) &&
      (during === null || availabilityAt(during, at).kind === 'open'),
  )

function isOn(page: string | null, pattern: string): boolean {
  if (page === null) return false
  const given = pattern.includes('://') ? page : page.replace(/^[^/]*\/\/[^/]*/, '') || '/'
  return matches(given, pattern.split('*'))
}

/** Pieces between the stars, found one after the other: linear, whatever the pattern. */
function matches(text: string, pieces: string[]): boolean {
  const [first = '', ...others] = pieces
  if (others.length === 0) return text === first
  const last = others.pop() ?? ''
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const piece of others) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
