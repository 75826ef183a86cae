/** Wire protocol, described in words in shared/PROTOCOL.md. The server speaks this one and the one before. */
export const protocol = 1

/** Socket.IO path. Every site uses the one namespace `/`; the site stands in the query, for `allowRequest` to check with the origin. */
export const livePath = '/live'

/** Limits of the wire, in bytes and items (design.md §4, §9). */
export const limits = {
  frame: 65_536,
  batchEvents: 100,
  batchBytes: 49_152,
  resetEvents: 50,
  pageEvents: 50,
  depth: 16,
} as const

/** What a refusal says. `mend` is for the page's owner, in the browser's console; visitors are told by `code`. */
export type WireError = {
  code: WireErrorCode
  mend?: string /** ms to wait, with slowDown and unavailable */
  after?: number
}
export type WireErrorCode =
  | 'badFrame' // shape or size is wrong; sending it again will not help
  | 'slowDown' // a limit per visitor or address; send again after `after`
  | 'unavailable' // not stored; send again after `after`
  | 'otherSession' // the frame names another session than the socket's
  | 'notFound' // no such conversation or message for this visitor
  | 'closed' // the conversation or what was tapped takes no more
  | 'noFiles' // attaching is not possible here or now
  | 'tooLarge' // a file, see WidgetSettings.files
  | 'fileType' // a file that is not one of those that may be attached, or not what it is called
  | 'tooMany' // files in this conversation, or of this visitor today
  | 'unknownToken' // in the handshake: forget the token, begin anew
  | 'unknownSite' // in the handshake
  | 'oldProtocol' // in the handshake: fetch the app again

export type Answer<T> = ({ ok: true } & T) | { ok: false; error: WireError }
