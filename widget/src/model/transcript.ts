import type { MailTranscript } from '@baton/shared/frames.ts'
import type { Ms, SessionId } from '@baton/shared/ids.ts'
import type { WireErrorCode } from '@baton/shared/protocol.ts'
import type { Clock } from '../browser/clock.ts'
import type { Connection } from '../connection/connection.ts'
import { type Row, rowsOf } from './rows.ts'
import { applyOlder, type History } from './timeline.ts'

/** The whole history, to be kept. */
export interface Transcript {
  /** Every row from the beginning, whatever is shown; null: it cannot be had now. */
  rows(): Promise<Row[] | null>
  /**
   * By mail: first the address, then the six digits that came there. What is needed next, or why it was refused; `lost` as of a
   * Reply.
   */
  mail(proof: { email: string } | { code: string }): Promise<'code' | 'sent' | 'lost' | WireErrorCode>
}

export type TranscriptNeeds = {
  connection: Pick<Connection, 'older' | 'mailTranscript'>
  clock: Clock
  history(): History
  session(): SessionId | null
}

const patience = 5 // tries in a row, over some seconds
const pause: Ms = 1_000

export function createTranscript({ connection, clock, history, session }: TranscriptNeeds): Transcript {
  return {
    async rows() {
      const mine = session()
      let whole = history()
      for (let misses = 0; whole.older; ) {
        const reply = await connection.older(whole.older)
        // Signed out or in meanwhile: one visitor's history never goes to another.
        if (session() !== mine) return null
        if (reply !== 'lost' && reply.ok) {
          whole = applyOlder(whole, whole.older, reply.page)
          misses = 0
          continue
        }
        const error = reply === 'lost' ? null : reply.error
        if (++misses > patience || error?.code === 'notFound') return null
        await new Promise<void>((done) => clock.after(error?.after ?? pause, done))
      }
      return rowsOf(whole, [])
    },
    async mail(proof) {
      const mine = session()
      const frame: MailTranscript | null = mine && { session: mine, ...proof }
      const reply = frame ? await connection.mailTranscript(frame) : 'lost'
      return reply === 'lost' ? reply : reply.ok ? reply.next : reply.error.code
    },
  }
}
