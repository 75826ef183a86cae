import type { Ms } from '@baton/shared/ids.ts'

/** What may be attached, and how much of it. The same for every site. */

/** Of one file, in either direction: what every desk takes, and what a phone sends in a minute. */
export const fileBytes = 5 * 1_048_576
export const filesOfVisitorPerConversation = 10
export const bytesOfVisitorPerDay = 25 * 1_048_576
/** How long a link opens a file, and how long its bytes may be put. */
export const linkLife: Ms = 10 * 60_000

/** For a file input of the page: what a visitor may attach. */
export const visitorAccept =
  '.png,.jpg,.jpeg,.gif,.webp,.pdf,.txt,image/png,image/jpeg,image/gif,image/webp,application/pdf,text/plain'
