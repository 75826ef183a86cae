import type { Seq, Time } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { limits } from '@baton/shared/protocol.ts'
import { describe, expect, it } from 'vitest'
import type { EventBody } from '../conversation/events.ts'
import type { AccountId } from '../conversation/ids.ts'
import { readOn } from './catch-up.ts'
import { testGeneration } from './fakes.ts'
import { agent, handoff, hidden, id, long, said, visitor, world } from './log-rig.ts'

describe('a batch', () => {
  it('holds 100 events and not 101', async () => {
    const { log, batches, now } = await world()
    log.append(id, ...Array.from({ length: 99 }, (_, i) => said(`${i}`)))
    expect(await batches.after(await now(), 0 as Seq)).toMatchObject({ upTo: 100, more: false })
    log.append(id, said('one more'))
    const batch = await batches.after(await now(), 0 as Seq)
    expect(batch).toMatchObject({ upTo: 100, more: true })
    expect(await batches.after(await now(), batch.upTo)).toMatchObject({ after: 100, upTo: 101, more: false })
  })

  it('stays below 48 KiB, and hands over a single event that is larger alone', async () => {
    const { log, batches, now } = await world()
    log.append(
      id,
      ...Array.from(
        { length: 20 },
        (_, i) => ({ kind: 'botSaid', turn: null, message: long('é', 4_000 + i) }) as const,
      ),
      { kind: 'botSaid', turn: null, message: long('x', 60_000) },
      said('last'),
    )
    const sizes: number[] = []
    let after = 0 as Seq
    for (let more = true; more; ) {
      const batch = await batches.after(await now(), after)
      expect(batch.upTo).toBeGreaterThan(after)
      sizes.push(Buffer.byteLength(JSON.stringify(batch)))
      if ((sizes.at(-1) as number) > limits.batchBytes) expect(batch.events).toHaveLength(1)
      after = batch.upTo
      more = batch.more
    }
    expect(after).toBe(23)
    expect(sizes.filter((size) => size > limits.batchBytes)).toHaveLength(1)
  })

  it('starts with the newest 50 that can be seen, and reaches over what cannot', async () => {
    const { log, batches, now } = await world()
    log.append(id, ...Array.from({ length: 60 }, (_, i) => [said(`${i}`), hidden, hidden]).flat())
    const batch = await batches.newest(await now())
    expect(batch).toMatchObject({ reset: true, more: false, upTo: 181 })
    expect(batch.events).toHaveLength(50)
    expect(batch.after).toBeLessThan(batch.events[0]?.seq as number)
    // What the reset leaves out is exactly what the older pages bring.
    const { events, reached } = await batches.before(await now(), (batch.after + 1) as Seq)
    expect(events).toHaveLength(10)
    expect(reached).toBe(1)
  })

  it('tells the state at its end, and not the one of now', async () => {
    const { log, batches, now } = await world()
    const requested: EventBody = {
      kind: 'handoffRequested',
      handoff,
      desk: 'support',
      account: 'a' as AccountId,
      siteVersion: 1,
      by: 'visitor',
      reason: 'r',
      summary: null,
      deadline: 99 as Time,
    }
    log.append(id, ...Array.from({ length: 99 }, (_, i) => said(`${i}`)), requested, {
      kind: 'agentJoined',
      agent,
      assigned: true,
      vendorAt: null,
    })
    const first = await batches.after(await now(), 0 as Seq)
    expect(first.status).toMatchObject({ mode: 'bot', stint: 1, waiting: null, agent: null })
    const second = await batches.after(await now(), first.upTo)
    expect(second.status).toMatchObject({ mode: 'agent', stint: 3, agent })
  })

  it('goes on from 300 events behind, and begins anew with the newest 50 from 301', async () => {
    const { log, batches, history, now } = await world()
    log.append(id, ...Array.from({ length: 400 }, (_, i) => said(`${i}`)))
    const given = { history, batches, generation: testGeneration }
    const end = (await now()).seq
    const from = (seq: number) =>
      readOn(visitor, { generation: testGeneration, conversation: id, seq: seq as Seq }, given)
    expect(await from(end - 300)).toMatchObject({ reset: false, after: end - 300, upTo: end - 200, more: true })
    expect(await from(end - 301)).toMatchObject({ reset: true, after: end - 50, upTo: end, more: false })
    expect(await from(end + 1)).toMatchObject({ reset: true, upTo: end })
  })

  it('never shows a text that was edited or deleted since, in no batch and on no page', async () => {
    const { log, batches, now } = await world()
    log.append(
      id,
      { kind: 'agentSaid', handoff, agent, message: textMessage('WRONG'), vendorAt: 1 as Time, before: null },
      { kind: 'botSaid', turn: null, message: textMessage('GONE') },
    )
    log.append(id, ...Array.from({ length: 250 }, (_, i) => said(`${i}`)))
    log.append(
      id,
      { kind: 'messageEdited', target: 2 as Seq, message: textMessage('BETTER') },
      { kind: 'messageEdited', target: 3 as Seq, message: textMessage('GONE') },
      { kind: 'messageEdited', target: 3 as Seq, message: null },
    )
    const told: unknown[] = [await batches.newest(await now())]
    for (let after = 0 as Seq, more = true; more; ) {
      const batch = await batches.after(await now(), after)
      told.push(batch)
      after = batch.upTo
      more = batch.more
    }
    for (let before = 255 as Seq; before > 1; ) {
      const page = await batches.before(await now(), before)
      told.push(page)
      before = page.reached
    }
    expect(JSON.stringify(told)).not.toMatch(/WRONG|GONE/)
    expect(JSON.stringify(told[1])).toContain('BETTER')
  })
})
