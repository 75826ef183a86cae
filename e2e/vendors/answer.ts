import type { Response } from 'express'
import type { Clock } from './clock.ts'
import { pause } from './clock.ts'
import type { Take } from './faults.ts'
import type { Ending } from './trouble.ts'

/** Faults of the wire itself. */
export type WireFault = 'drip' | 'oversized'

/** Ends a call on the wire; resolves with the status that was sent, null when none was. */
export async function answer(
  response: Response,
  ending: Ending,
  from: { clock: Clock; take: Take<WireFault> },
): Promise<number | null> {
  switch (ending.kind) {
    case 'hang':
      return null
    case 'reset':
      // A real RST where the socket allows it, so that the client sees ECONNRESET and not a clean end.
      response.socket?.resetAndDestroy()
      return null
    case 'text':
      response.status(ending.status).type(ending.type).send(ending.text)
      return ending.status
    case 'reply': {
      const { reply, headers = {} } = ending
      // Node's own would be of the real clock, whatever clock the account has.
      response.status(reply.status).set({ Date: new Date(from.clock.now()).toUTCString(), ...headers })
      if (reply.body === undefined) response.end()
      else await send(response, Buffer.from(JSON.stringify(reply.body)), from)
      return reply.status
    }
  }
}

async function send(response: Response, json: Buffer, from: { clock: Clock; take: Take<WireFault> }): Promise<void> {
  const large = from.take('oversized')
  // Blanks after the value are still JSON, so only a client that counts bytes notices.
  const body = large ? Buffer.concat([json, Buffer.alloc(Math.max(0, (large.bytes ?? 0) - json.length), ' ')]) : json
  response.type('application/json')
  const drip = from.take('drip')
  if (!drip) {
    response.send(body)
    return
  }
  const step = Math.max(1, drip.bytes ?? 16)
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    response.write(body.subarray(at, at + step))
    await pause(from.clock, drip.ms ?? 50)
  }
  response.end()
}
