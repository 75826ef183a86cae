import type { ConversationId } from '@baton/shared/ids.ts'
import type { Passing } from '@baton/shared/timeline.ts'

/** What travels in one NOTIFY: who sent it, and what rang or passed. */
export type Notice = { from: string; rung?: ConversationId[]; passed?: { id: ConversationId; passing: Passing } }

/** PostgreSQL refuses payloads of 8,000 bytes and more. */
const payloadBytes = 7_900
/** design.md §3: what passes is small, or it does not pass. */
const passingBytes = 4_096

/** As many payloads as the ids need. */
export function ringPayloads(from: string, ids: ConversationId[]): string[] {
  const payloads: string[] = []
  let rung: ConversationId[] = []
  for (const id of ids) {
    if (Buffer.byteLength(JSON.stringify({ from, rung: [...rung, id] })) > payloadBytes) {
      payloads.push(JSON.stringify({ from, rung }))
      rung = []
    }
    rung.push(id)
  }
  return rung.length > 0 ? [...payloads, JSON.stringify({ from, rung })] : payloads
}

/** Null: too large, it is lost. */
export function passPayload(from: string, id: ConversationId, passing: Passing): string | null {
  if (Buffer.byteLength(JSON.stringify(passing)) > passingBytes) return null
  return JSON.stringify({ from, passed: { id, passing } })
}

/** Whoever can NOTIFY can write to the database anyway; still a strange payload is nothing rather than a crash. */
export function readNotice(payload: string | undefined): Notice | null {
  try {
    const notice: unknown = JSON.parse(payload ?? '')
    return typeof notice === 'object' && notice !== null && 'from' in notice ? (notice as Notice) : null
  } catch {
    return null
  }
}
