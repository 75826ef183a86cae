import { never } from '@baton/shared/ids.ts'
import type { Outcome } from '../outcome.ts'
import { whyInWords } from '../outcome.ts'

/** What became of a call, for an owner who runs `check`. */
export function sentence(outcome: Outcome<unknown>): string {
  switch (outcome.kind) {
    case 'done':
      return 'It works'
    case 'gone':
      return `It is ${outcome.why}`
    case 'retry':
    case 'unsure':
    case 'refused':
      return whyInWords(outcome.why)
    default:
      return never(outcome)
  }
}
