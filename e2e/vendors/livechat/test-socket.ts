import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { Fields } from '../receiver.ts'

/** A client's socket: requests with their responses, and everything that was pushed. */
export async function testSocket(url: string) {
  const wire = new WebSocket(url)
  const frames: Fields[] = []
  const waiting = new Map<string, (frame: Fields) => void>()
  let count = 0
  let closed = false
  wire.on('message', (data) => {
    const frame = JSON.parse(String(data))
    frames.push(frame)
    if (frame.type === 'response') waiting.get(frame.request_id)?.(frame)
  })
  wire.on('close', () => {
    closed = true
  })
  wire.on('error', () => {})
  onTestFinished(() => wire.terminate())
  await once(wire, 'open')

  return {
    frames,
    /** Names of the pushes so far. */
    pushed: () => frames.filter((frame) => frame.type === 'push').map((frame) => frame.action as string),
    push: (action: string): Fields => frames.find((frame) => frame.type === 'push' && frame.action === action),
    isClosed: () => closed,
    send: (frame: object) => wire.send(JSON.stringify(frame)),
    ping: () => wire.ping(),
    /** The response's payload; a failure is given as it is. */
    async request(action: string, payload: Fields = {}, more: object = {}): Promise<Fields> {
      count += 1
      const request_id = `r${count}`
      const answered = new Promise<Fields>((done) => waiting.set(request_id, done))
      wire.send(JSON.stringify({ request_id, action, payload, ...more }))
      const frame = await answered
      return frame.success ? frame.payload : { failed: frame.payload.error }
    },
    close: () => wire.close(),
  }
}

export type TestSocket = Awaited<ReturnType<typeof testSocket>>
