import { createHash, timingSafeEqual } from 'node:crypto'
import type { DeskEvent } from '../desk.ts'
import { organizationOf } from './convert.ts'
import type { Hearing } from './states.ts'
import { told } from './told.ts'
import { vendorHook, vendorPayload } from './wire.ts'

/**
 * Compares the secret in the body (vendors/livechat.md §7.1: nothing signs it) and tells what the rest says. Never throws; what says
 * nothing is []. The secret is in none of it.
 */
export function readHook(
  from: Hearing & {
    /** Null: nothing can be proven. */
    secret: string | null
  },
  hook: { raw: Uint8Array; headers: Headers },
): DeskEvent[] | 'forged' {
  let body: unknown
  try {
    body = JSON.parse(Buffer.from(hook.raw).toString())
  } catch {
    return 'forged'
  }
  const { data } = vendorHook.safeParse(body)
  if (!data || !isSecret(data.secret_key, from.secret)) return 'forged'
  if (data.organization_id !== organizationOf(from.account)) return []
  const payload = vendorPayload.safeParse(data.payload)
  return payload.success ? told(from, data.action ?? '', payload.data) : []
}

/** Digests, so that neither length nor letters take another time. */
function isSecret(given: unknown, secret: string | null): boolean {
  if (typeof given !== 'string' || secret === null) return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}
