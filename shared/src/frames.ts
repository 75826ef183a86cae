import type { Answered } from './asks.ts'
import type { ConversationId, Cursor, FileId, Generation, SendKey, Seq, SessionId, Time } from './ids.ts'
import type { Answer } from './protocol.ts'
import type { Passing, Status, Visible } from './timeline.ts'

/** What the widget gives in the namespace handshake. `token` null: not known here yet; `hello` will mint one. */
export type HandshakeAuth = { protocol: number; site: string; token: string | null }

/**
 * A run of history: everything visible in (`after`, `upTo`] of one conversation.
 * Apply if `after` ≤ own cursor: keep what lies beyond the cursor, stand at `upTo`. `after` beyond the cursor: ask (`catchUp`).
 * `reset`: throw away everything shown and start with this. Another conversation with `after` 0: the visitor's next one begins; the
 * former stays above when it was read to its end. `more`: ask again.
 */
export type Batch = {
  generation: Generation
  conversation: ConversationId
  after: Seq
  upTo: Seq
  events: Visible[]
  status: Status
  reset: boolean
  more: boolean
}

/** An older page, for scrolling back: events before the one asked for, oldest first, across the visitor's conversations. */
export type OlderPage = {
  conversation: ConversationId
  events: Visible[]
  agents: Status['agents'] /** where to ask next; null: the beginning */
  next: Older | null
}
export type Older = { conversation: ConversationId; before: Seq }

/** Widget → server. Each but the passings is acknowledged, and an `ok` to `send` or `act` means: stored on disk. */
export type ClientEvents = {
  hello: (frame: Hello, answer: (a: Answer<Welcome>) => void) => void
  send: (frame: Send, answer: (a: Answer<Stored>) => void) => void
  act: (frame: Act, answer: (a: Answer<Stored>) => void) => void
  respond: (frame: Respond, answer: (a: Answer<Stored>) => void) => void
  mailTranscript: (frame: MailTranscript, answer: (a: Answer<{ next: 'code' | 'sent' }>) => void) => void
  attach: (frame: Attach, answer: (a: Answer<Attached>) => void) => void
  fileLink: (frame: FileLink, answer: (a: Answer<{ url: string; until: Time }>) => void) => void
  catchUp: (frame: { cursor: Cursor }, answer: (a: Answer<{ batch: Batch }>) => void) => void
  older: (frame: Older, answer: (a: Answer<{ page: OlderPage }>) => void) => void
  typing: (frame: { on: boolean }) => void
  seen: (frame: { upTo: Seq }) => void
}

/** `cursor` null: nothing is known here. `page` is the host page's origin and path, without query; `language` as in BCP 47. */
export type Hello = {
  cursor: Cursor | null
  language?: string
  page?: string
  title?: string
  visitor?: VisitorDetails
}
/**
 * What the page says of the visitor, proven by nothing: at most 20 attributes, names of 1–40 of `A–Z a–z 0–9 _`, texts of at most 200
 * characters. What is wrong is left out.
 */
export type VisitorDetails = {
  name?: string
  email?: string
  phone?: string
  attributes?: { [name: string]: string | number | boolean }
}
/** `token` only when it was minted just now: store it before the first send. */
export type Welcome = { session: SessionId; token?: string; batch: Batch }
/**
 * A text, a tap on a choice of the message `target`, or a file whose bytes were put (`attach`). `page` as in Hello, where the visitor is
 * by now.
 */
export type Send = { session: SessionId; key: SendKey; page?: string } & (
  | { text: string }
  | { choice: string; target: Seq }
  | { file: FileId }
)
/** person: ask for one · leave: end the stay with the desk, or stop waiting. */
export type Act = { session: SessionId; key: SendKey; action: 'person' | 'leave' }
/** To an `asked`, named by its conversation and its seq. `notFound`: nothing was asked there · `closed`: it was answered, or is no longer asked. */
export type Respond = {
  session: SessionId
  key: SendKey
  conversation: ConversationId
  target: Seq
  answer: Answered
}
/**
 * The whole history by mail, to an address that the visitor proves to be theirs: first the address, then the six digits that came
 * there. `notFound`: those are not the digits · `closed`: too late or too often, begin again with the address.
 */
export type MailTranscript = { session: SessionId } & ({ email: string } | { code: string })
/**
 * Before a file is sent: may it be? `size` in bytes. The same key again answers the same file. Refused: `noFiles` · `tooLarge` ·
 * `fileType` · `tooMany`. Its bytes go to `put` as the body of one HTTP PUT, which answers 200 when they are kept, else a JSON
 * `{ error }` with one of these codes; then a `send` with `file` makes the message.
 */
export type Attach = { session: SessionId; key: SendKey; name: string; type: string; size: number }
/** `put`: a path on our own server, good for ten minutes. `kept`: the bytes are there already. */
export type Attached = { file: FileId; put: string; kept: boolean }
/** Asks for a link to a file that a message of theirs shows, by the path in it. `notFound`: it is not theirs, or cannot be had. */
export type FileLink = { session: SessionId; conversation: ConversationId; path: string }
export type Stored = { conversation: ConversationId; seq: Seq }

/** Server → widget. */
export type ServerEvents = {
  batch: (batch: Batch) => void
  passing: (passing: Passing) => void
  /** The server is going away or the app is outdated: `after` ms from now connect again; `app` set: fetch that one first. */
  goodbye: (frame: { after: number; app?: string }) => void
}
