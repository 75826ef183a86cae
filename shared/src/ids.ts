/** Brands keep one kind of id from being passed for another. They are plain strings and numbers at run time. */
declare const brand: unique symbol
type Brand<T, B extends string> = T & { readonly [brand]: B }

/** A site's key, as in `data-site`: 1–40 of `a–z 0–9 -`, chosen by the owner. */
export type SiteId = Brand<string, 'SiteId'>
/** UUIDv7, made by the server. Never enough for access: every read goes from the token to the visitor to the conversation. */
export type ConversationId = Brand<string, 'ConversationId'>
/** UUIDv7, made by the server. */
export type VisitorId = Brand<string, 'VisitorId'>
/** Public name of a visitor's session, derived from the token and useless without it. A queued send names it, so that nothing is ever sent under another identity. */
export type SessionId = Brand<string, 'SessionId'>
/** An agent as the visitor may know them: opaque, the same within a conversation, says nothing of the vendor's id or e-mail. */
export type AgentRef = Brand<string, 'AgentRef'>
/** Position of an event in its conversation's log: 1, 2, 3 … in order of arrival; also the cursor. */
export type Seq = Brand<number, 'Seq'>
/** The widget's own id of one send, chosen before the first try and kept through every retry: 8–64 of `A–Z a–z 0–9 - _`. */
export type SendKey = Brand<string, 'SendKey'>
/** A file that we keep: 22 characters of base64url that nobody can guess. Not enough for access: a link is signed for who may have it. */
export type FileId = Brand<string, 'FileId'>
/** Identifies the store's history; a restored backup gets a new one. */
export type Generation = Brand<string, 'Generation'>
/** Milliseconds since 1970, UTC. */
export type Time = Brand<number, 'Time'>
/** A span in milliseconds. */
export type Ms = number

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Up to where a reader has everything. */
export type Cursor = { generation: Generation; conversation: ConversationId; seq: Seq }

/** Names a value as what its source has proven it to be. Only for the edges: parsing, the store, tests. */
export const seqOf = (n: number): Seq => n as Seq
export const timeOf = (ms: number): Time => ms as Time

/** For the default branch of a switch over a union: a new member becomes a type error here. */
export function never(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`)
}
