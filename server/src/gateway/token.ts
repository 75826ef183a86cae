import { createHash, randomBytes } from 'node:crypto'
import type { SessionId } from '@baton/shared/ids.ts'

/** Marks our tokens for people and for secret scanners. */
const prefix = 'cv_'
const shape = /^cv_[A-Za-z0-9_-]{43}$/

/** A visitor's token: 256 random bits, made by the server and never by a browser. */
export const mintToken = (): string => prefix + randomBytes(32).toString('base64url')

export const isToken = (token: string): boolean => shape.test(token)

/** What is kept of a token. */
export const tokenHash = (token: string): Uint8Array => createHash('sha256').update(token).digest()

/** The public name of a token's session: from another hash, so that it says nothing about the kept one. */
export const sessionOf = (token: string): SessionId =>
  createHash('sha256').update(`session:${token}`).digest('base64url').slice(0, 22) as SessionId
