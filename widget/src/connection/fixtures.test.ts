// @vitest-environment node

import { globSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { ClientEvents } from '@baton/shared/frames.ts'
import { livePath } from '@baton/shared/protocol.ts'
import { Server, type Socket } from 'socket.io'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { browserChance } from '../browser/chance.ts'
import { browserClock } from '../browser/clock.ts'
import type { Connection } from './connection.ts'
import { socketConnection } from './socket-connection.ts'

/** The same files that the server's gateway reads: whatever one end writes, the other understands. */
const folder = path.resolve(import.meta.dirname, '../../../shared/fixtures')
type Fixture = { way: 'client' | 'server' | 'answer' | 'connectError'; event: string; frame: Record<string, unknown> }
const fixtures = globSync('*.json', { cwd: folder })
  .sort()
  .map((file): [string, Fixture] => [
    path.basename(file, '.json'),
    JSON.parse(readFileSync(path.join(folder, file), 'utf8')),
  ])
const going = (way: Fixture['way']) =>
  fixtures.filter(([, fixture]) => fixture.way === way && fixture.event !== 'connect')

const eventually = vi.waitFor
let io: Server
let port: number
let refusal: unknown = null
let answer: unknown = null
let heardByServer: unknown[] = []
const http = createServer()

beforeAll(async () => {
  io = new Server(http, { path: livePath, cors: { origin: '*' } })
  io.use((_, next) => next(refusal ? Object.assign(new Error('refused'), { data: refusal }) : undefined))
  io.on('connection', (socket: Socket) => {
    socket.onAny((event: string, frame: unknown, ack?: (given: unknown) => void) => {
      heardByServer.push([event, frame])
      ack?.(answer)
    })
  })
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
  port = (http.address() as AddressInfo).port
})
afterAll(async () => {
  await io.close()
})

async function connected(): Promise<{ line: Connection; heard: unknown[] }> {
  const heard: unknown[] = []
  heardByServer = []
  const line = socketConnection({
    origin: `http://127.0.0.1:${port}`,
    site: 'acme',
    clock: browserClock,
    chance: browserChance,
  })
  line.listen({
    up: () => heard.push('up'),
    down: () => {},
    refused: (error) => heard.push(['connect_error', error]),
    batch: (frame) => heard.push(['batch', frame]),
    passing: (frame) => heard.push(['passing', frame]),
    goodbye: (after, app) => heard.push(['goodbye', { after, ...(app === null ? {} : { app }) }]),
  })
  line.open(() => null)
  await eventually(() => expect(heard).toHaveLength(1))
  return { line, heard }
}

/** As the model calls the port. */
function ask(line: Connection, event: string, frame: Record<string, unknown>): unknown {
  switch (event) {
    case 'catchUp':
      return line.catchUp(frame['cursor'] as never)
    case 'typing':
      return line.typing(frame['on'] as boolean)
    case 'seen':
      return line.seen(frame['upTo'] as never)
    default:
      return line[event as Exclude<keyof ClientEvents, 'catchUp' | 'typing' | 'seen'>](frame as never)
  }
}

describe('the fixtures', () => {
  it.each(going('client'))('%s is what the widget sends', async (_, { event, frame }) => {
    const { line } = await connected()
    void ask(line, event, frame)
    await eventually(() => expect(heardByServer).toEqual([[event, frame]]))
    line.close()
  })

  it.each(going('answer'))('%s reaches whoever asked, as it is', async (_, { event, frame }) => {
    answer = frame
    const { line } = await connected()
    expect(await ask(line, event, { cursor: {} })).toEqual(frame)
    line.close()
  })

  it.each(going('server'))('%s is heard as it is', async (_, { event, frame }) => {
    const { line, heard } = await connected()
    io.emit(event, frame)
    await eventually(() => expect(heard).toEqual(['up', [event, frame]]))
    line.close()
  })

  it.each(going('connectError'))('%s is told as the reason of a refusal', async (_, { frame }) => {
    refusal = frame
    const { line, heard } = await connected()
    expect(heard).toEqual([['connect_error', frame]])
    refusal = null
    line.close()
  })
})
