import { livePath, protocol } from '@baton/shared/protocol.ts'
import { WebSocket } from 'ws'

/**
 * One socket of a simulated tab, as lean as it can be: it writes and reads Socket.IO's text frames itself, so that ten thousand of
 * them, or ten thousand messages a second, leave the machine to the server that is measured.
 */
export interface Line {
  readonly session: string
  readonly token: string | null
  /** Sends an event and hands over the raw answer: `[{"ok":true,…}]`. */
  ask(event: string, frame: object, answered: (raw: string) => void): void
  close(): void
}

export type LineOptions = {
  /** `http://127.0.0.1:…`. */
  address: string
  site: string
  origin: string
  token: string | null
  /** Who it says that it is, to a server behind a proxy. */
  from?: string
  /** Every event that the server pushes: `["batch",{…}]`, unparsed. */
  heard: (raw: string) => void
  lost: () => void
}

type Welcome = [{ ok: boolean; session?: string; token?: string; error?: { code: string } }]

/** Resolves after `hello` was answered. */
export function openLine(options: LineOptions): Promise<Line> {
  const { address, site, origin, from } = options
  const url = `${address.replace(/^http/, 'ws')}${livePath}/?EIO=4&transport=websocket&site=${site}`
  const headers = from === undefined ? {} : { 'X-Forwarded-For': from }
  const socket = new WebSocket(url, { origin, headers, perMessageDeflate: false, skipUTF8Validation: true })
  const waiting = new Map<string, (raw: string) => void>()
  let asked = 0
  let open = true

  const ask: Line['ask'] = (event, frame, answered) => {
    const id = String(asked++)
    waiting.set(id, answered)
    socket.send(`42${id}["${event}",${JSON.stringify(frame)}]`)
  }

  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      if (!open) return
      open = false
      socket.terminate()
      options.lost()
      reject(new Error(why))
    }
    socket.on('error', (error) => fail(error.message))
    socket.on('close', () => fail('the server hung up'))
    socket.on('message', (data) => {
      const text = String(data)
      // Engine.IO: 0 open, 2 ping, 4 message; within a message Socket.IO: 0 connected, 2 event, 3 answer, 4 refused.
      switch (text.slice(0, 2)) {
        case '42':
          return options.heard(text.slice(2))
        case '43':
          return answer(text)
        case '40':
          return greet()
        case '44':
          return fail(`refused: ${text}`)
      }
      if (text === '2') socket.send('3')
      else if (text[0] === '0') socket.send(`40${JSON.stringify({ protocol, site, token: options.token })}`)
    })

    function answer(text: string): void {
      const begin = text.indexOf('[')
      const id = text.slice(2, begin)
      const take = waiting.get(id)
      waiting.delete(id)
      take?.(text.slice(begin))
    }

    function greet(): void {
      ask('hello', { cursor: null, language: 'en', page: `${origin}/shop`, title: 'Shop' }, (raw) => {
        const [welcome] = JSON.parse(raw) as Welcome
        if (!welcome.ok) return fail(`hello was refused: ${welcome.error?.code}`)
        const token = welcome.token ?? options.token
        resolve({
          ...{ session: welcome.session ?? '', token, ask },
          close() {
            open = false
            socket.terminate()
          },
        })
      })
    }
  })
}
