// For tests only: the whole HTTP side on a free port, with a desk and the outside that a test hands in.
import { once } from 'node:events'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { systemClock } from '../clock.ts'
import type { AccountId, ThreadId, VendorTime } from '../conversation/ids.ts'
import type { Desk, DeskEvent } from '../desk/desk.ts'
import { memoryLog } from '../gateway/fakes.ts'
import { fakeRegistry, testSite } from '../gateway/rig.ts'
import { createMetrics } from '../metrics.ts'
import type { Outgoing, OutgoingRequest } from '../outgoing.ts'
import { createSealer } from '../secrets.ts'
import { createForward } from './forward.ts'
import { createHttp, type HttpParts } from './http.ts'
import { createHttpServer } from './http-server.ts'
import { createPicturePaths } from './picture-paths.ts'
import { createRefusedOrigins } from './refused-origins.ts'

export const account = 'freshchat:app' as AccountId
export const thread = 'thread-1' as ThreadId
export const event = (id: string, more: Partial<DeskEvent> = {}): DeskEvent =>
  ({
    ...{ account, thread, stretch: null, id, at: 1_000 as VendorTime },
    ...{
      kind: 'said',
      by: { kind: 'agent', id: 'agent-1' },
      audience: 'public',
      message: { parts: [{ kind: 'text', text: id }] },
    },
    ...more,
  }) as DeskEvent

/** A desk that believes whoever signs `right`, and takes the body for a list of events. */
const toyDesk = {
  account,
  read: ({ raw, headers }: { raw: Uint8Array; headers: Headers }) =>
    headers.get('x-signature') === 'right'
      ? (JSON.parse(Buffer.from(raw).toString() || '[]') as DeskEvent[])
      : 'forged',
} as unknown as Desk

export async function startHttp(
  parts: Partial<HttpParts> & {
    answer?: (request: OutgoingRequest) => ReturnType<Outgoing['call']>
    forwardTo?: string
  } = {},
) {
  const widgetFolder = await mkdtemp(path.join(tmpdir(), 'widget-'))
  await mkdir(path.join(widgetFolder, 'app'))
  await writeFile(path.join(widgetFolder, 'baton.js'), 'loader()')
  await writeFile(path.join(widgetFolder, 'app/chat-1a2b.js'), 'export const app = 1')
  await writeFile(path.join(widgetFolder, 'manifest.json'), JSON.stringify({ app: 'app/chat-1a2b.js' }))
  const kept: DeskEvent[][] = []
  const called: OutgoingRequest[] = []
  const lines: string[] = []
  const log = memoryLog()
  const paths = createPicturePaths(createSealer(['k'.repeat(43)]))
  const site = testSite('acme')
  const registry = {
    ...fakeRegistry([site]),
    hook: (id: string, desk: string, key: string) =>
      id === 'acme' && desk === 'support' && key === 'right-key'
        ? { site, desk: toyDesk, forwardTo: parts.forwardTo ?? null }
        : null,
  }
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const outgoing: Outgoing = {
    call(request) {
      called.push(request)
      return parts.answer?.(request) ?? Promise.resolve({ kind: 'notSent', code: 'none' })
    },
  }
  const forward = createForward({ outgoing, logger, clock: parts.clock ?? systemClock })
  const refusedOrigins = createRefusedOrigins(logger)
  const { app } = createHttp({
    ...{
      registry,
      log,
      picturePaths: paths,
      clock: systemClock,
      metrics: createMetrics(),
      own: 'https://chat.example',
      widgetFolder,
    },
    ...{
      trustProxy: false,
      metricsToken: null,
      demo: false,
      simulated: () => [],
      probe: () => Promise.resolve(),
      isLeaving: () => false,
    },
    inbox: { keep: async (events) => void kept.push(events) },
    files: {
      expects: () => Promise.resolve(null),
      receive: () => Promise.resolve('notFound'),
      open: () => Promise.resolve('notFound'),
    },
    consent: { land: () => Promise.resolve({ kind: 'unknown' }) },
    ...{ outgoing, logger, forward, refusedOrigins },
    ...parts,
  })
  const server = createHttpServer(app)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ widgetFolder, kept, called, lines, log, paths, forward, refusedOrigins },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
export type HttpRig = Awaited<ReturnType<typeof startHttp>>
