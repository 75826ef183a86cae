import type { ConversationId, SendKey, Seq } from '@baton/shared/ids.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { done, type Outcome } from '../outcome.ts'
import type { Ticket, TicketRequest, Tickets } from '../tickets/tickets.ts'
import { workshop } from './workshop.ts'

/** Takes tickets, and does with each call what it is told to. */
class ScriptedTickets implements Tickets {
  made: TicketRequest[] = []
  looks = 0
  answers: Outcome<Ticket>[] = []
  /** A call whose answer is lost made its ticket all the same. */
  executed = true
  /** Whether what was made can be found yet. */
  listed = true
  async find(request: TicketRequest): Promise<Outcome<Ticket | null>> {
    this.looks++
    const at = this.made.findIndex(({ key }) => key === request.key)
    return done(at >= 0 && this.listed ? { number: String(at + 1) } : null)
  }
  async make(request: TicketRequest): Promise<Outcome<Ticket>> {
    const answer = this.answers.shift()
    if (!answer || (answer.kind === 'unsure' && this.executed)) this.made.push(request)
    return answer ?? done({ number: String(this.made.length), url: 'https://acme.example/tickets/1' })
  }
  async *check(): ReturnType<Tickets['check']> {}
}

let shop: Awaited<ReturnType<typeof workshop>>
afterEach(() => shop.close())

/** A visitor whose desk is closed, and who leaves a message. */
async function left(tickets: Tickets | null): Promise<ConversationId> {
  shop = await workshop({ ...(tickets ? { tickets } : {}), policy: { tickets: 'outside' } })
  shop.desk.availability = async () => ({ kind: 'closed' })
  shop.courier.start()
  const id = await shop.conversation('a')
  await shop.say(id, 'My parcel is gone')
  await shop.clock.turn(100)
  const target = (await shop.store.log.get(id))?.asks[0]?.seq as Seq
  const values = { name: 'Vera', email: 'vera@example.com', question: 'Where is it?' }
  await shop.take(id, { kind: 'answered', key: 'key-00000001' as SendKey, target, answer: { kind: 'filled', values } })
  await shop.clock.turn(100)
  return id
}
const last = async (id: ConversationId) => (await shop.store.log.read(id, 1e9 as Seq, 'back', 1))[0]

describe('a ticket', () => {
  it('holds who asks, what was said up to it, and where', async () => {
    const tickets = new ScriptedTickets()
    const id = await left(tickets)
    expect(tickets.made).toHaveLength(1)
    expect(tickets.made[0]).toMatchObject({
      subject: 'Acme: Where is it?',
      contact: { name: 'Vera', email: 'vera@example.com' },
      transcript: [
        { by: 'visitor', text: 'My parcel is gone' },
        { by: 'visitor', text: 'Where is it?' },
      ],
    })
    expect(tickets.made[0]?.facts).toContainEqual({ label: 'Reason', value: 'Nobody was there' })
    expect(await last(id)).toMatchObject({ kind: 'ticketMade', number: '1', url: 'https://acme.example/tickets/1' })
  })

  it('is looked for and not made again when the answer was lost', async () => {
    const tickets = new ScriptedTickets()
    tickets.answers = [{ kind: 'unsure', why: { code: 'timeout' } }]
    const id = await left(tickets)
    await shop.clock.turn(3_000)
    expect(tickets.made).toHaveLength(1)
    expect(await last(id)).toMatchObject({ kind: 'ticketMade', number: '1' })
  })

  it('is looked for as long as a list may lag before it is made again', async () => {
    const tickets = new ScriptedTickets()
    tickets.answers = [{ kind: 'unsure', why: { code: 'timeout' } }]
    tickets.listed = false
    const id = await left(tickets)
    await shop.clock.turn(30_000)
    expect(tickets.made).toHaveLength(1)
    tickets.listed = true
    await shop.clock.turn(60_000)
    expect(tickets.made).toHaveLength(1)
    expect(await last(id)).toMatchObject({ kind: 'ticketMade' })
  })

  it('is made again after all look-ups when it was never there', async () => {
    const tickets = new ScriptedTickets()
    tickets.answers = [{ kind: 'unsure', why: { code: 'timeout' } }]
    tickets.executed = false
    const id = await left(tickets)
    expect(tickets.made).toHaveLength(0)
    await shop.clock.turn(120_000)
    expect(tickets.looks).toBeGreaterThanOrEqual(4)
    expect(tickets.made).toHaveLength(1)
    expect(await last(id)).toMatchObject({ kind: 'ticketMade' })
  })

  it('that is refused is told to the visitor, kept for the owner, and made when they send it again', async () => {
    const tickets = new ScriptedTickets()
    tickets.answers = [{ kind: 'refused', why: { code: 'http-400' }, mend: 'Look at the form.' }]
    const id = await left(tickets)
    expect(await last(id)).toMatchObject({ kind: 'ticketFailed', code: 'http-400' })
    const [buried] = await shop.store.outbox.buried(null)
    expect(buried).toMatchObject({ task: { kind: 'ticket' }, why: { mend: 'Look at the form.' } })
    await shop.store.outbox.again(buried?.id as never)
    shop.courier.wake()
    await shop.clock.turn(3_000)
    expect(await last(id)).toMatchObject({ kind: 'ticketMade' })
    expect(tickets.made).toHaveLength(1)
  })

  it('waits while its site cannot make any', async () => {
    const id = await left(null)
    await shop.clock.turn(10_000)
    expect(await last(id)).toMatchObject({ kind: 'ticketRequested' })
    expect(await shop.store.outbox.counts()).toMatchObject({ buried: 0 })
  })
})
