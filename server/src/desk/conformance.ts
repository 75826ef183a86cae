// long because it is one list: every sentence that a desk must keep.
// One list of sentences that hold for every desk: cut in two, nobody could see whether one is missing.
import { setTimeout as pause } from 'node:timers/promises'
import type { ConversationId, Seq, Time } from '@baton/shared/ids.ts'
import { plainText, textMessage } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import type { DeliveryId, ThreadId, VendorId } from '../conversation/ids.ts'
import type { Outcome } from '../outcome.ts'
import type { Desk, DeskEvent, Opening, Receipt, Thread, VisitorFacts } from './desk.ts'

/** A simulated desk with an adapter in front of it. `thread` is the vendor's id. */
export interface DeskDriver {
  readonly desk: Desk
  /** What the vendor does in its own way. `endsTwice`: two webhooks tell one end. `idsAreEmails`: agents have no other id there. */
  readonly ways?: { endsTwice?: true; idsAreEmails?: true }
  /** Another adapter with the same memory: the server after a restart, or a second one. */
  again(): Desk
  visitor(): VisitorFacts
  /** How many people the desk holds for this visitor. */
  people(visitor: VisitorFacts): number
  /** The threads that the desk holds of everybody, and what stands in one, oldest first. */
  threads(): string[]
  written(thread: string): { id: string; by: 'visitor' | 'agent' | 'other'; text: string; private: boolean }[]
  isOpen(thread: string): boolean
  agent: {
    readonly id: string
    readonly name: string
    readonly email: string
    says(thread: string, text: string): void
    notes(thread: string, text: string): void
    takes(thread: string): void
    leaves(thread: string): void
    resolves(thread: string): void
    reopens(thread: string): void
  }
  /** Every webhook that the desk made so far, rightly signed. */
  hooks(): { raw: Uint8Array; headers: Headers }[]
  /** The same body with its proof taken for another one. */
  forge(hook: { raw: Uint8Array; headers: Headers }): { raw: Uint8Array; headers: Headers }[]
  /** The next call of this sort is done there, and its answer is lost. */
  loseAnswer(of: 'identify' | 'open' | 'say' | 'note'): void
  /** The next call of this sort is cut off before anything is done. */
  cutOff(of: 'open' | 'say'): void
  /** Until `mend`. */
  break(how: 'tooMany' | 'tokenRefused' | 'down'): void
  mend(): void
  /** What the simulator holds against the client. */
  breaches(): string[]
}

export type DeskTraits = {
  /** The adapter can write notes for agents. */
  notes: boolean
  /** What was said before is part of the opening; else it follows as a note. */
  transcript: boolean
}

/** What every desk promises (desk.ts). `withDesk` makes a fresh one and closes it when the test is over. */
export function deskConformance(
  name: string,
  withDesk: (test: (driver: DeskDriver) => Promise<void>) => Promise<void>,
  traits: DeskTraits,
): void {
  const proves = (sentence: string, test: (driver: DeskDriver) => Promise<void>): void => {
    it(sentence, () =>
      withDesk(async (driver) => {
        await test(driver)
        expect(driver.breaches(), 'breaches of the vendor’s contract').toEqual([])
      }),
    )
  }

  describe(`${name} as a desk`, () => {
    proves('makes one person of a visitor, however often and by whomever it is asked', async (driver) => {
      const visitor = driver.visitor()
      const other = driver.again()
      const first = await Promise.all([
        settled(() => driver.desk.identify(visitor, null, false)),
        settled(() => other.identify(visitor, null, false)),
      ])
      expect(first[0]).toEqual(first[1])
      expect(await value(driver.again().identify(visitor, null, true))).toEqual(first[0])
      expect(driver.people(visitor)).toBe(1)
    })

    proves('makes one person of a visitor when the answer is lost', async (driver) => {
      const visitor = driver.visitor()
      driver.loseAnswer('identify')
      expect((await driver.desk.identify(visitor, null, false)).kind).toBe('unsure')
      await settled(() => driver.desk.identify(visitor, null, true))
      expect(driver.people(visitor)).toBe(1)
    })

    if (traits.transcript) {
      proves('opens a thread that holds what was said, whole, in order, and by whom', async (driver) => {
        const { thread } = await opened(driver, {
          transcript: [
            line('visitor', 'My <b>order</b> & "é한🙂"'),
            line('bot', 'Which one?\nSay its number.'),
            line('visitor', '4711'),
          ],
        })
        const text = driver
          .written(thread.id)
          .map((one) => one.text)
          .join('\n')
        const places = ['My <b>order</b> & "é한🙂"', 'Which one?', 'Say its number.', '4711'].map((words) =>
          text.indexOf(words),
        )
        expect(
          places.every((place) => place >= 0),
          text,
        ).toBe(true)
        expect(places).toEqual(places.toSorted((a, b) => a - b))
      })

      proves('opens with a transcript of forty thousand letters, none of them lost', async (driver) => {
        const transcript = Array.from({ length: 20 }, (_, n) =>
          line(n % 2 ? 'bot' : 'visitor', `${n}:${'word '.repeat(400)}:${n}`),
        )
        const { thread } = await opened(driver, { transcript })
        const text = driver
          .written(thread.id)
          .map((one) => one.text)
          .join('')
        for (const n of transcript.keys()) expect(text).toMatch(new RegExp(`${n}:(word\\s+){400}:${n}`))
      })
    }

    proves('opens without a word said before', async (driver) => {
      const { thread } = await opened(driver, { transcript: [] })
      expect(driver.threads()).toEqual([thread.id])
      expect(driver.isOpen(thread.id)).toBe(true)
    })

    proves('names everything that it wrote, so that it is known when it comes back', async (driver) => {
      const { thread, receipts } = await opened(driver)
      const said = await value(driver.desk.send(thread, say('hello', null), false))
      const ours = new Set([...receipts, said].flatMap(({ id }) => id ?? []))
      expect(
        driver
          .written(thread.id)
          .filter(({ by }) => by === 'visitor')
          .every(({ id }) => ours.has(id as VendorId)),
      ).toBe(true)
      for (const event of heard(driver, thread))
        if (event.kind === 'said' && event.by.kind === 'visitor') expect(ours).toContain(event.id)
    })

    proves('opens one thread when the answer is lost and it is asked again, by another server too', async (driver) => {
      const opening = await openingOf(driver)
      driver.loseAnswer('open')
      expect((await driver.desk.open(opening, false)).kind).toBe('unsure')
      const found = await eventually(async () => (await value(driver.again().findOpening(opening))) ?? undefined)
      expect(driver.threads()).toEqual([found.thread.id])
      expect(await value(driver.again().open(opening, true))).toEqual(found)
      expect(driver.threads()).toHaveLength(1)
      const written = driver.written(found.thread.id).filter(({ by }) => by === 'visitor')
      expect(found.receipts.map(({ id }) => id).sort()).toEqual(written.map(({ id }) => id).sort())
    })

    proves('opens one thread when the server dies after the answer', async (driver) => {
      const opening = await openingOf(driver)
      const first = await value(driver.desk.open(opening, false))
      expect(await value(driver.again().open(opening, true))).toEqual(first)
      expect(driver.threads()).toHaveLength(1)
    })

    proves('finds no thread of another opening, and opens one then', async (driver) => {
      const opening = await openingOf(driver)
      const former = await value(driver.desk.open(opening, false))
      await value(driver.desk.send(former.thread, order('close'), false))
      const next: Opening = {
        ...opening,
        key: id(),
        conversation: id<ConversationId>(),
        former: former.thread,
        known: [former.thread.id],
      }
      expect(await value(driver.again().findOpening(next))).toBeNull()
      driver.cutOff('open')
      const cut = await driver.desk.open(next, false)
      expect(['unsure', 'retry']).toContain(cut.kind)
      const made = await value(driver.desk.open(next, true))
      expect(driver.isOpen(made.thread.id)).toBe(true)
    })

    proves('brings a message whole, whatever is in it', async (driver) => {
      const { thread } = await opened(driver)
      const texts = [
        'a < b && c > d',
        '<script>alert(1)</script>',
        'é한🙂 \u202eabc',
        'line\nline\n\nline',
        `long ${'word '.repeat(1_500)}end`,
      ]
      let last: VendorId | null = null
      for (const text of texts) last = (await value(driver.desk.send(thread, say(text, last), false))).id
      const there = driver
        .written(thread.id)
        .filter(({ by }) => by === 'visitor')
        .slice(-texts.length)
      expect(there.map(({ text }) => squeezed(text))).toEqual(texts.map(squeezed))
    })

    proves('looks for a message whose answer was lost, and sends it once', async (driver) => {
      const { thread } = await opened(driver)
      driver.loseAnswer('say')
      const lost = say('only once', null)
      expect((await driver.desk.send(thread, lost, false)).kind).toBe('unsure')
      const found = await eventually(async () => (await value(driver.again().find(thread, lost))) ?? undefined)
      expect(await value(driver.again().send(thread, lost, true))).toEqual(found)
      expect(count(driver, thread, 'only once')).toBe(1)
    })

    proves('does not take an earlier "ok" for the one that it looks for', async (driver) => {
      const { thread } = await opened(driver)
      const first = await value(driver.desk.send(thread, say('ok', null), false))
      driver.cutOff('say')
      const second = say('ok', first.id)
      expect(['unsure', 'retry']).toContain((await driver.desk.send(thread, second, false)).kind)
      expect(await value(driver.desk.find(thread, second))).toBeNull()
      await value(driver.desk.send(thread, second, true))
      expect(count(driver, thread, 'ok')).toBe(2)
    })

    proves('tells the agent’s words by webhook and by catch-up with the same id, public and whole', async (driver) => {
      const { thread } = await opened(driver)
      const text = 'Hi! a < b, é한🙂\nsecond line'
      driver.agent.says(thread.id, text)
      const byHook = heard(driver, thread).find(isAgents)
      const byLook = (await allOf(driver.desk, thread)).find(isAgents)
      expect(byHook).toMatchObject({ audience: 'public', by: { kind: 'agent', id: driver.agent.id } })
      expect(byHook?.kind === 'said' && plainText(byHook.message)).toBe(text)
      expect(byLook).toEqual(byHook)
      expect(byHook?.at).toBeGreaterThanOrEqual(thread.openedAt)
    })

    proves('never tells the text of a note, by neither way', async (driver) => {
      const { thread } = await opened(driver)
      driver.agent.notes(thread.id, 'CANARY-private')
      const events = [...heard(driver, thread), ...(await allOf(driver.desk, thread))]
      expect(JSON.stringify(events)).not.toContain('CANARY')
      const notes = events.filter((event) => event.kind === 'said' && event.by.kind === 'agent')
      for (const event of notes) expect(event).toMatchObject({ audience: expect.stringMatching(/private|unknown/) })
    })

    if (traits.notes) {
      proves('writes a note for agents only, once though its answer was lost', async (driver) => {
        const { thread } = await opened(driver)
        const order = { kind: 'note' as const, key: id(), text: 'What the bot knows.\nAll of it.' }
        driver.loseAnswer('note')
        expect((await driver.desk.send(thread, order, false)).kind).toBe('unsure')
        await value(driver.desk.send(thread, order, true))
        expect(notesIn(driver, thread)).toBe(order.text)
      })

      proves('writes a note of fifty thousand letters, none of them lost or twice', async (driver) => {
        const { thread } = await opened(driver)
        const text = Array.from({ length: 10_000 }, (_, n) => n % 10_000).join(' ')
        driver.loseAnswer('note')
        const order = { kind: 'note' as const, key: id(), text }
        await driver.desk.send(thread, order, false)
        await value(driver.desk.send(thread, order, true))
        expect(notesIn(driver, thread)).toBe(text)
      })
    }

    proves('tells who takes it, who leaves, and how it ends, and finds the same by level', async (driver) => {
      const { thread } = await opened(driver)
      const level = async () => (await value(driver.desk.catchUp(thread, null))).state
      expect(await level()).toMatchObject({ open: true, agent: null })
      driver.agent.takes(thread.id)
      expect(await level()).toMatchObject({ open: true, agent: driver.agent.id })
      driver.agent.leaves(thread.id)
      expect(await level()).toMatchObject({ open: true, agent: null })
      driver.agent.takes(thread.id)
      driver.agent.resolves(thread.id)
      expect((await level()).open).toBe(false)
      driver.agent.reopens(thread.id)
      expect((await level()).open).toBe(true)
      const states = heard(driver, thread).flatMap((event) =>
        event.kind === 'said' || event.kind === 'unknown' || event.kind === 'queued' ? [] : [event.kind],
      )
      expect(states.filter((kind) => kind === 'joined').length).toBeGreaterThanOrEqual(2)
      expect(states).toEqual(expect.arrayContaining(['left', 'resolved', 'reopened']))
      expect(states.indexOf('resolved')).toBeLessThan(states.lastIndexOf('reopened'))
    })

    proves('closes, and closing what is closed is no failure', async (driver) => {
      const { thread } = await opened(driver)
      await value(driver.desk.send(thread, order('close'), false))
      expect(driver.isOpen(thread.id)).toBe(false)
      expect((await driver.desk.send(thread, order('close'), true)).kind).toBe('done')
      driver.agent.reopens(thread.id)
      driver.agent.resolves(thread.id)
      expect((await driver.desk.send(thread, order('close'), false)).kind).toBe('done')
    })

    proves('catches up from its mark with nothing missing, however many there are', async (driver) => {
      const { thread } = await opened(driver)
      driver.agent.says(thread.id, 'before')
      const first = await value(driver.desk.catchUp(thread, null))
      const texts = Array.from({ length: 130 }, (_, n) => `missed ${n}`)
      for (const text of texts) driver.agent.says(thread.id, text)
      const missed = await allOf(driver.again(), thread, first.mark)
      const words = missed.flatMap((event) => (event.kind === 'said' ? plainText(event.message) : []))
      expect(texts.filter((text) => !words.includes(text))).toEqual([])
      const all = await allOf(driver.again(), thread)
      expect(
        texts.filter((text) => !all.some((event) => event.kind === 'said' && plainText(event.message) === text)),
      ).toEqual([])
    })

    proves('tells the same thing with the same id, and different things with different ones', async (driver) => {
      const { thread } = await opened(driver)
      driver.agent.takes(thread.id)
      driver.agent.says(thread.id, 'one')
      driver.agent.says(thread.id, 'one')
      driver.agent.resolves(thread.id)
      const events = heard(driver, thread)
      const ids = events.map((event) => event.id)
      expect(heard(driver, thread).map((event) => event.id)).toEqual(ids)
      // An end may be told twice, in two ways; nothing else shares an id, and no words do.
      for (const same of Map.groupBy(events, (event) => event.id).values()) {
        const [first] = same
        if (first?.kind !== 'resolved' || !driver.ways?.endsTwice) expect(same).toHaveLength(1)
        for (const event of same) expect(event).toMatchObject({ kind: first?.kind, stretch: first?.stretch })
      }
    })

    proves('believes no webhook that was forged, and throws at none', async (driver) => {
      const { thread } = await opened(driver)
      driver.agent.says(thread.id, 'true words')
      for (const hook of driver.hooks()) {
        for (const forged of driver.forge(hook)) expect(driver.desk.read(forged)).toBe('forged')
      }
    })

    proves('says that the account is busy when there were too many calls, and does nothing', async (driver) => {
      const { thread } = await opened(driver)
      driver.break('tooMany')
      expect(await driver.desk.send(thread, say('later', null), false)).toMatchObject({
        kind: 'retry',
        scope: 'account',
        after: expect.any(Number),
      })
      driver.mend()
      expect(count(driver, thread, 'later')).toBe(0)
    })

    proves('says that the token is refused, for the whole account', async (driver) => {
      const { thread } = await opened(driver)
      driver.break('tokenRefused')
      const outcome = await driver.desk.send(thread, say('later', null), false)
      driver.mend()
      expect(outcome).toMatchObject({
        kind: 'retry',
        scope: 'account',
        why: { code: expect.stringContaining('token') },
      })
    })

    proves('knows when nothing was sent because nobody listens', async (driver) => {
      const { thread } = await opened(driver)
      driver.break('down')
      const outcome = await driver.desk.catchUp(thread, null)
      expect(outcome.kind).toBe('retry')
      expect((await driver.desk.availability()).kind).toBe('unknown')
      driver.mend()
    })

    proves('gives an agent’s name, never the e-mail, and no name for nobody', async (driver) => {
      const agent = await value(driver.desk.agent(driver.agent.id))
      expect(agent).toMatchObject({ id: driver.agent.id, name: driver.agent.name })
      // Where the desk's own id is the address, what a visitor knows them by is made of it (agent-ref.ts).
      const { id: _, ...shown } = agent
      expect(JSON.stringify(driver.ways?.idsAreEmails ? shown : agent)).not.toContain(driver.agent.email)
      expect((await driver.desk.agent('nobody-at-all')).kind).not.toBe('done')
    })

    proves('says who may use it and what is well in its check', async (driver) => {
      const checks = await Array.fromAsync(driver.desk.check('read'))
      expect(checks.filter((check) => check.ok === false)).toEqual([])
      expect(checks.some((check) => check.ok === true)).toBe(true)
      driver.break('tokenRefused')
      const broken = await Array.fromAsync(driver.again().check('read'))
      driver.mend()
      expect(broken.filter((check) => check.ok === false).length).toBeGreaterThan(0)
      for (const check of broken) if (check.ok === false) expect(check.mend, check.name).toBeTruthy()
    })
  })
}

let made = 0
/** Unlike any other of this run. */
export function id<T extends string = DeliveryId>(): T {
  made += 1
  return `0190000${String(made).padStart(9, '0')}-${process.pid}` as T
}

export const line = (by: 'visitor' | 'bot', text: string): Opening['transcript'][number] => ({
  by,
  text,
  at: 0 as Time,
})
export const say = (text: string, last: VendorId | null) => ({
  kind: 'say' as const,
  key: id(),
  as: 'visitor' as const,
  message: textMessage(text),
  last,
  seq: 1 as Seq,
})
const order = (kind: 'close') => ({ kind, key: id(), by: 'visitor' as const })

export async function openingOf(
  { desk, visitor }: Pick<DeskDriver, 'desk' | 'visitor'>,
  more: Partial<Opening> = {},
): Promise<Opening> {
  const facts = visitor()
  return {
    key: id(),
    conversation: id<ConversationId>(),
    visitor: await settled(() => desk.identify(facts, null, false)),
    facts,
    siteName: 'Acme',
    waits: true,
    reason: 'asked',
    summary: null,
    transcript: [line('visitor', 'hello'), line('bot', 'Hi! What is it?')],
    former: null,
    known: [] as ThreadId[],
    ...more,
  }
}

export async function opened(
  driver: DeskDriver,
  more: Partial<Opening> = {},
): Promise<{ thread: Thread; receipts: Receipt[] }> {
  return await value(driver.desk.open(await openingOf(driver, more), false))
}

export async function value<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const got = await outcome
  if (got.kind !== 'done') throw new Error(`not done but ${JSON.stringify(got)}`)
  return got.value
}

/** Asks again, as the courier does, until the outcome is settled. */
export async function settled<T>(ask: () => Promise<Outcome<T>>): Promise<T> {
  return await eventually(async () => {
    const outcome = await ask()
    return outcome.kind === 'done' ? outcome.value : undefined
  })
}

/** Every event of the thread that its webhooks tell, in the order in which they were sent. */
export function heard({ desk, hooks }: DeskDriver, thread: Thread): DeskEvent[] {
  return hooks()
    .flatMap((hook) => {
      const events = desk.read(hook)
      if (events === 'forged') throw new Error('a true webhook was taken for forged')
      return events
    })
    .filter((event) => event.thread === thread.id)
}

/** Catches up until there is no more. */
export async function allOf(desk: Desk, thread: Thread, from: string | null = null): Promise<DeskEvent[]> {
  const events: DeskEvent[] = []
  let mark = from
  for (let turns = 0; turns < 100; turns++) {
    const caught = await value(desk.catchUp(thread, mark))
    events.push(...caught.events)
    mark = caught.mark
    if (!caught.more) return events
  }
  throw new Error('catching up does not end')
}

const isAgents = (event: DeskEvent): boolean =>
  event.kind === 'said' && event.by.kind === 'agent' && event.audience === 'public'
const count = ({ written }: DeskDriver, thread: Thread, text: string): number =>
  written(thread.id).filter((one) => one.by === 'visitor' && one.text === text).length
const notesIn = ({ written }: DeskDriver, thread: Thread): string =>
  written(thread.id)
    .flatMap((one) => (one.private ? one.text : []))
    .join('')
const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim()

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + 20_000
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > until) throw new Error('it never came to be')
    await pause(20)
  }
}
