import type { Message } from '@baton/shared/message.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { aGif, type FilesRig, startFiles } from './rig.ts'

let rig: FilesRig
afterEach(() => rig.close())

describe('a message of a desk', () => {
  it('names its files by paths of ours, the same each time it is told', async () => {
    rig = await startFiles({ desk: aGif })
    const message: Message = {
      parts: [
        { kind: 'text', text: 'see https://desk.example/x' },
        { kind: 'image', url: 'https://desk.example/a', alt: 'A cat', width: 3 },
        { kind: 'file', url: 'https://desk.example/b', name: '../b\u202e.pdf', type: 'application/pdf', size: 9 },
        {
          kind: 'cards',
          cards: [
            { title: 'One', image: 'https://desk.example/c' },
            { title: 'Two' },
            { title: 'Three', image: 'https://desk.example/d' },
          ],
        },
      ],
    }
    const ours = await rig.files.adopt(message, rig.told())
    const path = expect.stringMatching(/^\/files\/[A-Za-z0-9_-]{22}$/)
    expect(ours.parts).toEqual([
      { kind: 'text', text: 'see https://desk.example/x' },
      { kind: 'image', url: path, alt: 'A cat', width: 3 },
      { kind: 'file', url: path, name: 'b.pdf', type: 'application/pdf', size: 9 },
      { kind: 'cards', cards: [{ title: 'One', image: path }, { title: 'Two' }, { title: 'Three', image: path }] },
    ])
    expect(JSON.stringify(ours).match(/desk\.example/g)).toHaveLength(1)
    expect(await rig.files.adopt(message, rig.told())).toEqual(ours)
    expect(await rig.files.adopt(ours, rig.told('event-3'))).toEqual(ours)
    const another = await rig.files.adopt(message, rig.told('event-2'))
    expect(another.parts[1]).not.toEqual(ours.parts[1])
    const paths = JSON.stringify(ours).match(/\/files\/[\w-]{22}/g)
    expect(new Set(paths).size).toBe(4)
  })

  it('shows a neutral line where the owner takes no files of agents, and fetches nothing', async () => {
    rig = await startFiles({ desk: aGif, allows: { visitors: true, agents: false } })
    rig.files.start()
    const ours = await rig.files.adopt(
      {
        parts: [
          { kind: 'image', url: 'https://desk.example/a' },
          { kind: 'file', url: 'https://desk.example/b', name: 'b.pdf' },
          { kind: 'cards', cards: [{ title: 'One', image: 'https://desk.example/c' }] },
        ],
      },
      rig.told(),
    )
    expect(ours.parts).toEqual([
      { kind: 'unsupported', what: 'image' },
      { kind: 'unsupported', what: 'file' },
      { kind: 'cards', cards: [{ title: 'One' }] },
    ])
    expect(await rig.store.files.nextDue()).toBeNull()
  })

  it('has twenty files at most', async () => {
    rig = await startFiles({ desk: aGif })
    const parts = Array.from({ length: 22 }, (_, n) => ({ kind: 'image' as const, url: `https://desk.example/${n}` }))
    const ours = await rig.files.adopt({ parts }, rig.told())
    expect(ours.parts.map((part) => part.kind).lastIndexOf('image')).toBe(19)
    expect(ours.parts[20]).toEqual({ kind: 'unsupported', what: 'image' })
  })
})
