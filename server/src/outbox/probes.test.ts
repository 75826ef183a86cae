import type { AgentRef, ConversationId, Ms, Time } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { account, thread } from '../conversation/histories.ts'
import { type ScriptedDesk, workshop } from './workshop.ts'

const tooMany = (after?: number) =>
  ({ kind: 'retry', why: { code: 'http-429' }, scope: 'account', ...(after ? { after } : {}) }) as const

/** Of a closed account what somebody waits for finds out whether it takes calls again. */
describe('what nobody waits for', () => {
  let shop: Awaited<ReturnType<typeof workshop>>
  let ids: ConversationId[]
  const desk = (): ScriptedDesk => shop.desk
  const learned = (id: ConversationId) => shop.take(id, { kind: 'described', contact: { name: 'Mia' }, attributes: {} })

  beforeEach(async () => {
    shop = await workshop({ lookEvery: 3_000_000 })
    shop.courier.start()
    ids = []
    for (const name of ['a', 'b', 'c', 'd']) {
      const id = await shop.conversation(name)
      ids.push(id)
      await shop.say(id, 'help')
      await shop.clock.turn(100)
    }
  })
  afterEach(() => shop.close())

  it('never opens the gate: what is known already makes no call', async () => {
    const [first, second, ...others] = ids as [ConversationId, ConversationId, ...ConversationId[]]
    desk().answers = Array.from({ length: 50 }, () => tooMany())
    await shop.say(first, 'x')
    await shop.clock.turn(10)
    const told = { kind: 'joined', agent: 'agent-1' as AgentRef, vendor: 'v1' } as const
    await learned(second)
    await shop.take(second, { kind: 'desk', account, thread, stretch: null, at: 200 as Time, told })
    for (const id of others) await shop.say(id, 'y')
    const before = desk().calls.length
    await shop.clock.turn(1_500)
    expect(desk().calls.length - before).toBe(1)
    expect(shop.changes).toEqual(['http-429'])
  })

  it('is done when the account takes calls again', async () => {
    const told: string[] = []
    desk().identify = async (visitor) => {
      told.push(visitor.name ?? '')
      return { kind: 'done', value: { id: 'u' as never } }
    }
    desk().answers = [tooMany()]
    await shop.say(ids[0] as ConversationId, 'x')
    await shop.clock.turn(10)
    await learned(ids[1] as ConversationId)
    await shop.clock.turn(3_000)
    expect(desk().got).toContain('x')
    expect(told).toEqual([])
    await shop.clock.turn(60_000)
    expect(told).toEqual(['Mia'])
  })

  it('closes the gate as well, when it is given up after the account asked for time', async () => {
    let calls = 0
    desk().identify = async () => (++calls > 5 ? tooMany(20_000) : { ...tooMany(), scope: 'delivery' })
    await learned(ids[0] as ConversationId)
    for (let n = 0; n < 240 && calls < 6; n++) await shop.clock.turn(500)
    expect(calls).toBe(6)
    const asked = shop.clock.now()
    await shop.say(ids[1] as ConversationId, 'word')
    await shop.clock.turn(asked + 19_000 - shop.clock.now())
    expect(desk().got).not.toContain('word')
    await shop.clock.turn(3_000)
    expect(desk().got).toContain('word')
  })

  it('closes the gate as well, when it is in doubt for one visitor after the other', async () => {
    desk().identify = async () => ({ kind: 'unsure', why: { code: 'reset' } })
    for (const id of ids.slice(0, 3)) await learned(id)
    await shop.clock.turn(100)
    expect(await shop.store.outbox.gates()).toMatchObject([{ account, why: { code: 'reset' } }])
  })
})

async function oneStay(lookEvery: Ms) {
  const shop = await workshop({ lookEvery })
  onTestFinished(() => shop.close())
  shop.courier.start()
  const id = await shop.conversation('a')
  await shop.say(id, 'help')
  await shop.clock.turn(100)
  return { shop, id }
}

it('a look that is refused opens the gate: who refuses is there', async () => {
  const { shop } = await oneStay(5_000)
  await shop.store.outbox.gate(account, (shop.clock.now() + 1_000) as Time, { code: 'http-503' })
  shop.found.push({ kind: 'refused', why: { code: 'http-404' } })
  await shop.clock.turn(5_500)
  expect(shop.looks).toHaveLength(1)
  expect(await shop.store.outbox.gates()).toEqual([])
})

it('what is not set up here says nothing of the account', async () => {
  const { shop, id } = await oneStay(3_000_000)
  await shop.store.outbox.gate(account, shop.clock.now(), { code: 'http-503' })
  const before = shop.clock.now()
  shop.desk.answers = [{ kind: 'retry', why: { code: 'busy' }, scope: 'ours' }]
  await shop.say(id, 'word')
  await shop.clock.turn(100)
  expect(shop.desk.got).not.toContain('word')
  expect((await shop.store.outbox.gates())[0]?.until).toBeLessThanOrEqual(before)
  await shop.clock.turn(3_000)
  expect(shop.desk.got).toContain('word')
})
