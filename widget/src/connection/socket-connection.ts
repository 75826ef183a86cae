import type { ClientEvents, ServerEvents } from '@baton/shared/frames.ts'
import type { Ms } from '@baton/shared/ids.ts'
import { type Answer, livePath, protocol } from '@baton/shared/protocol.ts'
import type { Chance } from '../browser/chance.ts'
import type { Clock } from '../browser/clock.ts'
import type { Connection, ConnectionListener, Reply } from './connection.ts'
import type { OpenPipe } from './pipe.ts'
import { openPollingPipe } from './polling-pipe.ts'
import { createSocketLine, parse } from './socket-line.ts'
import { openWebSocketPipe } from './websocket-pipe.ts'

const ackWait: Ms = 8_000 // beyond two mobile radio wake-ups, short of boredom

export type SocketNeeds = { origin: string; site: string; clock: Clock; chance: Chance; transports?: OpenPipe[] }

/** The port over Socket.IO. WebSocket goes first, since it saves round trips. */
export function socketConnection({ origin, site, clock, chance, transports }: SocketNeeds): Connection {
  let token: () => string | null = () => null
  let listener: ConnectionListener | null = null
  let nextId = 0
  const asked = new Map<string, (answer: Reply<never>) => void>()

  const line = createSocketLine({
    transports: transports ?? [openWebSocketPipe, openPollingPipe],
    origin,
    path: livePath,
    query: `&site=${encodeURIComponent(site)}`,
    auth: () => ({ protocol, site, token: token() }),
    clock,
    chance,
    to: {
      up: () => listener?.up(),
      down() {
        for (const settle of [...asked.values()]) settle('lost')
        listener?.down()
      },
      refused: (error) => listener?.refused(error),
      event(body) {
        const [name, frame] = list(body) as [keyof ServerEvents, never]
        if (listener && frame) hear(listener, name, frame)
      },
      ack(body) {
        const [, id = '', answer = ''] = /^(\d+)(.*)$/s.exec(body) ?? []
        const [first] = list(answer) as [Answer<never>?]
        asked.get(id)?.(first ?? 'lost')
      },
    },
  })

  const ask = <T>(event: keyof ClientEvents, frame: unknown, wait = ackWait): Promise<Reply<T>> => {
    if (!line.isUp()) return Promise.resolve('lost')
    const id = String(nextId++)
    return new Promise((resolve) => {
      const settle = (reply: Reply<T>) => {
        stop()
        asked.delete(id)
        resolve(reply)
      }
      const stop = clock.after(wait, () => settle('lost'))
      asked.set(id, settle)
      line.send(`42${id}${JSON.stringify([event, frame])}`)
    })
  }
  const tell = (event: keyof ClientEvents, frame: unknown) => line.send(`42${JSON.stringify([event, frame])}`)

  return {
    open(giveToken) {
      token = giveToken
      line.open()
    },
    reopen: line.reopen,
    nudge: line.nudge,
    close: line.close,
    hello: (frame) => ask('hello', frame),
    send: (frame) => ask('send', frame),
    act: (frame) => ask('act', frame),
    respond: (frame) => ask('respond', frame),
    mailTranscript: (frame) => ask('mailTranscript', frame),
    attach: (frame) => ask('attach', frame),
    fileLink: (frame) => ask('fileLink', frame),
    catchUp: (cursor, wait) => ask('catchUp', { cursor }, wait),
    older: (frame) => ask('older', frame),
    typing: (on) => tell('typing', { on }),
    seen: (upTo) => tell('seen', { upTo }),
    listen(to) {
      listener = to
    },
  }
}

function list(text: string): unknown[] {
  const value = parse(text)
  return Array.isArray(value) ? value : []
}

function hear(listener: ConnectionListener, name: keyof ServerEvents, frame: never): void {
  switch (name) {
    case 'batch':
      listener.batch(frame)
      break
    case 'passing':
      listener.passing(frame)
      break
    case 'goodbye': {
      const { after, app } = frame as Parameters<ServerEvents['goodbye']>[0]
      listener.goodbye(after, app ?? null)
      break
    }
    default:
    // An event of a newer server.
  }
}
