import type { ConversationId, FileId, Ms, Time, VisitorId } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileClaim, Files } from '../store.ts'
import { account, begun, type MakePlace, newVisitor, otherSite, type Place, site } from './place.ts'

const hour: Ms = 3_600_000
let count = 0
const newFile = () => `file-${String(++count).padStart(17, '0')}` as FileId
const bytes = (...values: number[]) => Uint8Array.from(values)
const kept = (parts: Partial<Parameters<Files['keep']>[1]> = {}) => ({
  ...{ bytes: bytes(1, 2, 3), name: 'a.png', type: 'image/png', width: 2, height: 1 },
  ...parts,
})
const idsOf = (claims: FileClaim[]) => claims.map(({ file }) => file.id).sort()

export function filesConformance(make: MakePlace): void {
  describe('files', () => {
    let place: Place
    let conversation: ConversationId
    let visitor: VisitorId
    beforeEach(async () => {
      place = await make()
      conversation = await begun(place.store)
      visitor = newVisitor()
    })
    afterEach(() => place.close())

    const room = (parts: { files?: number; bytes?: number } = {}) => ({
      ...{ files: 10, bytes: 100, ...parts },
      ...{ since: (place.now() - 24 * hour) as Time, fresh: (place.now() - hour) as Time },
    })
    const theirs = (id = newFile(), size = 10) => ({ id, site, conversation, visitor, name: 'said.png', size })
    const desks = (id = newFile()) => {
      const source = { url: `https://desk.example/${id}`, name: null }
      return { id, site, conversation, name: 'told.pdf', account, source }
    }

    it('keeps a file with its bytes once, and tells what it is', async () => {
      const { files } = place.store
      const file = theirs()
      expect(await files.reserve(file, room())).toBe(true)
      expect(await files.get(file.id)).toEqual({
        ...{ ...file, desk: null, state: 'wanted', why: null, type: null, width: null, height: null },
        ...{ madeAt: place.now(), tries: 0 },
      })
      expect(await files.bytes(file.id)).toBeNull()
      const both = await Promise.all([
        files.keep(file.id, kept({ bytes: bytes(0, 255, 7, 0) })),
        place.other.files.keep(file.id, kept({ bytes: bytes(0, 255, 7, 0) })),
      ])
      expect(both.sort()).toEqual([false, true])
      expect(Uint8Array.from((await place.other.files.bytes(file.id)) ?? [])).toEqual(bytes(0, 255, 7, 0))
      expect(await place.other.files.get(file.id)).toMatchObject({
        ...{ state: 'kept', name: 'a.png', type: 'image/png', size: 4, width: 2, height: 1 },
      })
      expect(await files.refuse(file.id, 'late')).toBe(false)
      expect(await files.keep(newFile(), kept())).toBe(false)
      expect(await files.get(newFile())).toBeNull()
    })

    it('keeps five megabytes as they are', async () => {
      const file = theirs()
      await place.store.files.reserve(file, room())
      const large = new Uint8Array(5 * 1_048_576).map((_, n) => n * 7)
      await place.store.files.keep(file.id, kept({ bytes: large }))
      const found = await place.other.files.bytes(file.id)
      expect(found && Buffer.from(found).equals(large)).toBe(true)
    })

    it('has room for so many files in a conversation, and for so many bytes of a visitor, and for no more', async () => {
      const { files } = place.store
      const asked = Array.from({ length: 6 }, () => theirs())
      const answers = await Promise.all(
        asked.map((file, n) => (n % 2 ? place.store : place.other).files.reserve(file, room({ files: 3 }))),
      )
      expect(answers.filter(Boolean)).toHaveLength(3)
      const another = { ...theirs(), conversation: await begun(place.store), size: 71 }
      expect(await files.reserve(another, room())).toBe(false)
      expect(await files.reserve({ ...another, size: 70 }, room())).toBe(true)
      expect(await files.reserve({ ...theirs(), visitor: newVisitor(), size: 100 }, room({ files: 4 }))).toBe(true)
      await files.want([desks()])
      expect(await files.reserve({ ...theirs(), size: 0 }, room({ files: 5 }))).toBe(true)
    })

    it('has room again when what was reserved did not come, and renews it when it is asked for again', async () => {
      const { files } = place.store
      const file = theirs()
      await files.reserve(file, room({ files: 1 }))
      expect(await files.reserve(file, room({ files: 1, bytes: 10 }))).toBe(true)
      expect(await files.reserve(theirs(), room({ files: 1 }))).toBe(false)
      await place.pass(hour)
      const next = theirs()
      expect(await files.reserve(next, room({ files: 1, bytes: 10 }))).toBe(true)
      expect(await files.reserve({ ...file, size: 5, name: 'again.png' }, room({ files: 1 }))).toBe(false)
      expect(await files.reserve({ ...file, size: 5, name: 'again.png' }, room({ files: 2 }))).toBe(true)
      expect(await files.get(file.id)).toMatchObject({ size: 5, name: 'again.png', madeAt: place.now() })
      await files.keep(next.id, kept())
      await place.pass(hour)
      expect(await files.reserve(file, room({ files: 1 }))).toBe(false)
      expect(await files.reserve(next, room())).toBe(false)
    })

    it('counts what was refused among the bytes, not among the files', async () => {
      const { files } = place.store
      const file = theirs()
      await files.reserve(file, room())
      expect(await files.refuse(file.id, 'fileType')).toBe(true)
      expect(await files.get(file.id)).toMatchObject({ state: 'refused', why: 'fileType' })
      expect(await files.keep(file.id, kept())).toBe(false)
      expect(await files.reserve(theirs(), room({ files: 1, bytes: 19 }))).toBe(false)
      expect(await files.reserve(theirs(), room({ files: 1, bytes: 20 }))).toBe(true)
      expect(await files.reserve(file, room())).toBe(false)
    })

    it('gives each file of a desk to one server at a time, and to the next when the lease is over', async () => {
      const { files } = place.store
      const [one, two] = [desks(), desks()]
      expect(await files.nextDue()).toBeNull()
      await files.want([one, two])
      await files.want([{ ...one, name: 'another name', site: otherSite }])
      await files.reserve(theirs(), room())
      expect(await files.nextDue()).toBe(0)
      const taken = await Promise.all([place.store, place.other].map((server) => server.files.claim('one', 1000, 10)))
      expect(idsOf(taken.flat())).toEqual([one.id, two.id])
      expect(taken.flat()[0]?.file).toMatchObject({ name: 'told.pdf', site, desk: { account }, tries: 1 })
      expect(taken.flat().find(({ file }) => file.id === one.id)?.file.desk.source).toEqual(one.source)
      expect(await files.claimOne('one', one.id, 1000)).toBeNull()
      const wait = (await files.nextDue()) ?? 0
      expect(wait > 500 && wait <= 1000).toBe(true)
      await files.keep(two.id, kept())
      await place.pass(1000)
      const [again] = await files.claim('one', 1000, 10)
      expect(again?.file).toMatchObject({ id: one.id, tries: 2 })
      expect(await files.postpone(taken.flat().find(({ file }) => file.id === one.id) as FileClaim, 0, 0)).toBe(false)
      expect(await files.claim('one', 1000, 10)).toEqual([])
    })

    it('frees what an owner had in its hands when it died, and nothing else', async () => {
      const { files } = place.store
      const [one, two, resting] = [desks(), desks(), desks()]
      await files.want([one])
      await files.claim('dead', 1_000_000, 10)
      await files.want([two, resting])
      const [claim, other] = await files.claim('alive', 1_000_000, 10)
      const isTwo = claim?.file.id === two.id
      await files.postpone((isTwo ? other : claim) as FileClaim, 50_000, 50_000)
      await files.inherit('dead')
      await files.inherit('nobody')
      expect(idsOf(await files.claim('next', 1000, 10))).toEqual([one.id])
      expect(await files.claimOne('next', two.id, 1000)).toBeNull()
      expect(await files.claimOne('next', resting.id, 1000)).toBeNull()
    })

    it('gives no file to two of many who claim at the same time', async () => {
      for (let round = 0; round < 4; round++) {
        const told = Array.from({ length: 20 }, () => desks())
        await place.store.files.want(told)
        const taken = await Promise.all(
          Array.from({ length: 8 }, (_, n) => (n % 2 ? place.store : place.other).files.claim('one', 1_000_000, 20)),
        )
        const left = await place.store.files.claim('one', 1_000_000, 20)
        expect(idsOf([...taken.flat(), ...left])).toEqual(told.map((file) => file.id).sort())
      }
    })

    it('fetches a postponed file when it is due, sooner when somebody asks for it, but not while it rests', async () => {
      const { files } = place.store
      const file = desks()
      await files.want([file])
      const [claim] = (await files.claim('one', 1000, 10)) as [FileClaim]
      expect(await files.postpone(claim, 50_000, 5_000)).toBe(true)
      expect(await files.claimOne('one', file.id, 1000)).toBeNull()
      await place.pass(5_000)
      expect(await files.claim('one', 1000, 10)).toEqual([])
      const sooner = await files.claimOne('one', file.id, 10_000)
      expect(sooner?.file.tries).toBe(2)
      await files.postpone(sooner as FileClaim, 50_000, 5_000)
      await place.pass(50_000)
      expect(idsOf(await files.claim('one', 1000, 10))).toEqual([file.id])
      expect(await files.refuse(file.id, 'gone')).toBe(true)
      await place.pass(1000)
      expect(await files.claim('one', 1000, 10)).toEqual([])
      expect(await files.claimOne('one', file.id, 1000)).toBeNull()
      expect(await files.nextDue()).toBeNull()
    })

    it('forgets a visitor’s file that no message names in time, with its bytes, and nothing else', async () => {
      const { files } = place.store
      const [loose, named, told, unsent] = [theirs(), theirs(), desks(), theirs()]
      for (const file of [loose, named, unsent]) await files.reserve(file, room())
      await files.want([told])
      for (const file of [loose, named, told]) await files.keep(file.id, kept())
      expect(await files.attach(named.id)).toBe(true)
      expect(await files.attach(named.id)).toBe(true)
      expect(await files.attach(unsent.id)).toBe(false)
      expect(await files.expire(place.now())).toBe(0)
      await place.pass(1)
      expect(await files.expire(place.now())).toBe(2)
      expect(await files.get(loose.id)).toBeNull()
      expect(await files.bytes(loose.id)).toBeNull()
      expect(await files.attach(loose.id)).toBe(false)
      expect(await files.bytes(named.id)).not.toBeNull()
      expect(await files.bytes(told.id)).not.toBeNull()
    })
  })
}
