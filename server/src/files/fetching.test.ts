import { freshDatabase } from '@baton/e2e/postgres.ts'
import { afterEach, describe, expect, it } from 'vitest'
import type { FileBody } from '../desk/desk.ts'
import { done, type Outcome, refused, unsure, why } from '../outcome.ts'
import { StoreTrouble } from '../store/store.ts'
import { account, aGif, answered, type FilesRig, fileOf, image, startFiles } from './rig.ts'
import * as samples from './samples-rig.ts'

let rig: FilesRig
afterEach(() => rig.close())
const state = async (url: string | undefined) => (await rig.store.files.get(fileOf(url)))?.state
const within = { timeout: 10_000 }
const settled = (url: string | undefined) => expect.poll(() => state(url), within)
const minute = 60_000
const hour = 60 * minute
const busy: Outcome<FileBody> = { kind: 'retry', why: why('http-503'), scope: 'account' }

const isPause = (ms: number) => ms > 5_000 && ms < 2 * minute
/** Not due, and in nobody's hands: a lease is longer. */
const postponed = () => expect.poll(async () => isPause((await rig.store.files.nextDue()) ?? 0), within).toBe(true)

/** Adopts an image and gives its path. */
async function adopt(event = 'event-1', by = rig.files): Promise<string> {
  const [part] = (await by.adopt(image(), rig.told(event))).parts
  return part?.kind === 'image' ? part.url : ''
}

describe("a desk's file", () => {
  it('is fetched in the background, checked and cleaned like any other, and opened by a link', async () => {
    rig = await startFiles({ desk: aGif })
    rig.files.start()
    const url = await adopt()
    await settled(url).toBe('kept')
    expect(rig.asked).toEqual([{ url: 'https://desk.example/a' }])
    expect(await rig.opened(fileOf(url))).toMatchObject({ type: 'image/gif', name: 'cat.gif' })
    expect(await rig.files.read(url)).toMatchObject({ type: 'image/gif' })
    expect(await adopt()).toBe(url)
    expect(rig.asked).toHaveLength(1)
  })

  it('waits for its turn: two are fetched at a time, and the next as soon as one is here', async () => {
    const calls: PromiseWithResolvers<Outcome<FileBody>>[] = []
    rig = await startFiles({
      desk() {
        const call = Promise.withResolvers<Outcome<FileBody>>()
        calls.push(call)
        return call.promise
      },
    })
    rig.files.start()
    const urls: string[] = []
    for (let n = 0; n < 5; n++) urls.push(await adopt(`event-${n}`))
    for (let n = 0; n < 5; n++) {
      await expect.poll(() => calls.length, { timeout: 5_000 }).toBe(Math.min(n + 2, 5))
      calls[n]?.resolve(aGif())
      await expect
        .poll(async () => (await Promise.all(urls.map(state))).filter((one) => one === 'kept').length)
        .toBe(n + 1)
    }
  })

  it.each<[string, () => Outcome<FileBody>, string]>([
    ['the desk refuses it', () => refused('http-403'), 'http-403'],
    ['is gone', () => ({ kind: 'gone', why: 'deleted' }), 'deleted'],
    ['is a page', () => done({ bytes: Buffer.from('<html>'), type: 'image/png', name: 'a.png' }), 'fileType'],
    [
      'is too large',
      () => done({ bytes: Buffer.alloc(6_000_000, 'a'), type: 'text/plain', name: 'a.txt' }),
      'tooLarge',
    ],
  ])('is given up for good when it %s, and the owner is told without a word of it', async (_what, desk, code) => {
    rig = await startFiles({ desk })
    rig.files.start()
    const url = await adopt()
    await settled(url).toBe('refused')
    expect(await rig.opened(fileOf(url))).toBeNull()
    expect(rig.asked).toHaveLength(1)
    const line = rig.lines.find((one) => one.includes('not shown')) ?? ''
    expect(JSON.parse(line)).toMatchObject({ level: 40, file: fileOf(url), account, why: code })
    expect(rig.lines.join()).not.toContain('desk.example')
  })

  it.each<[string, () => Outcome<FileBody>]>([
    ['is busy', () => busy],
    ['leaves it unsure', () => unsure('timeout')],
  ])('is tried again with growing pauses while the desk %s, and had at last', async (_what, trouble) => {
    let now = trouble
    rig = await startFiles({ desk: () => now() })
    rig.files.start()
    const url = await adopt()
    const pauses: number[] = []
    for (let tries = 1; tries <= 4; tries++) {
      await expect.poll(() => rig.asked.length, within).toBe(tries)
      await postponed()
      const pause = (await rig.store.files.nextDue()) ?? 0
      pauses.push(pause)
      rig.clock.turn(pause)
      if (tries === 4) now = aGif
      await rig.files.stop()
      rig.files.start()
    }
    await settled(url).toBe('kept')
    for (const [n, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThan(10_000 * 2 ** n - 2_000)
      expect(pause).toBeLessThanOrEqual(12_500 * 2 ** n)
    }
  })

  it('waits as long as the desk asks for', async () => {
    rig = await startFiles({ desk: () => ({ ...busy, after: 10 * minute }) as Outcome<FileBody> })
    rig.files.start()
    await adopt()
    await expect.poll(() => rig.store.files.nextDue(), within).toBeGreaterThan(9 * minute)
  })

  it('is given up after a day', async () => {
    rig = await startFiles({ desk: () => busy })
    const url = await adopt()
    rig.clock.turn(24 * hour - minute)
    rig.files.start()
    await postponed()
    expect(await state(url)).toBe('wanted')
    await rig.files.stop()
    rig.clock.turn(minute)
    rig.files.start()
    await settled(url).toBe('refused')
    expect(rig.lines.join()).toContain('http-503, for a day')
  })

  it('waits for the account to have a desk again', async () => {
    rig = await startFiles()
    rig.files.start()
    const url = await adopt()
    await postponed()
    rig.clock.turn(minute)
    rig.serve({ desk: aGif }).start()
    await settled(url).toBe('kept')
  })

  it('is held while the scanner is out', async () => {
    let status = 500
    rig = await startFiles({ desk: aGif, scanner: () => answered(status) })
    rig.files.start()
    const url = await adopt()
    await postponed()
    expect(await state(url)).toBe('wanted')
    status = 200
    rig.clock.turn(minute)
    expect(await rig.opened(fileOf(url))).toMatchObject({ type: 'image/gif' })
  })

  it('that somebody opens is fetched at once, and waited for by all who open it', async () => {
    let now: Outcome<FileBody> | Promise<Outcome<FileBody>> = busy
    rig = await startFiles({ desk: () => now })
    rig.files.start()
    const url = await adopt()
    await postponed()
    rig.clock.turn(6_000)
    const { promise, resolve } = Promise.withResolvers<Outcome<FileBody>>()
    now = promise
    const opening = [rig.opened(fileOf(url)), rig.opened(fileOf(url)), rig.files.read(url)]
    await expect.poll(() => rig.asked.length, within).toBe(2)
    resolve(aGif())
    for (const one of await Promise.all(opening)) expect(one).toMatchObject({ type: 'image/gif' })
    expect(rig.asked).toHaveLength(2)
  })

  it('that does not come in time is for later, here and at another server', async () => {
    const { promise, resolve } = Promise.withResolvers<Outcome<FileBody>>()
    rig = await startFiles({ desk: () => promise, patience: 700 })
    rig.files.start()
    const url = await adopt()
    await expect.poll(() => rig.asked.length, within).toBe(1)
    expect(await rig.opened(fileOf(url))).toBe('later')
    expect(await rig.opened(fileOf(url), rig.serve())).toBe('later')
    expect(await rig.files.read(url)).toBeNull()
    expect(rig.asked).toHaveLength(1)
    resolve(aGif())
    await settled(url).toBe('kept')
  })

  it('is taken up at the start after a crash, also when it was fetched and not kept yet', async () => {
    rig = await startFiles({ desk: aGif })
    const { files } = rig.store
    const dead = rig.serve({}, { ...files, keep: () => Promise.reject(new StoreTrouble('the power is gone', true)) })
    dead.start()
    const url = await adopt('event-1', dead)
    await expect.poll(() => rig.lines.join(), within).toContain('the power is gone')
    expect(await state(url)).toBe('wanted')
    rig.files.start()
    // It is in the hands of the dead one until its lease is over.
    expect(await rig.store.files.nextDue()).toBeGreaterThan(minute)
    expect(rig.asked).toHaveLength(1)
    await Promise.all([dead.stop(), rig.files.stop()])
    rig.clock.turn(3 * minute)
    rig.files.start()
    await settled(url).toBe('kept')
    expect(rig.asked).toHaveLength(2)
  })

  it('that does not come does not hold up a server that leaves', async () => {
    rig = await startFiles({ desk: () => Promise.withResolvers<Outcome<FileBody>>().promise })
    rig.files.start()
    const url = await adopt()
    await expect.poll(() => rig.asked.length, within).toBe(1)
    const since = performance.now()
    await rig.files.stop()
    expect(performance.now() - since).toBeLessThan(8_000)
    expect(await state(url)).toBe('wanted')
  })

  it('is no reason to stop when asking for it throws', async () => {
    let first = true
    rig = await startFiles({
      desk() {
        if (!first) return aGif()
        first = false
        throw new TypeError('a mistake of ours')
      },
    })
    rig.files.start()
    await adopt('event-1')
    await expect.poll(() => rig.lines.join(), within).toContain('a mistake of ours')
    await settled(await adopt('event-2')).toBe('kept')
  })
})

it('two servers on one PostgreSQL fetch each file once', { timeout: 60_000 }, async () => {
  rig = await startFiles({ at: await freshDatabase(), desk: aGif })
  const second = await rig.open()
  const other = rig.serve({}, second.files)
  rig.files.start()
  other.start()
  const urls: string[] = []
  for (let n = 0; n < 12; n++) urls.push(await adopt(`event-${n}`, n % 2 ? rig.files : other))
  const opened = urls.map((url, n) => rig.opened(fileOf(url), n % 3 ? rig.files : other))
  for (const one of await Promise.all(opened)) expect(one).toMatchObject({ type: 'image/gif' })
  expect(rig.asked).toHaveLength(12)
  await other.stop()
  await second.close()
})

it('the same bytes lie in memory once, however many open them', async () => {
  rig = await startFiles()
  const { file } = await rig.put(samples.pdf, 'a.pdf')
  if (!file) throw new Error('refused')
  const [one, two] = [await rig.opened(file), await rig.opened(file)]
  if (typeof one !== 'object' || typeof two !== 'object') throw new Error('not opened')
  expect(one?.bytes).toBe(two?.bytes)
})
