import type { Time } from '@baton/shared/ids.ts'

declare const brand: unique symbol
type Brand<T, B extends string> = T & { readonly [brand]: B }

/** The vendor account behind a desk, `freshchat:<app_id>` or `livechat:<organization_id>`; several sites may share one. */
export type AccountId = Brand<string, 'AccountId'>
/** The vendor's id of a thread within its account (a Freshchat conversation, a LiveChat chat). Opaque, up to 200 characters. */
export type ThreadId = Brand<string, 'ThreadId'>
/** Any other id that a vendor gave. Opaque. */
export type VendorId = Brand<string, 'VendorId'>
/** One stay with a desk. UUIDv7. */
export type HandoffId = Brand<string, 'HandoffId'>
/** Something that could not be answered now and was passed on. UUIDv7. */
export type TicketId = Brand<string, 'TicketId'>
/** UUIDv7. */
export type DeliveryId = Brand<string, 'DeliveryId'>
/**
 * Who an input came from, with their own id for it. Unique per conversation: what makes recording idempotent. Built only by
 * the functions of conversation/origin.ts.
 */
export type Origin = Brand<string, 'Origin'>
/** A desk's name in the site file. */
export type DeskName = string

/** A vendor's moment, by the vendor's clock: compare only with moments of the same account. */
export type VendorTime = Time
