import type { ConversationId } from '@baton/shared/ids.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import pino from 'pino'
import { beforeEach, describe, expect, it } from 'vitest'
import { thread, World } from '../conversation/histories.ts'
import type { ThreadId } from '../conversation/ids.ts'
import type { Desk, DeskEvent, Thread } from './desk.ts'
import { createLiveFeeds, type LiveFeeds } from './live-feeds.ts'

type To = Parameters<Desk['watch']>[1]
const id = 'c' as ConversationId
const typing: Passing = { kind: 'typing', by: 'agent', on: true }
const event = (name: string) => ({ kind: 'unknown', name, thread }) as DeskEvent

let open: { thread: ThreadId; to: To }[]
let taken: string[]
let passed: Passing[]
let slow: Promise<void>
let feeds: LiveFeeds
beforeEach(() => {
  open = []
  taken = []
  passed = []
  slow = Promise.resolve()
  const desk = {
    watch({ id }: Thread, to: To) {
      const one = { thread: id, to }
      open.push(one)
      return () => void open.splice(open.indexOf(one), 1)
    },
  } as Desk
  feeds = createLiveFeeds({
    place: async (_now, handoff) => ({ desk, thread: { id: handoff.thread } as Thread }),
    ingest: async (_id, told) => {
      if (told.kind === 'unknown' && told.name === 'first') await slow
      if (told.kind === 'unknown' && told.name === 'bad') throw new Error('bad')
      taken.push(told.kind === 'unknown' ? told.name : told.kind)
    },
    bell: { pass: (_id, passing) => void passed.push(passing) },
    logger: pino({ level: 'silent' }),
  })
})
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('live feeds', () => {
  it('are open while the visitor looks on and a stay is under way, and not longer', async () => {
    const world = new World()
    feeds.by(world.now)
    await settle()
    expect(open).toHaveLength(0)
    world.handOff()
    feeds.by(world.now)
    feeds.by(world.now)
    await settle()
    expect(open).toMatchObject([{ thread }])
    world.resolves(300)
    feeds.by(world.now)
    expect(open).toHaveLength(0)
    const again = new World().handOff()
    feeds.by(again.now)
    await settle()
    expect(open).toHaveLength(1)
    feeds.byNobody(id)
    expect(open).toHaveLength(0)
  })

  it('begin anew when desks are built anew', async () => {
    feeds.by(new World().handOff().now)
    await settle()
    const [first] = open
    feeds.renew()
    await settle()
    expect(open).toHaveLength(1)
    expect(open[0]).not.toBe(first)
  })

  it('are never opened for somebody who left before the desk was found', async () => {
    feeds.by(new World().handOff().now)
    feeds.byNobody(id)
    await settle()
    expect(open).toHaveLength(0)
  })

  it('bring events one after the other, go on after one that fails, and pass what passes', async () => {
    feeds.by(new World().handOff().now)
    await settle()
    const [feed] = open
    let go = () => {}
    slow = new Promise((resolve) => {
      go = resolve
    })
    feed?.to.event(event('first'))
    feed?.to.event(event('bad'))
    feed?.to.event(event('second'))
    feed?.to.passing(typing)
    await settle()
    expect(taken).toEqual([])
    expect(passed).toEqual([typing])
    go()
    await settle()
    expect(taken).toEqual(['first', 'second'])
  })

  it('tell nothing more when they have ended', async () => {
    feeds.by(new World().handOff().now)
    await settle()
    const [feed] = open
    feeds.stop()
    feed?.to.event(event('late'))
    feed?.to.passing(typing)
    await settle()
    expect({ taken, passed, open }).toEqual({ taken: [], passed: [], open: [] })
  })
})
