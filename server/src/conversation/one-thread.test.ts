import type { AgentRef, Time } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { expect, it } from 'vitest'
import { ann, thread, World } from './histories.ts'
import type { AccountId, HandoffId, VendorId, VendorTime } from './ids.ts'

it('knows the words of a former stay that are said in the next one of the same thread', () => {
  const world = new World()
  world.take({ kind: 'askedForPerson' })
  world.say('one')
  const former = world.now.handoff?.id as HandoffId
  world.waitEnds()
  world.take({ kind: 'askedForPerson' })
  world.say('two')
  const account = world.now.handoff?.account as AccountId
  expect(world.now.handoff?.id).not.toBe(former)
  world.take({
    kind: 'threadOpened',
    ...{ handoff: former, thread, stretch: 's1', openedAt: 100 as Time, url: null, vendorIds: [] },
  })
  world.bind(thread, 200, [], 's2')
  const told = { by: { kind: 'visitor' }, audience: 'public', vendorId: 'm1' as VendorId, key: null } as const
  const events = world.take({
    kind: 'desk',
    ...{ account, thread, stretch: 's2', at: 300 as VendorTime },
    told: { kind: 'said', ...told, message: textMessage('one') },
  })
  expect(events.map(({ kind }) => kind)).toEqual(['deliveryChanged'])
})

it('looks once more at a thread that it finds closed, for what was said there last', () => {
  const world = new World().handOff()
  const [said] = world.say('Are you there?')
  const looks = world.tasks('look').length
  world.take({ kind: 'threadGone', handoff: world.stay, why: 'closed', target: said?.seq ?? null })
  expect(world.now.mode).toBe('bot')
  expect(world.tasks('look')).toHaveLength(looks)
  const deleted = new World().handOff()
  deleted.take({ kind: 'threadGone', handoff: deleted.stay, why: 'deleted', target: null })
  expect(deleted.tasks('look')).toEqual([])
})

it('looks once more at a thread that was found closed after the visitor had left it', () => {
  const world = new World().handOff()
  const [said] = world.say('Are you there?')
  world.take({ kind: 'leftDesk' })
  world.take({ kind: 'threadGone', handoff: world.stay, why: 'closed', target: said?.seq ?? null })
  expect(world.tasks('look')).toHaveLength(1)
  world.take({ kind: 'looked', handoff: world.stay, resumed: 0 })
  expect(world.tasks('look')).toHaveLength(1)
})

it('shows words of a former stay, found late, before newer ones of the next', () => {
  const world = new World()
  world.take({ kind: 'askedForPerson' })
  world.bind(thread, 100, [], 's1')
  world.resolves(130)
  world.take({ kind: 'askedForPerson' })
  world.bind(thread, 200, [], 's2')
  const by = { kind: 'agent', ref: 'A' as AgentRef, vendor: 'ann' } as const
  const says = (text: string, at: number, stretch: string) => {
    const told = { kind: 'said', by, audience: 'public', message: textMessage(text), key: null } as const
    return world.desk({ ...told, vendorId: text as VendorId }, at, undefined, thread, stretch)
  }
  const newer = says('is it better now?', 210, 's2').find(({ kind }) => kind === 'agentSaid')
  expect(says('let me see', 120, 's1')).toMatchObject([{ kind: 'agentSaid', before: newer?.seq }])
})

it('brings nobody back for words that are older than the end at the desk, however it was learned', () => {
  for (const learned of ['our own close', 'a webhook'] as const) {
    const world = new World().handOff()
    world.take({ kind: 'leftDesk' })
    if (learned === 'a webhook') world.resolves(150)
    else world.take({ kind: 'threadClosed', handoff: world.stay, at: 150 as VendorTime })
    const late = world.agentSays(ann, 'One moment.', 140)
    expect(late.map(({ kind }) => kind)).toEqual(['agentSaid'])
    expect(world.now.mode).toBe('bot')
    world.agentSays(ann, 'Are you still there?', 160)
    expect(world.now.mode).toBe('agent')
    expect(world.take({ kind: 'threadClosed', handoff: world.stay, at: 170 as VendorTime })).toEqual([])
  }
})
