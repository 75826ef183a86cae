import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Seq } from '@baton/shared/ids.ts'
import type { WireErrorCode } from '@baton/shared/protocol.ts'
import type { VisibleBody } from '@baton/shared/timeline.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { everyEvent } from './every-event-rig.ts'
import { testGeneration } from './fakes.ts'
import {
  actFrame,
  attachFrame,
  catchUpFrame,
  fileLinkFrame,
  helloFrame,
  mailTranscriptFrame,
  olderFrame,
  parse,
  respondFrame,
  seenFrame,
  sendFrame,
  typingFrame,
} from './frames.ts'
import { type Client, type Rig, startRig } from './rig.ts'

const folder = path.resolve(import.meta.dirname, '../../../shared/fixtures')
/** `way`: who sends it · `event`: in which Socket.IO event it travels, or whose answer it is. */
type Fixture = { way: 'client' | 'server' | 'answer' | 'connectError'; event: string; frame: Record<string, unknown> }
const fixtures = new Map(
  globSync('*.json', { cwd: folder }).map((file): [string, Fixture] => [
    path.basename(file, '.json'),
    JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Fixture,
  ]),
)
const of = (name: string): Fixture => fixtures.get(name) ?? missing(name)
const shapes = {
  hello: helloFrame,
  send: sendFrame,
  act: actFrame,
  respond: respondFrame,
  mailTranscript: mailTranscriptFrame,
  catchUp: catchUpFrame,
  attach: attachFrame,
  fileLink: fileLinkFrame,
  older: olderFrame,
  typing: typingFrame,
  seen: seenFrame,
}

describe('the fixtures', () => {
  let rig: Rig | null = null
  afterEach(() => rig?.close())

  it.each([...fixtures].filter(([, { way, event }]) => way === 'client' && event !== 'connect'))(
    'the server understands %s',
    (_name, { event, frame }) => {
      const shape = shapes[event as keyof typeof shapes]
      expect(shape).toBeDefined()
      expect(parse(shape as typeof helloFrame, frame)).toMatchObject({ ok: true, frame })
    },
  )

  it('name every frame of the wire', () => {
    const clients = [...fixtures.values()].filter(({ way }) => way === 'client').map(({ event }) => event)
    expect(new Set(clients)).toEqual(new Set(['connect', ...Object.keys(shapes)]))
    const servers = [...fixtures.values()].filter(({ way }) => way === 'server').map(({ event }) => event)
    expect(new Set(servers)).toEqual(new Set(['batch', 'passing', 'goodbye']))
    const codes: { [code in WireErrorCode]: true } = {
      badFrame: true,
      slowDown: true,
      unavailable: true,
      otherSession: true,
      notFound: true,
      closed: true,
      noFiles: true,
      tooLarge: true,
      fileType: true,
      tooMany: true,
      unknownToken: true,
      unknownSite: true,
      oldProtocol: true,
    }
    const errors = [...fixtures]
      .filter(([name]) => name.startsWith('error-'))
      .map(([, { frame }]) => ((frame.error ?? frame) as { code: string }).code)
    expect(errors.sort()).toEqual(Object.keys(codes).sort())
  })

  it('show what the server makes of one event of each kind', async () => {
    const { log, batches, id } = await everyEvent()
    const now = (await log.get(id)) ?? missing(id)
    expect(JSON.parse(JSON.stringify(await batches.after(now, 0 as Seq)))).toEqual(of('batch').frame)
    const kinds: { [kind in VisibleBody['kind']]: true } = {
      ...{
        visitorSaid: true,
        botSaid: true,
        agentSaid: true,
        handoffRequested: true,
        agentJoined: true,
        agentLeft: true,
      },
      ...{ handoffResumed: true, handoffEnded: true, messageEdited: true, conversationClosed: true },
      ...{ asked: true, answered: true, ticketRequested: true, ticketMade: true, ticketFailed: true },
    }
    const shown = (of('batch').frame.events as { kind: string }[]).map((event) => event.kind)
    expect(new Set(shown)).toEqual(new Set(Object.keys(kinds)))
  })

  it('show how the server answers', async () => {
    rig = await startRig()
    const tab: Client = await rig.join()
    const welcome = await tab.ask('hello', of('client-hello-first').frame)
    expect(namesIn(welcome)).toEqual(namesIn(of('answer-hello-first').frame))
    await tab.hello()
    const back = await rig.join({ token: tab.token })
    expect(namesIn(await back.ask('hello', of('client-hello-back').frame))).toEqual(
      namesIn(of('answer-hello-back').frame),
    )
    expect(namesIn(await tab.say('hi'))).toEqual(namesIn(of('answer-send').frame))
    expect(
      namesIn(await tab.catchUp({ generation: testGeneration, conversation: tab.conversation, seq: 1 as Seq })),
    ).toEqual(namesIn(of('answer-catch-up').frame))
    expect(namesIn(await tab.older({ conversation: tab.conversation, before: 2 as Seq }))).toEqual(
      namesIn(of('answer-older').frame),
    )
  })
})

/** The names of all fields, by their place; what a list holds is one kind of thing. */
function namesIn(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [at]
  const inner = Array.isArray(value)
    ? value.flatMap((one) => namesIn(one, `${at}[]`))
    : Object.entries(value).flatMap(([name, one]) => namesIn(one, `${at}.${name}`))
  return [...new Set([at, ...inner])].sort()
}

function missing(name: string): never {
  throw new Error(`there is no fixture ${name}`)
}
