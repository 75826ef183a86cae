import { textMessage } from '@baton/shared/message.ts'
import { expect, it } from 'vitest'
import { heard, id, opened, say, value } from '../conformance.ts'
import { withLivechat } from './conformance-rig.ts'
import { handClock } from './live-rig.ts'

it.each(['reset', '500', 'hang'])('a message whose answer is lost (%s) is found by its key, and sent once', (how) =>
  withLivechat(async (rig) => {
    const { thread } = await opened(rig)
    rig.sim.faults.set('loseAnswer', { on: 'send_event', how, times: 1 })
    const order = say('ok', null)
    expect((await rig.desk.send(thread, order, false)).kind).toBe('unsure')
    const found = await value(rig.again().find(thread, order))
    expect(found?.id).toBe(rig.written(thread.id).at(-1)?.id)
    expect(await value(rig.again().send(thread, order, true))).toEqual(found)
    // The same words under another key are another message.
    expect(await value(rig.desk.find(thread, say('ok', null)))).toBeNull()
  }),
)

it('a message in doubt is found in the thread that has ended since', () =>
  withLivechat(async (rig) => {
    const { thread } = await opened(rig)
    const order = say('ok', null)
    const sent = await value(rig.desk.send(thread, order, false))
    rig.agent.resolves(thread.id)
    rig.agent.reopens(thread.id)
    expect((await value(rig.again().find(thread, order)))?.id).toBe(sent.id)
  }))

it('a message of many bytes goes in pieces, once, though it was cut off between them', () =>
  withLivechat(async (rig) => {
    const { thread } = await opened(rig)
    const text = '🙂'.repeat(8_000)
    const order = { ...say('', null), message: textMessage(text) }
    const before = rig.written(thread.id).length
    let cut = false
    const stop = rig.sim.watch(() => {
      if (cut || rig.written(thread.id).length !== before + 1) return
      cut = true
      rig.sim.faults.set('reset', { on: 'send_event', times: 1 })
    })
    expect((await rig.desk.send(thread, order, false)).kind).toBe('unsure')
    stop()
    expect(await value(rig.again().find(thread, order))).toBeNull()
    const receipt = await value(rig.again().send(thread, order, true))
    const written = rig.written(thread.id).slice(before)
    expect(written.map((one) => one.text).join('')).toBe(text)
    expect(receipt.id).toBe(written[0]?.id)
    expect(await value(rig.again().find(thread, order))).toEqual(receipt)
    // Pieces coming back are never taken for words from elsewhere.
    expect(heard(rig, thread).filter((event) => event.kind === 'said')).toEqual([])
  }))

it('a message into a chat that just ended is gone, and starts nothing', () =>
  withLivechat(async (rig) => {
    const { thread } = await opened(rig)
    rig.sim.faults.set('closesBeforeSend', { times: 1 })
    expect(await rig.desk.send(thread, say('late', null), false)).toEqual({ kind: 'gone', why: 'closed' })
    expect(rig.isOpen(thread.id)).toBe(false)
    expect(rig.written(thread.id).filter(({ text }) => text === 'late')).toEqual([])
  }))

it('a message is neither sent nor lost by a page, an error with status 200, or a full account', () =>
  withLivechat(async (rig) => {
    const { thread } = await opened(rig)
    rig.sim.faults.set('portalPage', { on: 'send_event', times: 1 })
    expect(await rig.desk.send(thread, say('a', null), false)).toMatchObject({ kind: 'unsure' })
    rig.sim.faults.set('errorOn200', { on: 'send_event' })
    rig.sim.faults.set('refuse', { on: 'send_event', how: 'pending_requests_limit_reached', times: 1 })
    expect(await rig.desk.send(thread, say('b', null), false)).toMatchObject({ kind: 'retry', scope: 'delivery' })
    rig.sim.faults.set('refuse', { on: 'send_event', how: 'license_expired', times: 1 })
    expect(await rig.desk.send(thread, say('c', null), false)).toMatchObject({ kind: 'retry', scope: 'account' })
    rig.sim.faults.set('refuse', { on: 'send_event', how: 'validation', times: 1 })
    expect(await rig.desk.send(thread, say('d', null), false)).toMatchObject({ kind: 'refused' })
    rig.sim.faults.set('banned')
    expect(await rig.desk.send(thread, say('e', null), false)).toEqual({ kind: 'gone', why: 'banned' })
    expect(rig.written(thread.id).filter(({ by }) => by === 'visitor')).toHaveLength(1)
  }))

it('what customers may not do is refused, with a reason', () =>
  withLivechat(async (rig) => {
    const { thread } = await opened(rig)
    const before = rig.sim.requests.length
    expect((await rig.desk.send(thread, { kind: 'note', key: id(), text: 'x' }, false)).kind).toBe('refused')
    expect((await rig.desk.send(thread, { kind: 'assign', key: id(), to: null }, false)).kind).toBe('refused')
    expect((await rig.desk.send(thread, say(' \n', null), false)).kind).toBe('refused')
    expect(rig.sim.requests).toHaveLength(before)
  }))

it('a rating is good or bad, and stands in the stay that it is about', () =>
  withLivechat(async (rig) => {
    const { thread } = await opened(rig)
    await value(rig.desk.send(thread, { kind: 'rate', key: id(), score: 5, comment: 'fine' }, false))
    expect(rig.sim.thread(thread.id).properties.rating).toEqual({ score: 1, comment: 'fine' })
    await value(rig.desk.send({ ...thread, stretch: null }, { kind: 'rate', key: id(), score: 0 }, false))
    expect(rig.sim.thread(thread.id).properties.rating).toMatchObject({ score: 0 })
    expect(rig.breaches()).toEqual([])
  }))

it('closing works where LiveChat answers not a byte', () =>
  withLivechat(async (rig) => {
    const { thread } = await opened(rig)
    rig.sim.faults.set('emptyBody')
    await value(rig.desk.send(thread, { kind: 'close', key: id(), by: 'visitor' }, false))
    expect(rig.isOpen(thread.id)).toBe(false)
  }))

it('signs of typing show no word, cost few calls, and none without a token at hand', () =>
  withLivechat(
    async (rig) => {
      const { thread } = await opened(rig)
      const typing = (on: boolean) => rig.desk.signal(thread, { kind: 'typing', by: 'visitor', on })
      for (let n = 0; n < 20; n++) typing(true)
      typing(false)
      typing(false)
      rig.desk.signal(thread, { seen: Date.now() as never })
      rig.again().signal(thread, { kind: 'typing', by: 'visitor', on: true })
      const peeks = () => rig.sim.requests.filter(({ path }) => path.includes('send_sneak_peek'))
      await expect
        .poll(() => peeks().length + rig.sim.requests.filter(({ path }) => path.includes('mark_events')).length)
        .toBe(3)
      expect(
        peeks()
          .map(({ body }) => (body as { sneak_peek_text: string }).sneak_peek_text)
          .sort(),
      ).toEqual(['', '…'])
      expect(rig.breaches()).toEqual([])
    },
    { entry: { sneakPeek: true } },
  ))

it('what was read last is told in the end, by the clock of LiveChat', () => {
  const clock = handClock()
  return withLivechat(
    async (rig) => {
      const { thread } = await opened(rig)
      // Our clock is an hour behind theirs.
      rig.agent.says(thread.id, 'hi')
      const late = rig.hooks().map(({ raw, headers }) => {
        const body = Buffer.from(raw)
          .toString()
          .replaceAll(/"created_at":"([^"]+)"/g, (_, at: string) => `"created_at":"${hourLater(at)}"`)
        return { raw: Buffer.from(body), headers }
      })
      for (const one of late) rig.desk.read(one)
      const marks = () => rig.sim.requests.filter(({ path }) => path.includes('mark_events'))
      const from = clock.now()
      for (let n = 0; n < 5; n++) rig.desk.signal(thread, { seen: (from + n) as never })
      await expect.poll(() => marks().length).toBe(1)
      clock.turn(10_100)
      await expect.poll(() => marks().length).toBe(2)
      const [first, last] = marks().map(({ body }) => Date.parse((body as { seen_up_to: string }).seen_up_to))
      expect(last).toBe((first ?? 0) + 4)
      expect((first ?? 0) - Date.now()).toBeGreaterThan(3_500_000)
      clock.turn(30_000)
      expect(marks()).toHaveLength(2)
    },
    { clock, simClock: false },
  )
})

const hourLater = (at: string): string => new Date(Date.parse(at) + 3_600_000).toISOString().replace('Z', '000Z')

it('signs of typing stay here where the owner did not ask for them', () =>
  withLivechat(async (rig) => {
    const { thread } = await opened(rig)
    rig.desk.signal(thread, { kind: 'typing', by: 'visitor', on: true })
    rig.desk.signal(thread, { seen: Date.now() as never })
    await expect.poll(() => rig.sim.requests.some(({ path }) => path.includes('mark_events'))).toBe(true)
    expect(rig.sim.requests.filter(({ path }) => path.includes('send_sneak_peek'))).toEqual([])
  }))
