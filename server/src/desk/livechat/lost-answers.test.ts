import { createDice } from '@baton/e2e/drive/dice.ts'
import { directLivechat } from '@baton/e2e/vendors/livechat/direct.ts'
import type { ConversationId, Seq, VisitorId } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { expect, it } from 'vitest'
import type { DeliveryId } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import type { Desk, Opening, Order, Thread } from '../desk.ts'
import { memoryOf, surely } from '../direct-rig.ts'
import { directDesk, organizationId, secret } from './direct-rig.ts'

type Spoil = 'neverLooks' | 'newKeys'

/** `visitors` × `lines` words over a network that loses every second answer; each try may be another server's. */
async function story(seed: number, { visitors, lines }: { visitors: number; lines: number }, spoil?: Spoil) {
  const dice = createDice(seed)
  const vendor = directLivechat({ organizationId, seed, secret, onHook: () => {}, onPush: () => {} })
  const memory = memoryOf()
  const lossy = { dice, losses: { before: 0.15, after: 0.5 }, memory }
  const servers = [directDesk(vendor, lossy), directDesk(vendor, lossy)]
  const server = (): Desk => dice.one(servers)
  const asked = { opens: 0, sends: 0, lost: 0 }
  const problems: string[] = []

  for (let v = 0; v < visitors; v++) {
    const facts = { id: `visitor-${seed}-${v}` as VisitorId, name: `V ${v}` }
    const visitor = await surely((doubt) => server().identify(facts, null, doubt))
    const opening: Opening = {
      ...{ key: `open-${v}` as DeliveryId, conversation: `c-${v}` as ConversationId, visitor, facts, siteName: 'Acme' },
      ...{ reason: 'asked', summary: null, waits: true, former: null, known: [] },
      transcript: [{ by: 'visitor', at: 0 as never, text: 'long '.repeat(dice.between(0, 8_000)) }],
    }
    asked.opens += 1
    const { thread } = await surely((doubt) => watched(server().open(opening, spoil ? false : doubt)))
    const said: string[] = []
    for (let n = 0; n < lines; n++) {
      vendor.clock.advance(dice.between(1, 5_000))
      if (dice.happens(0.1)) endAndBegin(thread)
      const text = dice.one(['ok', 'yes', `line ${n}`, '🙂'.repeat(dice.between(4_000, 9_000))])
      said.push(text)
      await say(thread, text, `say-${v}-${n}` as DeliveryId)
    }
    const events = vendor.account.chat(thread.id)?.threads.flatMap((one) => one.events) ?? []
    const own = events.filter(({ author }) => author === visitor.id)
    const begun = own.filter(({ customId }) => customId?.startsWith('open:'))
    if (new Set(begun.map(({ customId }) => customId)).size !== begun.length) problems.push('context twice')
    const words = own.filter((one) => !begun.includes(one)).map(({ text }) => text)
    if (words.join('') !== said.join('')) problems.push(`${words.length} events for ${said.length} words`)
  }
  if (vendor.account.state.chats.length !== visitors) problems.push(`${vendor.account.state.chats.length} chats`)
  return { problems: [...problems, ...vendor.breaches], ...asked }

  async function say(thread: Thread, text: string, key: DeliveryId): Promise<void> {
    asked.sends += 1
    const order = (n: number): Order => ({
      ...{ kind: 'say', as: 'visitor', message: textMessage(text), last: null, seq: 1 as Seq },
      key: spoil === 'newKeys' ? (`${key}-${n}` as DeliveryId) : key,
    })
    let tries = 0
    await surely(async (doubt) => {
      const given = order(tries++)
      if (doubt && !spoil) {
        const found = await server().find(thread, given)
        if (found.kind !== 'done') return found
        if (found.value) return { kind: 'done', value: found.value }
      }
      return await watched(server().send(thread, given, spoil === 'neverLooks' ? false : doubt))
    })
  }

  async function watched<T>(outcome: Promise<Outcome<T>>): Promise<Outcome<T>> {
    const got = await outcome
    if (got.kind === 'unsure') asked.lost += 1
    return got
  }

  /** The agent ends it, and begins again: what is in doubt may lie in the thread before. */
  function endAndBegin(thread: Thread): void {
    vendor.agent('Ann Archer').close(thread.id)
    vendor.agent('Ann Archer').resume(thread.id)
  }
}

it('500 lost answers leave no double and no hole at the desk', async () => {
  const sum = { opens: 0, sends: 0, lost: 0 }
  for (let seed = 1; sum.lost < 500; seed++) {
    const { problems, ...counted } = await story(seed, { visitors: 5, lines: 10 })
    expect(problems, `seed ${seed}`).toEqual([])
    for (const [name, count] of Object.entries(counted)) sum[name as keyof typeof sum] += count
  }
  expect(sum.opens).toBeGreaterThan(50)
  console.info(`${sum.sends} messages, ${sum.opens} openings: ${sum.lost} answers lost`)
})

it.each<Spoil>(['neverLooks', 'newKeys'])('doubles are noticed when the adapter %s', async (spoil) => {
  const { problems } = await story(1, { visitors: 3, lines: 10 }, spoil)
  expect(problems.length).toBeGreaterThan(0)
})
