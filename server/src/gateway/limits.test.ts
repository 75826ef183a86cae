import type { ConversationId, Seq, Time } from '@baton/shared/ids.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { testGeneration } from './fakes.ts'
import { defaultLimits } from './limits.ts'
import { type Client, newKey, type Refused, type Rig, startRig } from './rig.ts'

const codeOf = (answer: unknown): string => (answer as { error?: { code: string } }).error?.code ?? 'ok'
const waitOf = (answer: Answer<object>): number | undefined => (answer.ok ? undefined : answer.error.after)

describe('the limits of a visitor and an address, on the wire', () => {
  let rig: Rig
  let ann: Client
  let time = 1_700_000_000_000
  const told: unknown[] = []
  beforeEach(async () => {
    told.length = 0
    const clock = { ...systemClock, now: () => time as Time }
    rig = await startRig({ clock, limits: defaultLimits, signal: async (_id, what) => void told.push(what) })
    ann = await rig.join()
    await ann.hello()
  })
  afterEach(() => rig.close())

  it('lets ten messages through, says how long to wait for the eleventh, and lets it through then', async () => {
    for (let i = 0; i < 10; i++) expect(codeOf(await ann.say(`${i}`))).toBe('ok')
    const key = newKey()
    const eleventh = await ann.say('eleventh', key)
    expect(codeOf(eleventh)).toBe('slowDown')
    expect(waitOf(eleventh)).toBe(1_000)
    time += 1_000
    expect(codeOf(await ann.say('eleventh', key))).toBe('ok')
    expect(codeOf(await ann.say('twelfth'))).toBe('slowDown')
  })

  it('counts the visitor and not the tab', async () => {
    const other = await rig.join({ token: ann.token })
    await other.hello()
    for (let i = 0; i < 5; i++) {
      expect(codeOf(await ann.say(`${i}`))).toBe('ok')
      expect(codeOf(await other.say(`${i}`))).toBe('ok')
    }
    expect(codeOf(await other.say('one more'))).toBe('slowDown')
  })

  it('lets one address send twenty at once and not twenty-one, and other visitors elsewhere are not held up', async () => {
    const tabs = [ann, await rig.join(), await rig.join()]
    for (const tab of tabs.slice(1)) await tab.hello()
    const answers = []
    for (let i = 0; i < 21; i++) answers.push(codeOf(await (tabs[i % 3] as Client).say(`${i}`)))
    expect(answers).toEqual([...Array(20).fill('ok'), 'slowDown'])
  })

  it('lets a visitor ask for a person six times in an hour and not seven', async () => {
    for (let i = 0; i < 6; i++) {
      expect(codeOf(await ann.act('person'))).toBe('ok')
      time += 5_000
    }
    expect(codeOf(await ann.act('person'))).toBe('slowDown')
    expect(codeOf(await ann.act('leave'))).toBe('ok')
  })

  it('lets one address make sixty visitors at once and not sixty-one', async () => {
    const tab = async (): Promise<string> => {
      const one = await rig.join()
      const answer = await one.hello().then(
        () => 'ok',
        (error: unknown) => (error as Refused).data?.code,
      )
      one.socket.disconnect()
      return answer ?? '?'
    }
    // Ann was the first.
    for (let i = 0; i < 59; i++) expect(await tab()).toBe('ok')
    expect(await tab()).toBe('slowDown')
  }, 20_000)

  it('bounds what one visitor reads', async () => {
    const cursor = { generation: testGeneration, conversation: ann.conversation, seq: 1 as Seq }
    for (let i = 0; i < defaultLimits.read.burst; i++) expect(codeOf(await ann.catchUp(cursor))).toBe('ok')
    expect(codeOf(await ann.catchUp(cursor))).toBe('slowDown')
    expect(codeOf(await ann.older({ conversation: ann.conversation, before: 1 as Seq }))).toBe('slowDown')
    expect(codeOf(await ann.older({ conversation: 'x' as ConversationId, before: 1 as Seq }))).toBe('slowDown')
  })

  it('drops what passes too often without a word', async () => {
    for (let i = 0; i < 20; i++) ann.socket.emit('typing', { on: true })
    ann.socket.emit('seen', { upTo: 1 })
    await ann.say('all of them have arrived')
    expect(told).toHaveLength(defaultLimits.passing.burst)
    ann.socket.emit('typing', { on: false })
    ann.socket.emit('typing', { on: false })
    await ann.say('and the end of it')
    expect(told).toHaveLength(defaultLimits.passing.burst + 1)
    expect(told.at(-1)).toMatchObject({ kind: 'typing', on: false })
  })
})
