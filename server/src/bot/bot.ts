import type { Json, Seq } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import type { Visible } from '@baton/shared/timeline.ts'
import type { Reply } from '../conversation/inputs.ts'
import type { Outcome } from '../outcome.ts'

/** What answers by itself. Called again with the same turn after a crash: a turn has no effect outside of its reply. */
export interface Bot {
  /** `show` streams drafts, shown and never stored. `stop`: the holder changed, nobody waits for the reply any more. */
  reply(turn: Turn, show: (draft: Message) => void, stop: AbortSignal): Promise<Outcome<BotReply>>
}

export type Turn = {
  id: string
  stint: number
  upTo: Seq
  why: 'started' | 'said' | 'chose' | 'returned'
  /** What the visitor sees, oldest first, at most the last 50 events; its last one caused the turn. */
  history: Visible[]
  /** What the last reply asked to be remembered; null at first. */
  memory: Json
  visitor: VisitorFacts
  /** BCP 47, of the page. */
  language: string
}

export type BotReply = Reply & { trace?: Json }
export type VisitorFacts = { id: string; name?: string; email?: string; page?: string; language?: string }
