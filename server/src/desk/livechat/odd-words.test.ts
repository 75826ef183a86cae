import { createDice, type Dice } from '@baton/e2e/drive/dice.ts'
import { directLivechat } from '@baton/e2e/vendors/livechat/direct.ts'
import { textMessage } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../outcome.ts'
import type { DeskEvent, Opening, Order, Thread } from '../desk.ts'
import { memoryOf } from '../direct-rig.ts'
import { everything, type Json, shownOf } from './canaries-rig.ts'
import { directDesk, organizationId, secret } from './direct-rig.ts'
import { account, customer } from './hook-rig.ts'
import type { SocketGiven } from './live-socket.ts'

const deep = (depth: number): unknown => (depth === 0 ? 'x' : { a: deep(depth - 1) })
/** What no sample shows; none of it is a word that makes something public. */
const oddities: unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1e308,
    '',
    ' ',
    'x',
    'x'.repeat(70_000),
    '\ud800',
    '\u0000',
    '__proto__',
    '2026-13-45T99:99:99Z',
  ],
  ...[[], {}, [null], [[]], { a: 1 }, { length: 3 }, ['agents'], { toString: 1 }, deep(200)],
]

/** The same words with a few of them odd, gone, or twice. */
function odd<T>(said: T, dice: Dice): T {
  const copy = structuredClone(said) as unknown
  for (let n = dice.between(1, 4); n > 0; n--) {
    let at = copy
    for (let depth = dice.between(1, 7); depth > 0 && typeof at === 'object' && at !== null; depth--) {
      const names = Object.keys(at)
      if (names.length === 0) break
      const name = dice.one(names)
      const inside = (at as Json)[name]
      if (depth > 1 && typeof inside === 'object' && inside !== null) {
        at = inside
        continue
      }
      const what = dice.one(['gone', 'twice', 'odd', 'odd', 'odd'])
      if (what === 'gone') delete (at as Json)[name]
      else if (what === 'twice') (at as Json)[name] = [inside, inside]
      else (at as Json)[name] = dice.one(oddities)
      break
    }
  }
  return copy as T
}

const lossless = (dice: Dice) => ({ dice, losses: { before: 0, after: 0 } })
const vendorOf = (seed: number) => directLivechat({ organizationId, seed, secret, onHook: () => {}, onPush: () => {} })

describe('words that no sample shows', () => {
  it('in webhooks stop nothing, and make nothing public', async () => {
    const { heard } = await everything()
    const hooks = heard.filter(({ way }) => way === 'hook')
    const desk = directDesk(vendorOf(1), lossless(createDice(1)))
    let told = 0
    for (let seed = 1; seed <= 6_000; seed++) {
      const dice = createDice(seed)
      const { body, hidden, thread } = dice.one(hooks)
      const text = JSON.stringify(body).replace('psst', 'CANARY')
      const payload = odd((JSON.parse(text) as Json).payload, dice)
      const raw = Buffer.from(JSON.stringify({ ...body, payload }))
      const events = desk.read({ raw, headers: new Headers() })
      expect(events, `seed ${seed}`).not.toBe('forged')
      told += events.length
      if (hidden) expect(await shownOf(events as DeskEvent[], thread.id), `seed ${seed}`).not.toContain('CANARY')
    }
    expect(told).toBeGreaterThan(2_000)
    console.info(`6000 webhooks with odd words, ${told} events of them`)
  })

  it('in pushes stop nothing', async () => {
    const { heard } = await everything()
    const pushes = heard.filter(({ way }) => way === 'push')
    const opened = Promise.withResolvers<SocketGiven>()
    const vendor = vendorOf(1)
    const desk = directDesk(vendor, {
      ...lossless(createDice(1)),
      openSocket(given) {
        opened.resolve(given)
        return () => {}
      },
    })
    const visitor = await desk.identify({ id: 'v' as never }, null, false)
    if (visitor.kind !== 'done') throw new Error(visitor.kind)
    let told = 0
    const stops = [...new Set(pushes.map(({ thread }) => thread.id))].map((id) => {
      const thread = { account, id, stretch: null, visitor: visitor.value } as unknown as Thread
      return desk.watch(thread, { event: () => void told++, passing: () => void told++ })
    })
    const socket = await opened.promise
    socket.entered()
    for (let seed = 1; seed <= 4_000; seed++) {
      const dice = createDice(seed)
      const { action, body } = dice.one(pushes)
      socket.heard(action, odd(body.payload, dice))
      if (seed % 50 === 0) vendor.clock.advance(3_100)
    }
    for (const stop of stops) stop()
    expect(told).toBeGreaterThan(500)
    console.info(`4000 pushes with odd words, ${told} of them told of something`)
  })

  it('in answers end in an outcome', async () => {
    const counted: { [kind: string]: number } = {}
    for (let seed = 1; seed <= 600; seed++) {
      const dice = createDice(seed)
      const vendor = vendorOf(seed)
      const memory = memoryOf()
      const desk = directDesk(vendor, {
        ...lossless(dice),
        memory,
        salted: (said) => (dice.happens(0.4) ? odd(said, dice) : said),
      })
      const count = <T>(outcome: Outcome<T>): Outcome<T> => {
        counted[outcome.kind] = (counted[outcome.kind] ?? 0) + 1
        return outcome
      }
      const facts = { id: 'v' as never, name: 'Vera' }
      const visitor = count(await desk.identify(facts, null, false))
      const opening: Opening = {
        ...{ key: 'open' as never, conversation: 'c' as never, facts, siteName: 'Acme', reason: 'asked' },
        ...{ visitor: visitor.kind === 'done' ? visitor.value : { id: customer as never } },
        ...{ summary: null, waits: true, transcript: [], former: null, known: [] },
      }
      const opened = count(await desk.open(opening, false))
      count(await desk.findOpening(opening))
      const thread: Thread = opened.kind === 'done' ? opened.value.thread : strangeThread(opening)
      const [chat] = vendor.account.state.chats
      if (chat?.threads.at(-1)?.active) vendor.agent('Ann Archer').reply(chat.id, 'hi')
      const say: Order = {
        kind: 'say',
        key: 'k' as never,
        as: 'visitor',
        message: textMessage('x'),
        last: null,
        seq: 1 as never,
      }
      for (const doubt of [false, true]) count(await desk.send(thread, say, doubt))
      count(await desk.find(thread, say))
      count(await desk.catchUp(thread, null))
      count(await desk.catchUp(thread, dice.one(['', 'no mark', '{}', '[]', '{"to":"x"}'])))
      count(await desk.agent('ann@example.com'))
      count(await desk.send(thread, { kind: 'rate', key: 'r' as never, score: 1 }, false))
      count(await desk.send(thread, { kind: 'close', key: 'c' as never, by: 'visitor' }, false))
      for await (const { ok, mend } of desk.check('read')) if (ok === false) expect(mend, `seed ${seed}`).toBeTruthy()
    }
    expect(Object.keys(counted).sort()).toEqual(['done', 'gone', 'refused', 'retry', 'unsure'])
    console.info(`600 stays with odd answers: ${JSON.stringify(counted)}`)
  })
})

const strangeThread = ({ visitor }: Opening): Thread => ({
  ...{ account, id: 'nothing' as never, stretch: null, openedAt: 0 as never, url: null, visitor },
})
