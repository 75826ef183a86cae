// long because it is one list: every sentence that a taker of tickets must keep.
import type { ConversationId, Time, VisitorId } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import type { TicketId } from '../conversation/ids.ts'
import type { Outcome } from '../outcome.ts'
import type { Ticket, TicketRequest, Tickets } from './tickets.ts'

/** A taker of tickets in our hands, with an adapter in front of it. */
export interface TicketsDriver {
  readonly tickets: Tickets
  /** Another adapter to the same: the server after a restart, or a second one. */
  again(): Tickets
  /** What people there see, oldest first; what a mail program shows once is here once. `text` has one line for each line that is read. */
  made(): { number: string | null; subject: string; text: string; answersGoTo: string | null }[]
  /** The next `make` is done there, and its answer is lost. */
  loseAnswer(): void
  /** The next `make` is cut off before anything is done. */
  cutOff(): void
  /** Until `mend`. down: nobody listens there. */
  break(how: 'tooMany' | 'keyRefused' | 'down' | 'refuses'): Promise<void>
  mend(): Promise<void>
  /** What must never be told: keys, passwords. */
  secrets(): string[]
  breaches(): string[]
}

export type TicketsTraits = {
  /** `find` finds; else nobody can look there. */
  findable: boolean
  /** How many bytes of text one ticket takes. */
  limit: number
}

/** What every taker of tickets promises (tickets.ts). `withTickets` makes a fresh one and closes it when the test is over. */
export function ticketsConformance(
  name: string,
  withTickets: (test: (driver: TicketsDriver) => Promise<void>) => Promise<void>,
  traits: TicketsTraits,
): void {
  const proves = (sentence: string, test: (driver: TicketsDriver, told: unknown[]) => Promise<void>): void => {
    it(sentence, () =>
      withTickets(async (driver) => {
        const told: unknown[] = []
        await test(driver, told)
        expect(driver.breaches(), 'breaches of the contract').toEqual([])
        for (const secret of driver.secrets()) expect(JSON.stringify(told)).not.toContain(secret)
      }),
    )
  }

  describe(`${name} as a taker of tickets`, () => {
    proves('takes what it is about, who asks, the facts and what was said, in order', async (driver) => {
      const ticket = await value(driver.tickets.make(request(), false))
      expect(driver.made()).toHaveLength(1)
      const [made] = driver.made()
      expect(made?.number).toBe(ticket.number)
      expect(made?.subject).toContain('Where is my order?')
      expect(made?.answersGoTo).toBe('vi@example.com')
      inOrder(made?.text ?? '', [
        'Acme',
        'Summary: The order 4711 is late.',
        'Vi Sitor',
        'vi@example.com',
        'Page: https://shop.example/cart',
        '09:00 Visitor: My <b>order</b> & "é한🙂"',
        '09:01 Bot: Which one?',
        'Say its number.',
        '09:02 Agent Ann: I look.',
      ])
    })

    proves('takes one of which nothing is known', async (driver) => {
      const bare = request({ subject: ' ', summary: null, contact: {}, facts: [], transcript: [] })
      const ticket = await value(driver.tickets.make(bare, false))
      expect(driver.made()).toMatchObject([{ number: ticket.number, answersGoTo: null }])
      expect(driver.made()[0]?.subject).toContain('Acme')
    })

    proves('lets nobody write in the name of somebody else', async (driver) => {
      const forged = '09:05 Agent Ann: You get it all back.'
      const breaks = [
        '\n',
        '\r',
        '\r\n',
        '\n\n',
        '\u2028',
        '\u2029',
        '\v',
        '\f',
        '\u0085',
        '<br>',
        '</div><div>',
        '&#10;',
      ]
      const evil = breaks.map((one) => `fine${one}${forged}${one}— end —${one}Summary: paid`).join('\n')
      await value(
        driver.tickets.make(
          request({
            subject: `Hi\r\nBcc: all@example.com\r\n\r\n${forged}`,
            summary: evil,
            contact: {
              name: `Vi\r\nBcc: all@example.com\n${forged}`,
              email: 'vi@example.com\r\nBcc: all@example.com',
              phone: evil,
            },
            facts: [{ label: `Page\n${forged}`, value: evil }],
            transcript: [
              said('visitor', 0, evil),
              said('bot', 1, evil),
              { ...said('agent', 2, evil), name: `Ann\n${forged}` },
            ],
          }),
          false,
        ),
      )
      const [made] = driver.made()
      expect(made?.subject).not.toMatch(/[\n\r\v\f\u0085\u2028\u2029]/)
      // What stands at the beginning of a line is ours.
      const begins = (made?.text ?? '')
        .split(/[\n\r\v\f\u0085\u2028\u2029]/)
        .filter((line) => line !== '' && !line.startsWith('    '))
      expect(begins.filter((line) => line.startsWith('09:05') || line.startsWith('fine'))).toEqual([])
      expect(
        begins.filter((line) => line.startsWith('— end')),
        made?.text,
      ).toHaveLength(1)
      expect(begins.filter((line) => line.startsWith('Summary'))).toHaveLength(1)
      expect(begins.filter((line) => /^\d\d:\d\d (Visitor|Bot|Agent)/.test(line))).toHaveLength(3)
    })

    proves('keeps every letter, and takes no markup for markup', async (driver) => {
      const words =
        '<script>alert(1)</script> <img src=x onerror=alert(1)> &amp; {{7*7}} .\n.\n..dots =20 =?utf-8?Q?x?= żółć 日本語 👩‍👩‍👧 end'
      await value(driver.tickets.make(request({ transcript: [said('visitor', 0, words)] }), false))
      const text = driver.made()[0]?.text ?? ''
      for (const line of words.split('\n')) expect(text).toContain(line)
    })

    proves('makes do with an address that is none', async (driver) => {
      const odd = [
        'not an address',
        'a@b',
        'a@@b.example',
        '"a b"@c.example',
        'a@b.example, c@d.example',
        'ü@b.example',
      ]
      for (const [n, email] of odd.entries())
        await value(driver.tickets.make(request({ key: key(n), contact: { email, phone: email } }), false))
      expect(driver.made()).toHaveLength(odd.length)
      for (const [n, made] of driver.made().entries()) expect(made.text).toContain(odd[n])
    })

    proves('says what gives way where there is too much, and keeps the newest', async (driver) => {
      const transcript = Array.from({ length: 200 }, (_, n) =>
        said(n % 2 ? 'bot' : 'visitor', n, `<${n}> ${'한&'.repeat(1_500)}`),
      )
      await value(driver.tickets.make(request({ transcript }), false))
      const text = driver.made()[0]?.text ?? ''
      expect(text).toMatch(/\(\d+ lines are left out here: too long\)/)
      expect(text).toContain('<199>')
      expect(text).not.toContain('<0>')
      expect(text).toContain('Vi Sitor')
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(traits.limit)
    })

    proves('cuts one word that is longer than all there is room for', async (driver) => {
      const transcript = [said('visitor', 0, 'first'), said('visitor', 1, '🙂&'.repeat(100_000))]
      await value(driver.tickets.make(request({ transcript, summary: '&'.repeat(300_000) }), false))
      const text = driver.made()[0]?.text ?? ''
      expect(text).toContain('… (cut: too long)')
      expect(text).not.toContain('\ufffd')
      expect(text).toContain('Visitor: first')
    })

    proves('makes one when its answer is lost, whoever asks again', async (driver, told) => {
      driver.loseAnswer()
      const lost = await driver.tickets.make(request(), false)
      told.push(lost)
      expect(lost.kind).toBe('unsure')
      const found = await value(driver.again().find(request()))
      if (traits.findable) expect(found).toEqual({ ...found, number: driver.made()[0]?.number })
      else expect(found).toBeNull()
      const ticket = await value(driver.again().make(request(), true))
      expect(driver.made()).toMatchObject([{ number: ticket.number }])
    })

    proves('makes the one that was never made, and no other in its place', async (driver, told) => {
      await value(driver.tickets.make(request({ key: key(1) }), false))
      driver.cutOff()
      const cut = await driver.tickets.make(request({ key: key(2) }), false)
      told.push(cut)
      expect(['unsure', 'retry']).toContain(cut.kind)
      expect(await value(driver.tickets.find(request({ key: key(2) })))).toBeNull()
      await value(driver.tickets.make(request({ key: key(2) }), true))
      expect(new Set(driver.made().map(({ number }) => number)).size).toBe(2)
    })

    proves('tells two requests apart that say the same', async (driver) => {
      const one = await value(driver.tickets.make(request({ key: key(1) }), false))
      const two = await value(driver.tickets.make(request({ key: key(2) }), true))
      expect(one.number).not.toBe(two.number)
      expect(driver.made()).toHaveLength(2)
    })

    proves('waits while it is refused, busy or down, and says which', async (driver, told) => {
      for (const [how, scope] of [
        ['tooMany', null],
        ['keyRefused', 'account'],
        ['down', 'delivery'],
      ] as const) {
        await driver.break(how)
        const outcome = await driver.again().make(request(), false)
        told.push(outcome)
        expect(outcome, how).toMatchObject({ kind: 'retry', ...(scope && { scope }) })
        await driver.mend()
      }
      expect(driver.made()).toEqual([])
      await value(driver.again().make(request(), false))
    })

    proves('says how to mend what is refused for good, without a word of the visitor', async (driver, told) => {
      await driver.break('refuses')
      const outcome = await driver.tickets.make(request(), false)
      told.push(outcome)
      expect(outcome).toMatchObject({ kind: 'refused', mend: expect.stringMatching(/\w/) })
      expect(JSON.stringify(outcome)).not.toMatch(/Vi Sitor|vi@example|4711/)
      expect(driver.made()).toEqual([])
    })

    proves('checks without a change, and live with one ticket that says that it is a test', async (driver, told) => {
      const read = await Array.fromAsync(driver.tickets.check('read'))
      expect(read.filter(({ ok }) => ok === false)).toEqual([])
      expect(driver.made()).toEqual([])
      const live = await Array.fromAsync(driver.tickets.check('live'))
      told.push(read, live)
      expect(live.filter(({ ok }) => ok === false)).toEqual([])
      expect(live.length).toBeGreaterThan(read.length)
      for (const made of driver.made()) expect(made.subject).toBe('Test of Baton')
    })

    proves('says what to do about each thing that is wrong', async (driver, told) => {
      for (const how of ['tooMany', 'keyRefused', 'down'] as const) {
        await driver.break(how)
        const lines = await Array.fromAsync(driver.again().check('live'))
        told.push(lines)
        const failed = lines.filter(({ ok }) => ok === false)
        expect(failed.length, how).toBeGreaterThan(0)
        for (const line of failed)
          expect(line).toMatchObject({ says: expect.stringMatching(/\w\.$/), mend: expect.stringMatching(/\w/) })
        await driver.mend()
      }
    })
  })
}

const nine = Date.UTC(2026, 0, 5, 9) as Time

export const said = (by: 'visitor' | 'bot' | 'agent', minute: number, text: string) => ({
  by,
  at: (nine + minute * 60_000) as Time,
  text,
})

/** A UUIDv7 of now; the same for the same number. */
export const key = (n = 0): TicketId => {
  const time = nowHex
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(n).padStart(12, '0')}` as TicketId
}
const nowHex = Date.now().toString(16).padStart(12, '0')

export const request = (more: Partial<TicketRequest> = {}): TicketRequest => ({
  key: key(),
  conversation: '01941a2b-0000-7000-8000-00000000c0de' as ConversationId,
  visitor: '01941a2b-0000-7000-8000-0000000f00d5' as VisitorId,
  siteName: 'Acme',
  subject: 'Where is my order?',
  summary: 'The order 4711 is late.',
  contact: { name: 'Vi Sitor', email: 'vi@example.com', phone: '+49 (0)30 123456' },
  facts: [{ label: 'Page', value: 'https://shop.example/cart' }],
  transcript: [
    said('visitor', 0, 'My <b>order</b> & "é한🙂"'),
    said('bot', 1, 'Which one?\nSay its number.'),
    { ...said('agent', 2, 'I look.'), name: 'Ann' },
  ],
  ...more,
})

export async function value<T>(asked: Promise<Outcome<T>>): Promise<T> {
  const outcome = await asked
  if (outcome.kind !== 'done') throw new Error(`not done: ${JSON.stringify(outcome)}`)
  return outcome.value
}

function inOrder(text: string, words: string[]): void {
  const places = words.map((one) => text.indexOf(one))
  expect(
    places.every((place) => place >= 0),
    `${text}\n${places}`,
  ).toBe(true)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
}

export type { Ticket }
