import type { Time } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import { account, thread, World } from '../conversation/histories.ts'
import { createAdopt } from './adopt.ts'
import type { DeskActor, DeskEvent } from './desk.ts'

const photo: Message = { parts: [{ kind: 'image', url: 'https://vendor.example/photo.png' }] }
const kept: Message = { parts: [{ kind: 'image', url: '/files/kept' }] }
const said = (by: DeskActor['kind'], more: object = {}) =>
  ({
    ...{ account, thread, stretch: null, id: 'm1', at: 200 as Time, kind: 'said', audience: 'public', message: photo },
    ...{ by: { kind: by, id: 'x' }, ...more },
  }) as DeskEvent

async function adopting(event: DeskEvent, world = new World().handOff()) {
  const asked: object[] = []
  const adopt = createAdopt({
    log: {
      get: async () => world.now,
      seqOf: async (_id, origin) => (world.origins.has(origin) ? (1 as never) : null),
    },
    files: {
      async adopt(_message, from) {
        asked.push(from)
        return kept
      },
    },
  })
  return { event: await adopt(world.now.id, event), asked }
}

describe('attachments of a desk', () => {
  it('come into our keeping, under the name of what told them', async () => {
    const { event, asked } = await adopting(said('agent'))
    expect(event).toMatchObject({ message: kept })
    expect(asked).toEqual([{ conversation: 'c', site: 'acme', account, thread, event: 'm1' }])
  })

  it('come so with cards, and with what was edited into a message', async () => {
    const card: Message = { parts: [{ kind: 'cards', cards: [{ title: 't', image: 'https://vendor.example/x.png' }] }] }
    expect((await adopting(said('bot', { message: card }))).asked).toHaveLength(1)
    expect((await adopting(said('agent', { kind: 'edited', target: 'm0' }))).asked).toHaveLength(1)
  })

  it('are not kept when they are not surely public, nor looked for where there are none', async () => {
    expect((await adopting(said('agent', { audience: 'private' }))).asked).toEqual([])
    expect((await adopting(said('agent', { audience: 'unknown' }))).asked).toEqual([])
    expect((await adopting(said('agent', { message: { parts: [{ kind: 'text', text: 'x' }] } }))).asked).toEqual([])
  })

  it('are not kept twice when they are the visitor’s own coming back', async () => {
    const world = new World().handOff()
    world.take({ kind: 'attached', key: 'key-of-a-file' as never, part: { kind: 'file', url: '/files/1', name: 'n' } })
    expect((await adopting(said('visitor'), world)).asked).toEqual([])
    world.take({
      ...{ kind: 'delivered', handoff: world.stay, target: world.now.handoff?.owed[0]?.seq as never },
      vendorIds: ['m1' as never],
    })
    expect((await adopting(said('visitor'), world)).asked).toEqual([])
    expect((await adopting(said('visitor', { id: 'elsewhere' }), world)).asked).toHaveLength(1)
  })
})
