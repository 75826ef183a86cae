import type { Seq, SiteId, Time } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Conversation } from '../../conversation/conversation.ts'
import type { Event } from '../../conversation/events.ts'
import { fold } from '../../conversation/fold.ts'
import {
  begun,
  decision,
  delivery,
  type MakePlace,
  newConversation,
  newHandoff,
  newVisitor,
  origin,
  type Place,
  requested,
  said,
  saying,
  site,
} from './place.ts'

const start = 0 as Seq
const end = Number.MAX_SAFE_INTEGER as Seq

export function logConformance(make: MakePlace): void {
  describe('log', () => {
    let place: Place
    beforeEach(async () => {
      place = await make()
    })
    afterEach(() => place.close())

    it('numbers events from one without holes and keeps the row as their fold', async () => {
      const { log } = place.store
      const id = await begun(place.store)
      const empty = (await log.get(id)) as Conversation
      await log.write(id, { origin: origin() }, saying('one', 'two'))
      const handoff = newHandoff()
      const written = await log.write(
        id,
        { origin: origin() },
        decision({ events: [said('three'), requested(handoff)] }),
      )
      const events = await log.read(id, start, 'on', 100)
      expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4])
      expect(events.map((event) => event.at)).toEqual(Array(4).fill(place.now()))
      const row = await log.get(id)
      expect(row).toEqual(events.reduce(fold, empty))
      expect(written).toEqual({ conversation: row, events: events.slice(2), seq: 4, repeated: false })
    })

    it('reads on and back from a seq, up to a limit', async () => {
      const { log } = place.store
      const id = await begun(place.store)
      await log.write(id, { origin: origin() }, saying('1', '2', '3', '4', '5'))
      const seqs = (events: Event[]) => events.map((event) => event.seq)
      expect(seqs(await log.read(id, 2 as Seq, 'on', 2))).toEqual([3, 4])
      expect(seqs(await log.read(id, 4 as Seq, 'back', 2))).toEqual([3, 2])
      expect(seqs(await log.read(id, end, 'back', 2))).toEqual([5, 4])
      expect(await log.read(id, 5 as Seq, 'on', 10)).toEqual([])
    })

    it('gives the first answer again for an origin that it knows, and changes nothing', async () => {
      const { log } = place.store
      const id = await begun(place.store)
      const twice = origin()
      await log.write(id, { origin: twice }, saying('first'))
      await log.write(id, { origin: origin() }, saying('second'))
      const again = await log.write(id, { origin: twice }, () => {
        throw new Error('decided again')
      })
      expect(again).toMatchObject({ seq: 1, repeated: true, events: [], conversation: { seq: 2 } })
      expect(await log.seqOf(id, twice)).toBe(1)
      expect(await log.originsOf(id, 1 as Seq)).toEqual([twice])
      expect(await log.originsOf(id, 2 as Seq)).not.toContain(twice)
    })

    it('stores the origin of a decision without events, and the origins that are ours from now on', async () => {
      const { log } = place.store
      const id = await begun(place.store)
      await log.write(id, { origin: origin('empty') }, decision({ origins: [origin('vendor-7'), origin('vendor-7')] }))
      for (const known of ['empty', 'vendor-7'])
        expect(await log.write(id, { origin: origin(known) }, saying('echo'))).toMatchObject({ repeated: true, seq: 0 })
      expect(await log.seqOf(id, origin('vendor-8'))).toBeNull()
    })

    it('keeps what an origin led to first when a later decision names it again', async () => {
      const { log } = place.store
      const id = await begun(place.store)
      await log.write(id, { origin: origin('a') }, saying('one'))
      await log.write(id, { origin: origin('b') }, decision({ events: [said('two')], origins: [origin('a')] }))
      expect(await log.seqOf(id, origin('a'))).toBe(1)
    })

    it('takes the same origin once when it comes at the same time', async () => {
      const id = await begun(place.store)
      const stores = [place.store, place.other]
      const tries = Array.from({ length: 20 }, (_, n) =>
        (stores[n % 2] as Place['store']).log.write(id, { origin: origin('same') }, saying('once')),
      )
      const answers = await Promise.all(tries)
      expect(answers.filter((answer) => typeof answer === 'object' && !answer.repeated)).toHaveLength(1)
      expect(answers.map((answer) => typeof answer === 'object' && answer.seq)).toEqual(Array(20).fill(1))
      expect(await place.store.log.read(id, start, 'on', 10)).toHaveLength(1)
    })

    it('takes the same origin once at the same time also when it leads to no event', async () => {
      const id = await begun(place.store)
      const tries = [place.store, place.other, place.store, place.other].map((store) =>
        store.log.write(id, { origin: origin('same') }, decision({})),
      )
      const answers = await Promise.all(tries)
      expect(answers.filter((answer) => typeof answer === 'object' && !answer.repeated)).toHaveLength(1)
    })

    it('gives 50 writes at once seqs without a hole, each deciding on what the one before left', async () => {
      const id = await begun(place.store)
      const stores = [place.store, place.other]
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (stores[n % 2] as Place['store']).log.write(id, { origin: origin() }, (now) => saying(`after ${now.seq}`)()),
        ),
      )
      const seqs = answers.map((answer) => (typeof answer === 'object' ? answer.seq : 0))
      expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
      const events = await place.store.log.read(id, start, 'on', 100)
      expect(events.map((event) => event.kind === 'visitorSaid' && event.message)).toEqual(
        Array.from({ length: 50 }, (_, n) => textMessage(`after ${n}`)),
      )
    })

    it('harms no other write of the same moment when one decision throws', async () => {
      const ids = await Promise.all([begun(place.store), begun(place.store), begun(place.store)])
      const answers = await Promise.allSettled(
        ids.map((id, n) =>
          place.store.log.write(id, { origin: origin('x') }, () => {
            if (n === 1) throw new Error('a bug')
            return saying('fine')()
          }),
        ),
      )
      expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(await Promise.all(ids.map(async (id) => (await place.store.log.get(id))?.seq))).toEqual([1, 0, 1])
      expect(await place.store.log.seqOf(ids[1] as never, origin('x'))).toBeNull()
    })

    it('keeps a failed write out whole when the database refuses its last row', async () => {
      const id = await begun(place.store)
      const unfit = decision({ events: [said('lost')], deliveries: [delivery('bot'), delivery(null as never)] })
      await expect(place.store.log.write(id, { origin: origin('x') }, unfit)).rejects.toThrow(/null/i)
      expect(await place.store.log.get(id)).toMatchObject({ seq: 0 })
      expect(await place.store.log.seqOf(id, origin('x'))).toBeNull()
      expect(await place.store.outbox.counts()).toMatchObject({ waiting: 0 })
    })

    it('knows nothing of a conversation that was never begun', async () => {
      const { log } = place.store
      const id = newConversation()
      expect(await log.write(id, { origin: origin() }, saying('x'))).toBe('unknown')
      expect(await log.get(id)).toBeNull()
      expect(await log.read(id, start, 'on', 10)).toEqual([])
    })

    it('begins one conversation when a visitor begins twice at once', async () => {
      const visitor = newVisitor()
      const ids = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          (n % 2 ? place.store : place.other).log.begin(site, visitor, newConversation()),
        ),
      )
      expect(new Set(ids).size).toBe(1)
      expect(await place.store.log.conversationsOfVisitor(visitor, 10)).toHaveLength(1)
      expect(await place.store.log.get(ids[0] as never)).toMatchObject({ site, visitor, seq: 0, mode: 'bot' })
    })

    it('begins the next conversation once the last one is closed, and lists the newest first', async () => {
      const { log } = place.store
      const visitor = newVisitor()
      const first = await log.begin(site, visitor, newConversation())
      await log.write(first, { origin: origin() }, decision({ events: [{ kind: 'conversationClosed', why: 'left' }] }))
      await place.pass(1000)
      const second = await log.begin(site, visitor, newConversation())
      expect(second).not.toBe(first)
      expect(await log.begin(site, visitor, newConversation())).toBe(second)
      // What comes later to the closed one does not take the open one's place.
      expect(await log.write(first, { origin: origin() }, saying('late'))).toMatchObject({ seq: 2 })
      expect(await log.conversationsOfVisitor(visitor, 10)).toEqual([
        { id: second, seq: 0, startedAt: place.now() },
        { id: first, seq: 2, startedAt: place.now() - 1000 },
      ])
      expect(await log.conversationsOfVisitor(visitor, 1)).toHaveLength(1)
    })

    it('keeps any text as it is', async () => {
      const { log } = place.store
      const id = await begun(place.store, 'acme-2' as SiteId)
      const text = 'zero \u0000, quote \' " \\, 🙂, lone \ud800, \u202e, line\u2028end'
      await log.write(id, { origin: origin(`with \u0000 and ' quotes`) }, saying(text))
      const [event] = await log.read(id, start, 'on', 1)
      expect(event).toEqual({ seq: 1, at: place.now() as Time, ...said(text) })
      expect(await log.seqOf(id, origin(`with \u0000 and ' quotes`))).toBe(1)
    })
  })
}
