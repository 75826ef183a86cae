import type {
  Act,
  Attach,
  Attached,
  Batch,
  FileLink,
  Hello,
  MailTranscript,
  Older,
  OlderPage,
  Respond,
  Send,
  Stored,
  Welcome,
} from '@baton/shared/frames.ts'
import type { Cursor, Ms, Seq, Time } from '@baton/shared/ids.ts'
import type { Answer, WireError } from '@baton/shared/protocol.ts'
import type { Passing } from '@baton/shared/timeline.ts'

/** The server's answer; `lost`: none came in time or the line broke, so the request may or may not have been done. */
export type Reply<T> = Answer<T> | 'lost'

/**
 * One line to the server, which puts itself up again for ever once opened, with growing and jittered pauses, until `close`.
 * Nothing is buffered: what is asked while the line is down is `lost` at once.
 */
export interface Connection {
  /** Begins. `token` is asked before each handshake (null: none yet). The listener hears `up` each time that the line stands. */
  open(token: () => string | null): void
  /** Drops whatever there is and tries anew at once: for a line that may be dead, or a new token. */
  reopen(): void
  /** Tries now instead of after the pause; changes nothing while a try is under way or the line stands. */
  nudge(): void
  close(): void
  hello(frame: Hello): Promise<Reply<Welcome>>
  send(frame: Send): Promise<Reply<Stored>>
  act(frame: Act): Promise<Reply<Stored>>
  respond(frame: Respond): Promise<Reply<Stored>>
  mailTranscript(frame: MailTranscript): Promise<Reply<{ next: 'code' | 'sent' }>>
  attach(frame: Attach): Promise<Reply<Attached>>
  fileLink(frame: FileLink): Promise<Reply<{ url: string; until: Time }>>
  /** `wait` shorter than usual makes it a probe whether the line still lives. */
  catchUp(cursor: Cursor, wait?: Ms): Promise<Reply<{ batch: Batch }>>
  older(frame: Older): Promise<Reply<{ page: OlderPage }>>
  /** Best effort; dropped while the line is down. */
  typing(on: boolean): void
  seen(upTo: Seq): void
  listen(listener: ConnectionListener): void
}

export interface ConnectionListener {
  up(): void
  /** The line broke or could not be had; it is tried again by itself. */
  down(): void
  /** The handshake was refused: trying again with the same will not help, so the line rests until `reopen`. */
  refused(error: WireError): void
  batch(batch: Batch): void
  passing(passing: Passing): void
  goodbye(after: Ms, app: string | null): void
}
