import { connect } from 'node:net'
import type { Seq } from '@baton/shared/ids.ts'
import { limits } from '@baton/shared/protocol.ts'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testGeneration } from './fakes.ts'
import { type Client, newKey, type Rig, shop, startRig } from './rig.ts'

const codes = ['badFrame', 'slowDown', 'unavailable', 'otherSession', 'notFound', 'closed']
const answered = ['hello', 'send', 'act', 'catchUp', 'older']
const unanswered = ['typing', 'seen', 'nonsense', '__proto__', 'constructor', 'toString']

const deep = `42["typing",${'['.repeat(20_000)}${']'.repeat(20_000)}]`

describe('whatever a page sends', () => {
  let rig: Rig
  let tab: Client
  const uncaught: unknown[] = []
  const note = (error: unknown): void => void uncaught.push(error)
  beforeEach(async () => {
    process.on('uncaughtException', note).on('unhandledRejection', note)
    rig = await startRig()
    tab = await rig.join()
    await tab.hello()
  })
  afterEach(async () => {
    process.off('uncaughtException', note).off('unhandledRejection', note)
    await rig.close()
    expect(uncaught).toEqual([])
  })

  async function isAlive(): Promise<void> {
    const other = await rig.join()
    await other.hello()
    expect(await other.say('still there?')).toMatchObject({ ok: true })
    other.socket.disconnect()
  }

  it('it gets a typed answer', async () => {
    const session = fc.constantFrom(tab.session, 'x', null)
    const key = fc.oneof(fc.constant(newKey()), fc.string(), fc.jsonValue())
    const cursor = fc.record({
      generation: fc.constantFrom(testGeneration, 'g0', 7),
      conversation: fc.constantFrom(tab.conversation, 'nobody', null),
      seq: fc.oneof(fc.integer(), fc.double(), fc.jsonValue()),
    })
    const nearly = fc.oneof(
      fc.record({ session, key, text: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()) }, { requiredKeys: [] }),
      fc.record(
        { session, key, choice: fc.oneof(fc.string(), fc.jsonValue()), target: fc.oneof(fc.integer(), fc.jsonValue()) },
        { requiredKeys: [] },
      ),
      fc.record(
        { session, key, action: fc.oneof(fc.constantFrom('person', 'leave', 'other'), fc.jsonValue()) },
        { requiredKeys: [] },
      ),
      fc.record(
        {
          cursor: fc.oneof(cursor, fc.constant(null), fc.jsonValue()),
          language: fc.jsonValue(),
          page: fc.oneof(fc.webUrl(), fc.jsonValue()),
          title: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
      fc.record(
        {
          conversation: fc.oneof(fc.constant(tab.conversation), fc.jsonValue()),
          before: fc.oneof(fc.integer(), fc.jsonValue()),
        },
        { requiredKeys: [] },
      ),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...answered),
        fc.oneof(nearly, fc.jsonValue(), fc.constant(new Uint8Array(8))),
        async (name, frame) => {
          const answer = (await tab.ask(name, frame)) as { ok: boolean; error: { code: string } }
          if (!answer.ok) expect(codes).toContain(answer.error.code)
        },
      ),
      { numRuns: 500 },
    )
    await isAlive()
  }, 30_000)

  it('it is dropped when nobody would read an answer', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...answered, ...unanswered),
        fc.array(fc.jsonValue(), { maxLength: 3 }),
        async (name, args) => {
          tab.socket.emit(name, ...args)
        },
      ),
      { numRuns: 300 },
    )
    await isAlive()
  })

  it('raw packets of any kind stop nothing but their own connection', async () => {
    const packets = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(
        '40',
        '41',
        '42',
        '43',
        '44',
        '45',
        '451-["x"]',
        '450-["x"]',
        '4299999-["x"]',
        '42["send"]',
        '42[]',
        '42{}',
        '42[{}]',
        '43["x"]',
        '430[]',
        '42/admin,["x"]',
        '40/admin,',
        '42["disconnecting"]',
        '42["error","x"]',
        '42["newListener"]',
        '421["hello"]',
        deep,
        '4"',
        '2probe',
        '5',
        '6',
        'bAAAA',
      ),
      fc.jsonValue().map((value) => `42${JSON.stringify(['send', value])}`),
    )
    const { WebSocket } = globalThis
    await fc.assert(
      fc.asyncProperty(fc.array(packets, { minLength: 1, maxLength: 5 }), async (run) => {
        const socket = new WebSocket(`${rig.url.replace('http', 'ws')}/live/?EIO=4&transport=websocket&site=acme`, {
          headers: { origin: shop },
        } as never)
        await new Promise((resolve, reject) => {
          socket.onopen = resolve
          socket.onerror = reject
        })
        socket.send(`40{"protocol":1,"site":"acme","token":null}`)
        for (const packet of run) if (socket.readyState === WebSocket.OPEN) socket.send(packet)
        socket.close()
      }),
      { numRuns: 60 },
    )
    await isAlive()
  }, 30_000)

  it('a frame may have 64 KiB and not one byte more', async () => {
    // '42' + ack id + JSON around the text: only the text grows.
    const size = (text: string): number => Buffer.byteLength(`42${JSON.stringify(['typing', { on: true, pad: text }])}`)
    const fits = 'x'.repeat(limits.frame - size(''))
    expect(size(fits)).toBe(limits.frame)
    tab.socket.emit('typing', { on: true, pad: fits })
    expect(await tab.say('still here')).toMatchObject({ ok: true })
    const closed = new Promise((resolve) => tab.socket.once('disconnect', resolve))
    tab.socket.emit('typing', { on: true, pad: `${fits}x` })
    await closed
    await isAlive()
  })

  it('may be nested 16 deep and not 17', async () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) })
    const frame = { conversation: tab.conversation, before: 1 as Seq }
    expect(await tab.ask('older', { ...frame, extra: nested(15) })).toMatchObject({ ok: true })
    expect(await tab.ask('older', { ...frame, extra: nested(16) })).toMatchObject({
      ok: false,
      error: { code: 'badFrame' },
    })
  })

  it('half a request holds nobody up', async () => {
    const { hostname, port } = new URL(rig.url)
    const socket = connect(Number(port), hostname)
    socket.write('GET /live/?EIO=4&transport=polling&site=acme HTTP/1.1\r\nhost: x\r\n')
    await isAlive()
    socket.destroy()
  })
})
