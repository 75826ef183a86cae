import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Clock } from './clock.ts'

export type Answer = { status: number | null; why: string | null }

/** Posts bytes to whoever listens. Never throws, follows no redirect, and settles within `timeout`. */
export interface HookPost {
  post(
    url: string,
    raw: Buffer,
    headers: Record<string, string>,
    timeout: number,
  ): { answer: Promise<Answer>; cut: () => void }
  close(): void
}

export function hookPost(clock: Clock): HookPost {
  let agents = freshAgents()
  return {
    post(url, raw, headers, timeout) {
      const { promise, resolve } = Promise.withResolvers<Answer>()
      const secure = url.startsWith('https:')
      const request = (secure ? httpsRequest : httpRequest)(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers, 'Content-Length': raw.length },
        agent: secure ? agents.https : agents.http,
      })
      const cancelTimer = clock.after(timeout, () => {
        resolve({ status: null, why: `no answer within ${timeout} ms` })
        request.destroy()
      })
      request.on('response', (response) => {
        cancelTimer()
        response.resume()
        // Settled at the end of the body, so that the connection is free before the next webhook wants one.
        response.on('close', () => resolve({ status: response.statusCode ?? null, why: null }))
      })
      request.on('error', (error: NodeJS.ErrnoException) => {
        cancelTimer()
        resolve({ status: null, why: error.code ?? error.message })
      })
      request.end(raw)
      return { answer: promise, cut: () => request.destroy(new Error('the simulator was stopped')) }
    },
    close() {
      agents.http.destroy()
      agents.https.destroy()
      agents = freshAgents()
    },
  }
}

function freshAgents() {
  return { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) }
}
