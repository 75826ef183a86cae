// long because it is the one story of what is owed: each sentence needs the same workshop.
import type { Seq, Time } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Bot } from '../bot/bot.ts'
import type { AccountId } from '../conversation/ids.ts'
import { done } from '../outcome.ts'
import type { Outbox } from '../store/store.ts'
import { createCourier } from './courier.ts'
import { type ScriptedDesk, turnedClock, workshop } from './workshop.ts'

type Workshop = Awaited<ReturnType<typeof workshop>>
const refused = (code: string) => ({ kind: 'refused', why: { code } }) as const
const later = (scope: 'delivery' | 'account', after?: number) =>
  ({ kind: 'retry', why: { code: 'http-503' }, scope, ...(after ? { after } : {}) }) as const

let shop: Workshop
const desk = (): ScriptedDesk => shop.desk

beforeEach(async () => {
  shop = await workshop()
  shop.courier.start()
})
afterEach(() => shop.close())

/** A visitor whose first word asks for a person, until the desk has opened. */
async function handedOff(name = 'a') {
  const id = await shop.conversation(name)
  await shop.say(id, 'help')
  await shop.clock.turn(100)
  return id
}

describe('to the desk', () => {
  it('opens a thread, then sends what was written meanwhile, in order', async () => {
    desk().openings = [later('delivery', 1_000)]
    const id = await handedOff()
    await shop.say(id, 'one')
    await shop.say(id, 'two')
    await shop.clock.turn(2_000)
    expect(desk().got).toEqual(['open', 'one', 'two'])
    expect(await shop.store.outbox.counts()).toMatchObject({ claimed: 0, buried: 0 })
  })

  it('never overtakes a message that has to be tried again', async () => {
    const id = await handedOff()
    desk().answers = [later('delivery')]
    await shop.say(id, 'one')
    await shop.say(id, 'two')
    await shop.clock.turn(100)
    expect(desk().got).toEqual(['open'])
    await shop.clock.turn(5_000)
    expect(desk().got).toEqual(['open', 'one', 'two'])
  })

  it('keeps to what the desk asked for before it tries again', async () => {
    const id = await handedOff()
    desk().answers = [later('account', 20_000)]
    await shop.say(id, 'one')
    await shop.clock.turn(19_000)
    expect(desk().got).toEqual(['open'])
    await shop.clock.turn(3_000)
    expect(desk().got).toEqual(['open', 'one'])
  })

  it('looks 2, 5, 15 and 60 seconds after a lost answer, says "checking", and sends again only then', async () => {
    const id = await handedOff()
    desk().answers = [{ kind: 'unsure', why: { code: 'timeout' } }]
    await shop.say(id, 'one')
    const looks = () => desk().calls.filter((call) => call === 'find one').length
    await shop.clock.turn(1_900)
    expect(looks()).toBe(0)
    expect(Object.values((await shop.store.log.get(id))?.trouble ?? {})).toEqual(['checking'])
    await shop.clock.turn(200)
    expect(looks()).toBe(1)
    await shop.clock.turn(57_000)
    expect(looks()).toBe(3)
    expect(desk().got).toEqual(['open'])
    await shop.clock.turn(2_000)
    expect(looks()).toBe(4)
    expect(desk().got).toEqual(['open', 'one'])
    expect((await shop.store.log.get(id))?.trouble).toEqual({})
  })

  it('finds what had got through, and never sends it twice', async () => {
    const id = await handedOff()
    desk().answers = ['lost']
    desk().listed = false
    await shop.say(id, 'one')
    await shop.clock.turn(6_000)
    desk().listed = true
    await shop.clock.turn(120_000)
    expect(desk().got.filter((text) => text === 'one')).toHaveLength(1)
    expect((await shop.store.log.get(id))?.handoff?.owed).toEqual([])
  })

  it('opens one thread when the answer to the opening was lost', async () => {
    desk().openings = ['lost']
    const id = await handedOff()
    await shop.clock.turn(5_000)
    expect(desk().got).toEqual(['open'])
    expect((await shop.store.log.get(id))?.handoff?.thread).toBe('t1')
  })

  it('makes a refused message a dead letter, marks it, and goes on with the next', async () => {
    const id = await handedOff()
    desk().answers = [refused('http-400')]
    await shop.say(id, 'bad')
    await shop.say(id, 'good')
    await shop.clock.turn(1_000)
    expect(desk().got).toEqual(['open', 'good'])
    const [dead] = await shop.store.outbox.buried(null)
    expect(dead).toMatchObject({ why: { code: 'http-400' }, task: { kind: 'say' } })
    expect(Object.values((await shop.store.log.get(id))?.trouble ?? {})).toEqual(['failed'])
  })

  it('sends a dead letter again when its owner says so, and the trouble is over', async () => {
    const id = await handedOff()
    desk().answers = [refused('http-400')]
    await shop.say(id, 'bad')
    await shop.clock.turn(1_000)
    const [dead] = await shop.store.outbox.buried(null)
    if (!dead) throw new Error('no dead letter')
    await shop.store.outbox.again(dead.id)
    shop.courier.wake()
    await shop.clock.turn(1_000)
    expect(desk().got).toEqual(['open', 'bad'])
    expect((await shop.store.log.get(id))?.trouble).toEqual({})
  })

  it('gives the conversation back when the opening is refused', async () => {
    desk().openings = [refused('http-400')]
    const id = await handedOff()
    await shop.clock.turn(1_000)
    expect(await shop.texts(id)).toContain('handoffEnded')
  })

  it('opens another thread when the old one is replaced, and sends there what was owed', async () => {
    const id = await handedOff()
    desk().answers = [{ kind: 'gone', why: 'replaced' }]
    await shop.say(id, 'one')
    await shop.say(id, 'two')
    await shop.clock.turn(3_000)
    expect(desk().got).toEqual(['open', 'open', 'one', 'two'])
  })

  it('takes a claim over from a process that died, as doubtful: it looks before it sends', async () => {
    const id = await handedOff()
    await shop.courier.stop(100)
    await shop.say(id, 'one')
    const [claim] = await shop.store.outbox.claim('dead', 60_000, 10, 10)
    expect(claim?.doubt).toBe(false)
    await shop.store.outbox.inherit('dead')
    desk().got.push('one')
    const next = shop.hire('second')
    next.start()
    await shop.clock.turn(1_000)
    await next.stop(100)
    expect(desk().calls.slice(-1)).toEqual(['find one'])
    expect(desk().got.filter((text) => text === 'one')).toHaveLength(1)
  })

  it('writes its note once when the answer to it was lost and the desk lists it late', async () => {
    await shop.close()
    shop = await workshop({ steps: ['note'] })
    desk().answers = ['lost']
    desk().listed = false
    shop.courier.start()
    await handedOff()
    await shop.clock.turn(10_000)
    expect(desk().got).toEqual(['open', 'note'])
    desk().listed = true
    await shop.clock.turn(60_000)
    expect(desk().got).toEqual(['open', 'note'])
    expect(await shop.store.outbox.counts()).toMatchObject({ claimed: 0, buried: 0 })
  })

  it('closes at the desk after everything that was written, when the visitor leaves', async () => {
    const id = await handedOff()
    await shop.say(id, 'bye')
    await shop.take(id, { kind: 'leftDesk' })
    await shop.clock.turn(1_000)
    expect(desk().got).toEqual(['open', 'bye', 'close'])
    // At the desk's time of it.
    const events = await shop.store.log.read(id, 0 as Seq, 'on', 100)
    expect(events.at(-1)).toMatchObject({ kind: 'threadClosed', vendorAt: 202 })
  })

  it('leaves no thread open when the visitor left while the opening was in doubt', async () => {
    desk().openings = ['lost']
    const id = await handedOff()
    await shop.take(id, { kind: 'leftDesk' })
    await shop.clock.turn(120_000)
    expect(desk().got).toEqual(['open', 'close'])
  })
})

describe('an account in trouble', () => {
  it('closes its gate when three conversations fail in a row, parks the rest, and opens it with the first success', async () => {
    const ids = [await handedOff('a'), await handedOff('b'), await handedOff('c'), await handedOff('d')]
    desk().answers = ids.map(() => later('delivery'))
    for (const id of ids) await shop.say(id, `from ${id}`)
    await shop.clock.turn(200)
    expect(shop.changes).toEqual(['http-503'])
    await shop.clock.turn(30_000)
    expect(shop.changes).toEqual(['http-503', null])
    expect(desk().got.filter((text) => text.startsWith('from'))).toHaveLength(4)
    expect(await shop.store.outbox.counts()).toMatchObject({ buried: 0 })
  })

  it('lets one probe through while the gate is closed, however many wait', async () => {
    const ids = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => handedOff(name)))
    desk().answers = Array.from({ length: 50 }, () => later('account', 10_000))
    for (const id of ids) await shop.say(id, 'hello')
    await shop.clock.turn(9_000)
    const before = desk().calls.length
    await shop.clock.turn(10_000)
    expect(desk().calls.length - before).toBe(1)
  })

  it('lets the next probe pass at once when a look-up was answered with "not there"', async () => {
    await shop.close()
    // So rare that no look at a thread finds out first.
    shop = await workshop({ lookEvery: 600_000 })
    shop.courier.start()
    const ids = [await handedOff('a'), await handedOff('b'), await handedOff('c'), await handedOff('d')]
    desk().answers = ids.map(() => ({ kind: 'unsure', why: { code: 'timeout' } }))
    for (const id of ids) await shop.say(id, `from ${id}`)
    await shop.clock.turn(70_000)
    expect(desk().got.filter((text) => text.startsWith('from'))).toHaveLength(4)
    expect(await shop.store.outbox.gates()).toEqual([])
  })

  it('lets the next probe pass at once when a look was no call, since something was heard lately', async () => {
    await shop.close()
    shop = await workshop({ lookEvery: 5_000 })
    shop.courier.start()
    const [quiet, waits] = [await handedOff('a'), await handedOff('b')]
    await shop.clock.turn(1_000)
    desk().answers = [later('account', 8_000)]
    await shop.say(waits, 'late')
    // Both looks come due while the gate is closed, so one of them is the probe; webhooks come all the while.
    for (let n = 0; n < 5; n++) {
      await shop.clock.turn(1_800)
      for (const thread of ['t1', 't2'])
        await shop.store.desks.heard('freshchat:a' as AccountId, thread as never, shop.clock.now())
    }
    await shop.clock.turn(3_000)
    expect(desk().got).toContain('late')
    expect(quiet).not.toBe(waits)
  })

  it.each([
    ['what got through', { kind: 'done', value: { id: 'sent-late', at: 300 } }],
    ['what failed without a time', later('delivery')],
  ] as const)('keeps to the time that the account named, whatever comes of %s while it was named', async (_, late) => {
    const [first, second, third] = [await handedOff('a'), await handedOff('b'), await handedOff('c')]
    const { send } = desk()
    const answers = {
      first: later('account', 20_000),
      second: new Promise((resolve) => shop.clock.after(50, () => resolve(late))),
    }
    desk().send = async (thread, order, doubt) => {
      const [part] = order.kind === 'say' ? order.message.parts : []
      const name = part?.kind === 'text' ? part.text : ''
      const answer = await answers[name as keyof typeof answers]
      delete answers[name as keyof typeof answers]
      return (answer as never) ?? send(thread, order, doubt)
    }
    await shop.say(first, 'first')
    await shop.say(second, 'second')
    await shop.clock.turn(200)
    await shop.say(third, 'third')
    await shop.clock.turn(19_000)
    expect(desk().got.filter((text) => text !== 'open')).toEqual([])
    await shop.clock.turn(6_000)
    expect(desk().got).toContain('first')
    expect(desk().got).toContain('third')
  })

  it('waits no longer because many calls were under way when the trouble began', async () => {
    const ids = await Promise.all(['a', 'b', 'c', 'd'].map((name) => handedOff(name)))
    desk().answers = ids.map(() => later('account'))
    await Promise.all(ids.map((id) => shop.say(id, 'hello')))
    await shop.clock.turn(3_000)
    expect(desk().got.filter((text) => text === 'hello')).toHaveLength(ids.length)
  })

  it('is not taken for well by a delivery that had nothing to do', async () => {
    const [gone, waits] = [await handedOff('a'), await handedOff('b')]
    desk().answers = Array.from({ length: 50 }, () => later('account', 5_000))
    await shop.say(waits, 'late')
    await shop.clock.turn(100)
    // What is known of who left needs not be told any more; the end does.
    await shop.take(gone, { kind: 'described', contact: { name: 'Mia' }, attributes: {} })
    await shop.take(gone, { kind: 'leftDesk' })
    const before = desk().calls.length
    await shop.clock.turn(8_000)
    expect(desk().calls.length - before).toBe(1)
  })

  it('does not hold up another account', async () => {
    await shop.store.outbox.gate('freshchat:other' as AccountId, (shop.clock.now() + 60_000) as Time, { code: 'x' })
    const id = await handedOff()
    await shop.say(id, 'one')
    await shop.clock.turn(500)
    expect(desk().got).toEqual(['open', 'one'])
  })

  it('delivers everything in order after an hour', async () => {
    const id = await handedOff()
    desk().answers = Array.from({ length: 500 }, () => later('account'))
    for (let n = 0; n < 5; n++) await shop.say(id, `m${n}`)
    await shop.clock.turn(3_600_000)
    desk().answers = []
    await shop.clock.turn(61_000)
    expect(desk().got).toEqual(['open', 'm0', 'm1', 'm2', 'm3', 'm4'])
  })
})

describe('looks', () => {
  it('are one a minute while a stay is open, none while something was heard, and end with the stay', async () => {
    const id = await handedOff()
    await shop.clock.turn(61_000)
    expect(shop.looks).toHaveLength(1)
    await shop.store.desks.heard('freshchat:a' as AccountId, 't1' as never, shop.clock.now())
    await shop.clock.turn(55_000)
    expect(shop.looks).toHaveLength(1)
    await shop.clock.turn(10_000)
    expect(shop.looks).toHaveLength(2)
    await shop.take(id, { kind: 'leftDesk' })
    await shop.clock.turn(300_000)
    expect(shop.looks).toHaveLength(2)
  })
})

describe('to the bot', () => {
  const answering = (text: string): Bot => ({
    reply: async () =>
      done({ messages: [textMessage(text)], memory: { n: 1 }, understood: true, then: { kind: 'stay' } }),
  })

  async function withBot(bot: Bot) {
    await shop.close()
    shop = await workshop({ bot })
    shop.courier.start()
    return await shop.conversation('b')
  }

  it('answers each message once and keeps what it remembers', async () => {
    const memories: unknown[] = []
    const id = await withBot({
      reply: (turn, show, stop) => {
        memories.push(turn.memory)
        return answering('hi').reply(turn, show, stop)
      },
    })
    await shop.say(id, 'one')
    await shop.clock.turn(100)
    await shop.say(id, 'two')
    await shop.clock.turn(100)
    expect(await shop.texts(id)).toEqual([
      'visitorSaid',
      'botSaid',
      'botRemembered',
      'visitorSaid',
      'botSaid',
      'botRemembered',
    ])
    expect(memories).toEqual([null, { n: 1 }])
  })

  it('stops a reply that is under way when the holder changes, and drops it', async () => {
    let stopped = false
    const id = await withBot({
      reply: (_turn, _show, stop) =>
        new Promise((resolve) => {
          stop.addEventListener('abort', () => {
            stopped = true
            resolve(done({ messages: [textMessage('late')], memory: null, understood: true, then: { kind: 'stay' } }))
          })
        }),
    })
    await shop.say(id, 'one')
    await shop.clock.turn(50)
    await shop.take(id, { kind: 'askedForPerson' })
    await shop.clock.turn(50)
    expect(stopped).toBe(true)
    expect(await shop.texts(id)).not.toContain('botSaid')
  })

  it('counts a bot that throws as failed and says so', async () => {
    const id = await withBot({ reply: () => Promise.reject(new Error('boom')) })
    await shop.say(id, 'one')
    await shop.clock.turn(100)
    expect(await shop.texts(id)).toEqual(['visitorSaid', 'botFailed', 'botSaid'])
  })
})

it('stops within its time and leaves what it did not finish to its next self', async () => {
  const id = await handedOff()
  let answer: (outcome: ReturnType<typeof done<{ id: null; at: null }>>) => void = () => {}
  desk().send = () =>
    new Promise((resolve) => {
      answer = resolve
    })
  await shop.say(id, 'slow')
  await shop.clock.turn(50)
  await shop.courier.stop(50)
  expect(await shop.store.outbox.inherit('first')).toBeGreaterThan(0)
  answer(done({ id: null, at: null }))
  expect((await shop.store.log.get(id))?.seq).toBeGreaterThan(0 as Seq)
})

it('asks a few times a second, no more, while what is due only lacks room', async () => {
  const clock = turnedClock()
  let asked = 0
  const outbox = {
    claim: () => {
      asked++
      return Promise.resolve([])
    },
    nextDue: () => Promise.resolve((clock.now() - 1) as Time),
  } as unknown as Outbox
  const work = {} as Parameters<typeof createCourier>[0]['work']
  const courier = createCourier({ outbox, work, clock, log: pino({ level: 'silent' }), owner: 'a' })
  courier.start()
  await clock.turn(10_000)
  await courier.stop(1)
  expect(asked).toBeGreaterThan(30)
  expect(asked).toBeLessThan(50)
})
