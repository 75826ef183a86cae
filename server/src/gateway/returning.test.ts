import type { ConversationId, Seq, Time } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import type { HandoffId, Origin, ThreadId } from '../conversation/ids.ts'
import type { Input } from '../conversation/inputs.ts'
import { type Client, type Rig, startRig, testPolicy } from './rig.ts'

const minute = 60_000
let time = 0
let rig: Rig
let ann: Client
const start = async (afterResolve: 'bot' | 'closed') => {
  rig = await startRig({
    clock: { ...systemClock, now: () => time as Time },
    policy: { ...testPolicy, afterResolve },
  })
  ann = await rig.join()
  await ann.hello()
  await ann.act('person')
  await resolve(ann.conversation)
}
beforeEach(() => {
  time = 1_700_000_000_000
})
afterEach(() => rig.close())

let nth = 0
const take = (id: ConversationId, input: Input) => rig.record(id, { origin: `t:${nth++}` as Origin, input })

async function resolve(id: ConversationId): Promise<void> {
  const handoff = (await rig.log.get(id))?.handoff?.id as HandoffId
  const [thread, account] = ['t1' as ThreadId, 'freshchat:app' as never]
  await take(id, {
    kind: 'threadOpened',
    handoff,
    thread,
    stretch: null,
    openedAt: 1 as Time,
    url: null,
    vendorIds: [],
  })
  await take(id, {
    kind: 'desk',
    account,
    thread,
    stretch: null,
    at: 2 as Time,
    told: { kind: 'resolved', by: 'agent' },
  })
}
const asked = async (id = ann.conversation) =>
  (await rig.log.read(id, 0 as Seq, 'on', 100)).filter((event) => event.kind === 'asked' && event.ask.kind === 'goOn')

describe('a visitor who is back after a resolution', () => {
  it('is asked once whether to go on with the same team, and not on the next page', async () => {
    await start('bot')
    time += 5 * minute
    await ann.hello()
    expect(await asked()).toHaveLength(0)
    time += 30 * minute
    await ann.hello()
    await ann.hello()
    expect(await asked()).toMatchObject([{ ask: { kind: 'goOn', label: 'Support' } }])
  })

  it('is not asked after a day', async () => {
    await start('bot')
    time += 24 * 60 * minute + minute
    await ann.hello()
    expect(await asked()).toHaveLength(0)
  })

  it('is asked in the next conversation where the former one was closed', async () => {
    await start('closed')
    time += 60 * minute
    const former = ann.conversation
    const { batch } = await ann.hello()
    expect(batch.conversation).not.toBe(former)
    expect(await asked(batch.conversation)).toHaveLength(1)
  })
})
