import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Ten upper-case letters and digits, as chats and threads are called. */
export function shortId(): string {
  return Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join('')
}

/** 32 hex digits: apps, bots, and agents as customers see them. */
export const hexId = (): string => randomBytes(16).toString('hex')

/** The same name in the same account always gets the same 32 hex digits, so that a demo keeps its ids without a file. */
export function steadyHex(organizationId: string, name: string): string {
  return createHash('sha256').update(`${organizationId}/${name}`).digest('hex').slice(0, 32)
}

export function steadyUuid(organizationId: string, name: string): string {
  const hex = steadyHex(organizationId, name)
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)]
  return parts.join('-')
}

/** `dal:…`; refresh tokens and codes have no region (contract 1.3). */
export function newToken(region: string | null): string {
  const word = randomBytes(24).toString('base64url')
  return region === null ? word : `${region}:${word}`
}

export const customerId = (): string => randomUUID()
