import type { ConversationId } from '@baton/shared/ids.ts'
import type { Passing } from '@baton/shared/timeline.ts'

/** "These conversations have news." May be lost or repeated without harm: whoever hears it looks into the log. */
export interface Bell {
  ring(ids: ConversationId[]): void
  /** Shown and never stored; lossy, at most 4 KiB. */
  pass(id: ConversationId, passing: Passing): void
  /** `gap`: rings may have been lost; look at everything that you care for. */
  on(to: { ring(id: ConversationId): void; pass(id: ConversationId, passing: Passing): void; gap(): void }): () => void
  close(): Promise<void>
}
