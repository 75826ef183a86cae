import type { Answered, Ask } from '@baton/shared/asks.ts'
import type { Seq } from '@baton/shared/ids.ts'
import type { HandoffId } from './ids.ts'

/** A person is wanted: by whom, why, and where as far as anybody said. */
export type Request = {
  by: 'visitor' | 'bot' | 'baton'
  reason: string
  desk: string | null
  summary: string | null
}

/** What stands behind a question to the visitor, and goes on when it is answered. Never shown. */
export type About =
  /** Held up until the answer: desk, form before a handoff, goOn. */
  | { kind: 'request'; request: Request }
  /** waitOver, rating. */
  | { kind: 'handoff'; handoff: HandoffId }
  /** A message to be left: why nobody can be asked now, and the stay that ended so. */
  | { kind: 'message'; reason: string; handoff: HandoffId | null }

/** A question that is open. */
export type Asked = { seq: Seq; ask: Ask; about: About }

export type { Answered, Ask }

/** What the visitor or the page said of who they are; nothing of it is proven. */
export type Contact = { name?: string; email?: string; phone?: string }
export type Attributes = { [name: string]: string | number | boolean }
