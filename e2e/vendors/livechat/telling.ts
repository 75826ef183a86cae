import type { Happening } from './happenings.ts'
import { isTold } from './happenings.ts'
import type { Sockets } from './sockets.ts'
import type { Webhooks } from './webhooks.ts'

/** The socket that asked for what happened, and the id of its request. */
export type Asker = { socket: number; requestId: string | null }

/** Turns what happened into pushes and webhooks; resolves once each webhook had its first attempt. */
export type Teller = (happenings: Happening[], asker?: Asker) => Promise<void>

export function teller(hooks: Webhooks, sockets: Sockets): Teller {
  return async (happenings, asker) => {
    for (const happening of happenings) sockets.push(happening, asker ?? null)
    await Promise.all(happenings.filter(isTold).map(hooks.tell))
  }
}
