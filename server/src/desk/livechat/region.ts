/** The region whose tokens need no word of it (vendors/livechat.md §1.3). */
export const usual = 'dal'

/** Of a token, with or without `Bearer`; null: the usual one, or none. Regions are learned from tokens and errors, never listed. */
export function regionOf(token: string): string | null {
  const region = /^(?:Bearer )?([a-z0-9-]{1,20}):/i.exec(token)?.[1] ?? usual
  return region === usual ? null : region
}
