import type { SendKey } from '@baton/shared/ids.ts'
import type { AccountId, DeliveryId, Origin, ThreadId, VendorId } from './ids.ts'

/** The visitor's widget, by the key that it chose before the first try. */
export const visitorOrigin = (key: SendKey): Origin => `v:${key}` as Origin
/** Something that the desk told, by webhook or by catch-up: the same id by either way. */
export const deskOrigin = (account: AccountId, thread: ThreadId, id: string): Origin =>
  `d:${account}:${thread}:${id}` as Origin
/** The desk's own id of what led there, among the origins of one event; null: it came from elsewhere. */
export function vendorIdAmong(origins: Origin[], account: AccountId, thread: ThreadId): VendorId | null {
  const start = deskOrigin(account, thread, '')
  const found = origins.find((origin) => origin.startsWith(start))
  return found === undefined ? null : (found.slice(start.length) as VendorId)
}
/** What became of a delivery. One that is tried again after an owner's "send again" is a new `round`. */
export const deliveryOrigin = (id: DeliveryId, what: string): Origin => `o:${id}:${what}` as Origin
/** The server itself, for what happens once in a conversation's life. */
export const ownOrigin = (what: string): Origin => `s:${what}` as Origin
