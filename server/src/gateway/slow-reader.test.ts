import type { Seq } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { memoryLog, testGeneration } from './fakes.ts'
import { isTooFarBehind, outgoingLimits } from './outgoing-queue.ts'
import { eventually, type Rig, startRig } from './rig.ts'

describe('the outgoing queue of a socket', () => {
  it('may hold 500 packets and not 501', () => {
    const packets = (n: number) => ({ writeBuffer: Array.from({ length: n }, () => ({ data: 'x' })) })
    expect(isTooFarBehind(packets(outgoingLimits.packets))).toBe(false)
    expect(isTooFarBehind(packets(outgoingLimits.packets + 1))).toBe(true)
  })

  it('may hold 512 KiB and not one byte more, counted as they travel', () => {
    const full = 'é'.repeat(256 * 1_024)
    expect(isTooFarBehind({ writeBuffer: [{ data: full }, {}] })).toBe(false)
    expect(isTooFarBehind({ writeBuffer: [{ data: full }, { data: 'x' }] })).toBe(true)
    expect(isTooFarBehind({ writeBuffer: [{ data: full }, { data: Buffer.from('x') }] })).toBe(true)
  })
})

describe('a reader that stops reading', () => {
  let rig: Rig
  afterEach(() => rig.close())

  it.each(['websocket', 'polling'] as const)(
    'is cut by %s, the others hear everything, and it comes back to all that it missed',
    async (transport) => {
      const log = memoryLog()
      rig = await startRig({ log })
      const slow = await rig.join({ transport })
      await slow.hello()
      const quick = await rig.join({ token: slow.token })
      await quick.hello()
      // Nothing is read from the network any more; a poll that has been answered is not followed by another.
      const engine = slow.socket.io.engine as unknown as {
        transport: { ws?: { _socket: { pause(): void } }; doPoll?: () => void }
      }
      if (engine.transport.ws) engine.transport.ws._socket.pause()
      else engine.transport.doPoll = () => {}

      const said = textMessage('x'.repeat(8_000))
      for (let i = 0; i < 3_000 && rig.gateway.sockets() > 1; i++) {
        log.append(slow.conversation, { kind: 'botSaid', turn: null, message: said })
        rig.bell.ring([slow.conversation])
        await new Promise((resolve) => setImmediate(resolve))
      }
      expect(rig.gateway.sockets()).toBe(1)
      expect(await rig.metrics.cutSockets.get()).toMatchObject({ values: [{ value: 1 }] })
      const end = log.all.get(slow.conversation)?.now.seq as Seq
      await eventually(() => expect(quick.batches.at(-1)?.upTo).toBe(end))

      const back = await rig.join({ token: slow.token })
      const { batch } = await back.hello({
        generation: testGeneration,
        conversation: slow.conversation,
        seq: Math.max(1, end - 20) as Seq,
      })
      let [upTo, more] = [batch.upTo, batch.more]
      for (let asked = 0; more && asked < 50; asked++) {
        const answer = await back.catchUp({ generation: testGeneration, conversation: slow.conversation, seq: upTo })
        if (!answer.ok) throw new Error(answer.error.code)
        upTo = answer.batch.upTo
        more = answer.batch.more
      }
      expect(upTo).toBe(end)
    },
    30_000,
  )

  it('is not pushed what it will ask for', async () => {
    const log = memoryLog()
    rig = await startRig({ log })
    const tab = await rig.join()
    await tab.hello()
    log.append(
      tab.conversation,
      ...Array.from({ length: 150 }, () => ({ kind: 'botSaid', turn: null, message: textMessage('x') }) as const),
    )
    rig.bell.ring([tab.conversation])
    await eventually(() => expect(tab.batches.at(-1)).toMatchObject({ upTo: 101, more: true }))
    // Another tab, which has everything, hears of the next; this one was told that there is more.
    const quick = await rig.join({ token: tab.token })
    await quick.hello()
    log.append(tab.conversation, { kind: 'botSaid', turn: null, message: textMessage('x') })
    rig.bell.ring([tab.conversation])
    await eventually(() => expect(quick.batches.at(-1)).toMatchObject({ after: 151, upTo: 152 }))
    const cursor = { generation: testGeneration, conversation: tab.conversation, seq: 101 as Seq }
    expect(await tab.catchUp(cursor)).toMatchObject({ batch: { after: 101, upTo: 152, more: false } })
    expect(tab.batches).toHaveLength(1)
  })
})
