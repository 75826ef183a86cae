import type { Hello, VisitorDetails } from '@baton/shared/frames.ts'
import { readVisitor } from './visitor.ts'

/** What the server hears of the page and its visitor. */
export interface Facts {
  /** For a hello. */
  tell(): Omit<Hello, 'cursor'>
  /** Where the visitor is, if the last hello said something else. */
  newPage(): string | undefined
  /** Takes what the page says; false: it is nothing new. What is not named stays as it was. */
  introduce(given: unknown): boolean
}

export function createFacts(ofPage: () => Omit<Hello, 'cursor'>): Facts {
  let visitor: VisitorDetails = {}
  let told: string | undefined
  return {
    tell() {
      const facts = ofPage()
      told = facts.page
      return Object.keys(visitor).length > 0 ? { ...facts, visitor } : facts
    },
    newPage() {
      const { page } = ofPage()
      return page === told ? undefined : page
    },
    introduce(given) {
      const before = JSON.stringify(visitor)
      visitor = { ...visitor, ...readVisitor(given) }
      return JSON.stringify(visitor) !== before
    },
  }
}
