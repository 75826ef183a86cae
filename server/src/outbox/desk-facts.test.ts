import type { ConversationId, SendKey, Seq, Time } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { account, ann, thread } from '../conversation/histories.ts'
import type { VendorId } from '../conversation/ids.ts'
import { deskOrigin } from '../conversation/origin.ts'
import type { Desk } from '../desk/desk.ts'
import { done } from '../outcome.ts'
import { workshop } from './workshop.ts'

const offer: Message = { parts: [{ kind: 'choices', choices: [{ id: 'hash', label: 'Yes' }] }] }
let shop: Awaited<ReturnType<typeof workshop>>
let id: ConversationId
beforeEach(async () => {
  shop = await workshop()
  shop.courier.start()
  id = await shop.conversation('a')
  await shop.say(id, 'Hello?')
  await shop.clock.turn(100)
})
afterEach(() => shop.close())

/** Who offers a choice, and where it stands then. */
async function offered(message: string): Promise<Seq> {
  const by = { kind: 'agent', ...ann } as const
  const told = {
    kind: 'said',
    by,
    audience: 'public',
    message: offer,
    vendorId: message as VendorId,
    key: null,
  } as const
  const input = { kind: 'desk', account, thread, stretch: null, at: 200 as Time, told } as const
  await shop.take(id, input, deskOrigin(account, thread, message))
  return (await shop.store.log.seqOf(id, deskOrigin(account, thread, message))) as Seq
}
const taps = (target: Seq) =>
  shop.take(id, { kind: 'chose', key: 'key-00000001' as SendKey, target, choice: 'hash', label: 'Yes' })
const said = () => shop.desk.orders.filter(({ kind }) => kind === 'say').at(-1)

describe('a tap', () => {
  it('names the desk’s own message and the choice in it', async () => {
    await taps(await offered('theirs'))
    await shop.clock.turn(100)
    expect(said()).toMatchObject({ answers: 'theirs', choice: 'hash', message: { parts: [{ text: 'Yes' }] } })
  })

  it('on what the desk did not offer is words', async () => {
    await taps(1 as Seq)
    await shop.clock.turn(100)
    expect(said()).not.toHaveProperty('answers')
    expect(said()).toMatchObject({ message: { parts: [{ text: 'Yes' }] } })
  })
})

describe('a look that finds the thread gone', () => {
  it('ends the stay, and looks no more', async () => {
    shop.found.push({ kind: 'gone', why: 'deleted' })
    await shop.clock.turn(61_000)
    expect((await shop.store.log.get(id))?.mode).toBe('bot')
    const looks = shop.looks.length
    await shop.clock.turn(600_000)
    expect(shop.looks).toHaveLength(looks)
  })
})

describe('what the page says of the visitor', () => {
  const mia = { kind: 'described', contact: { name: 'Mia' }, attributes: {} } as const
  const told: (string | undefined)[] = []
  const answering = (answers: Awaited<ReturnType<Desk['identify']>>[]) => {
    told.length = 0
    shop.desk.identify = async (facts) => {
      told.push(facts.name)
      return answers.shift() ?? done({ id: 'user' as VendorId })
    }
  }

  it('is told the desk during the stay, and again when the desk was out', async () => {
    answering([{ kind: 'retry', why: { code: 'http-503' }, scope: 'delivery' }])
    await shop.take(id, mia)
    await shop.clock.turn(60_000)
    expect(told).toEqual(['Mia', 'Mia'])
    expect((await shop.store.outbox.counts()).buried).toBe(0)
  })

  it('holds up no message, and is let go when it cannot be told', async () => {
    const down = { kind: 'retry', why: { code: 'http-503' }, scope: 'delivery' } as const
    answering(Array.from({ length: 20 }, () => down))
    await shop.take(id, mia)
    await shop.say(id, 'Are you there?')
    await shop.clock.turn(100)
    expect(shop.desk.got).toContain('Are you there?')
    await shop.clock.turn(600_000)
    expect(told.length).toBeLessThan(8)
    expect((await shop.store.outbox.counts()).buried).toBe(0)
  })
})
