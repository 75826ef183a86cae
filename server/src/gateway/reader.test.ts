import type { Batch } from '@baton/shared/frames.ts'
import type { ConversationId, Cursor, Seq } from '@baton/shared/ids.ts'
import type { Visible } from '@baton/shared/timeline.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readOn } from './catch-up.ts'
import { testGeneration } from './fakes.ts'
import type { Tab } from './fan-out.ts'
import { hidden, id, long, said, visitor, world } from './log-rig.ts'
import { eventually } from './rig.ts'

/** A reader that keeps the rules of the wire, and complains about everything that breaks them. */
class Reader implements Tab {
  readonly visitor = visitor
  conversation: ConversationId | null = null
  sent = 0 as Seq
  pulling = false
  cursor: Cursor | null = null
  seen: Visible[] = []
  /** Batches on their way here. */
  inbox: Batch[] = []
  asks = false
  push(batch: Batch): void {
    this.inbox.push(batch)
  }
  pass(): void {}
  take(batch: Batch): void {
    if (batch.reset || this.cursor === null) {
      this.seen = [...batch.events]
    } else {
      if (batch.after > this.cursor.seq) {
        this.asks = true
        return
      }
      this.seen.push(...batch.events.filter((event) => event.seq > (this.cursor?.seq ?? 0)))
      if (batch.upTo < this.cursor.seq) return
    }
    this.cursor = { generation: batch.generation, conversation: batch.conversation, seq: batch.upTo }
    this.asks = batch.more
  }
}

type Step =
  | { do: 'append'; n: number; hidden: boolean; big: boolean }
  | { do: 'ring' }
  | { do: 'arrive' }
  | { do: 'lose' }
  | { do: 'comeBack' }
  | { do: 'ask' }
  | { do: 'rest' }
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      n: fc.integer({ min: 1, max: 150 }),
      hidden: fc.boolean(),
      big: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ do: 'ring' as const }) },
  { weight: 4, arbitrary: fc.constant({ do: 'arrive' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'ask' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'rest' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'lose' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'comeBack' as const }) },
)

describe('a reader of any history', () => {
  it('sees every visible event from where its history begins, once and in order, whatever was lost on the way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { log, batches, history, fanOut, now } = await world()
        const reader = new Reader()
        let told = 0
        const catching = { history, batches, generation: testGeneration }
        const hello = async (): Promise<void> => {
          fanOut.leave(reader)
          reader.inbox = []
          const batch =
            (reader.cursor && (await readOn(visitor, reader.cursor, catching))) ?? (await batches.newest(await now()))
          fanOut.stand(reader, batch)
          reader.take(batch)
        }
        const ask = async (): Promise<void> => {
          const batch = reader.cursor && (await readOn(visitor, reader.cursor, catching))
          if (!batch) return
          fanOut.stand(reader, batch)
          fanOut.look(batch.conversation)
          for (const pushed of reader.inbox.splice(0)) reader.take(pushed)
          reader.take(batch)
        }
        await hello()
        for (const one of steps) {
          switch (one.do) {
            case 'append':
              for (let i = 0; i < one.n; i++)
                log.append(
                  id,
                  one.hidden && i % 3 === 0
                    ? hidden
                    : one.big && i % 10 === 0
                      ? { kind: 'botSaid', turn: null, message: long('x', 9_000) }
                      : said(`${told++}`),
                )
              break
            case 'ring':
              fanOut.look(id)
              break
            case 'rest':
              await new Promise((resolve) => setImmediate(resolve))
              break
            case 'arrive':
              for (const batch of reader.inbox.splice(0)) reader.take(batch)
              break
            case 'lose':
              reader.inbox = []
              fanOut.leave(reader)
              await hello()
              break
            case 'comeBack':
              await hello()
              break
            case 'ask':
              if (reader.asks) await ask()
          }
          assertContiguous(reader, log.all.get(id)?.events.map((event) => event.seq) ?? [])
        }
        // In the end it has everything.
        await eventually(async () => {
          fanOut.look(id)
          await new Promise((resolve) => setImmediate(resolve))
          for (const batch of reader.inbox.splice(0)) reader.take(batch)
          if (reader.asks) await ask()
          expect(reader.cursor?.seq).toBe((await now()).seq)
          expect(reader.asks).toBe(false)
        })
        const all = log.all.get(id)?.events ?? []
        const first = reader.seen[0]?.seq ?? 0
        expect(reader.seen.map((event) => event.seq)).toEqual(
          all
            .filter(
              (event) => event.kind !== 'botRemembered' && event.kind !== 'conversationStarted' && event.seq >= first,
            )
            .map((event) => event.seq),
        )
      }),
      { numRuns: 150 },
    )
  }, 60_000)
})

function assertContiguous(reader: Reader, all: Seq[]): void {
  const seqs = reader.seen.map((event) => event.seq)
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
  expect(all.length).toBeGreaterThanOrEqual(reader.cursor?.seq ?? 0)
}
