import type { SendKey } from '@baton/shared/ids.ts'
import type { Message, Part } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import { printOf } from './fingerprint.ts'
import { thread, World } from './histories.ts'
import type { VendorId } from './ids.ts'

const receipt: Part = { kind: 'file', url: '/files/receipt', name: 'receipt.pdf', type: 'application/pdf', size: 7 }
const attaches = (world: World) => world.take({ kind: 'attached', key: 'key-of-a-file' as SendKey, part: receipt })
const fromDesk = (world: World, message: Message, id: string) =>
  world.desk(
    { kind: 'said', by: { kind: 'visitor' }, audience: 'public', message, vendorId: id as VendorId, key: null },
    200,
    `d:${id}`,
  )

describe('a file of the visitor’s', () => {
  it('is a message like any other, and is owed to the desk', () => {
    const world = new World().handOff()
    const [said] = attaches(world)
    expect(said).toMatchObject({ kind: 'visitorSaid', message: { parts: [receipt] } })
    expect(world.tasks('say')).toEqual([{ kind: 'say', target: said?.seq }])
  })

  it('is known again when the desk tells it under another address and another name', () => {
    const world = new World().handOff()
    attaches(world)
    fromDesk(world, { parts: [{ kind: 'image', url: '/files/elsewhere', alt: 'x' }] }, 'theirs')
    expect(world.log.filter(({ kind }) => kind === 'visitorSaid')).toHaveLength(1)
    expect(world.now.handoff).toMatchObject({ owed: [], last: 'theirs' })
  })

  it('is not taken for words, nor words for it', () => {
    const world = new World().handOff()
    attaches(world)
    fromDesk(world, { parts: [{ kind: 'text', text: '[receipt.pdf]' }] }, 'words')
    expect(world.log.filter(({ kind }) => kind === 'visitorSaid')).toHaveLength(2)
    expect(world.now.handoff?.owed).toHaveLength(1)
  })

  it('leaves the print of plain words as it always was', () => {
    expect(printOf({ parts: [{ kind: 'text', text: 'ok' }] })).toBe(
      printOf({ parts: [{ kind: 'text', text: ' ok ' }] }),
    )
    expect(printOf({ parts: [{ kind: 'text', text: 'ok' }] })).toBe('2.178hiez5yvypb')
  })
})

describe('what the page says of the visitor', () => {
  const mia = { kind: 'described', contact: { name: 'Mia' }, attributes: {} } as const

  it('reaches the desk while a stay is under way there, behind nobody’s message', () => {
    const world = new World().handOff()
    world.take(mia)
    expect(world.tasks('describe')).toHaveLength(1)
    expect(world.owed.find(({ task }) => task.kind === 'describe')?.lane).toBe(`describe:${world.stay}`)
    world.take(mia)
    expect(world.tasks('describe')).toHaveLength(1)
  })

  it('waits for the thread where there is none yet, whose opening may have begun without it', () => {
    const world = new World()
    world.take({ kind: 'opened', language: 'en', page: null, title: null })
    world.take({ kind: 'askedForPerson' })
    world.available({ kind: 'open' })
    world.take(mia)
    expect(world.tasks('describe')).toEqual([])
    world.bind(thread, 100)
    expect(world.tasks('describe')).toHaveLength(1)
  })

  it('is told nobody after the stay', () => {
    const ended = new World().handOff()
    ended.resolves(300)
    ended.take(mia)
    expect(ended.tasks('describe')).toEqual([])
  })
})

describe('a level that does not say who has it', () => {
  it('brings an ended stay back when the thread is open again', () => {
    const world = new World().handOff()
    world.resolves(300)
    world.desk({ kind: 'state', open: true }, 400)
    expect(world.now.mode).not.toBe('bot')
  })

  it('leaves the agent who is there', () => {
    const world = new World().handOff()
    world.desk({ kind: 'joined', agent: 'ann' as never, vendor: 'v-ann' }, 200)
    expect(world.desk({ kind: 'state', open: true }, 300)).toEqual([])
    expect(world.now).toMatchObject({ mode: 'agent', handoff: { agent: 'ann' } })
  })
})
