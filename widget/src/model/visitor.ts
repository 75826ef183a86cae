import { fieldLimits } from '@baton/shared/asks.ts'
import type { VisitorDetails } from '@baton/shared/frames.ts'

const mostAttributes = 20
const longestText = 200

/** What a page says of its visitor, as far as the wire takes it. Pages hand over all sorts of things: what is wrong is left out. */
export function readVisitor(given: unknown): VisitorDetails {
  const { name, email, phone, attributes } = (given ?? {}) as Record<string, unknown>
  const details: VisitorDetails = {}
  for (const [id, value] of Object.entries({ name, email, phone }) as ['name' | 'email' | 'phone', unknown][]) {
    const text = typeof value === 'string' ? value.trim() : ''
    if (text && [...text].length <= fieldLimits[id]) details[id] = text
  }
  const right = Object.entries(attributes ?? {}).filter(
    ([name, value]) => /^\w{1,40}$/.test(name) && isAttribute(value),
  ) as [string, string | number | boolean][]
  if (right.length > 0) details.attributes = Object.fromEntries(right.slice(0, mostAttributes))
  return details
}

const isAttribute = (value: unknown) =>
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (typeof value === 'string' && [...value].length <= longestText)
