import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { fileBytes } from '../file-limits.ts'
import { type Checked, createCheck } from './check.ts'
import { mostFrames } from './image.ts'
import * as samples from './samples-rig.ts'

const check = createCheck(async () => 'clean')

async function kept(bytes: Uint8Array, name: string, from: 'visitor' | 'desk' = 'visitor'): Promise<Checked> {
  const result = await check(bytes, name, from)
  if (result === 'later' || 'refused' in result) throw new Error(`not kept: ${JSON.stringify(result)}`)
  return result
}

describe('what is taken', () => {
  it.each([
    ['a.png', 'image/png', samples.png],
    ['a.jpg', 'image/jpeg', samples.jpeg],
    ['A.JPEG', 'image/jpeg', samples.jpeg],
    ['a.webp', 'image/webp', samples.webp],
    ['a.gif', 'image/gif', async () => samples.gif()],
  ] as const)('%s is a picture, drawn anew', async (name, type, make) => {
    const bytes = await make()
    const result = await kept(bytes, name)
    const { width = 0, height = 0 } = await sharp(bytes).metadata()
    expect(result).toMatchObject({ name, type, width, height })
    expect(await sharp(result.bytes).metadata()).toMatchObject({ mediaType: type, width, height })
  })

  it.each([
    ['bill.pdf', 'application/pdf', samples.pdf],
    ['notes.txt', 'text/plain', samples.text],
    ['server.log', 'text/plain', samples.text],
  ])('%s is kept byte for byte', async (name, type, bytes) => {
    expect(await kept(bytes, name)).toEqual({ name, type, bytes, width: null, height: null })
  })

  it.each([
    ['how.mp4', 'video/mp4', samples.mp4],
    ['how.webm', 'video/webm', samples.webm],
  ])('%s is taken from an agent and not from a visitor', async (name, type, bytes) => {
    expect(await kept(bytes, name, 'desk')).toMatchObject({ name, type, bytes })
    expect(await check(bytes, name, 'visitor')).toEqual({ refused: 'fileType' })
  })

  it('has five megabytes and not a byte more', async () => {
    const most = Buffer.alloc(fileBytes, 'a')
    expect((await kept(most, 'a.txt')).bytes).toHaveLength(fileBytes)
    expect(await check(Buffer.alloc(fileBytes + 1, 'a'), 'a.txt', 'desk')).toEqual({ refused: 'tooLarge' })
  })

  it('moves in a hundred frames and not in one more', async () => {
    const result = await kept(samples.gif(mostFrames), 'a.gif')
    expect((await sharp(result.bytes).metadata()).pages).toBe(mostFrames)
    expect(result).toMatchObject({ width: 1, height: 1 })
    expect(await check(samples.gif(mostFrames + 1), 'a.gif', 'visitor')).toEqual({ refused: 'tooLarge' })
  })

  it('has 25 million pixels and not one line more', async () => {
    expect(await kept(await samples.png(5_000, 5_000), 'a.png')).toMatchObject({ width: 5_000, height: 5_000 })
    expect(await check(await samples.png(5_000, 5_001), 'a.png', 'visitor')).toEqual({ refused: 'tooLarge' })
  })

  it('has fifty million pixels in all of its frames and not one frame more', async () => {
    expect(await check(samples.gif(3, 5_000, 5_000), 'a.gif', 'visitor')).toEqual({ refused: 'tooLarge' })
    expect(await kept(samples.gif(2, 5_000, 5_000), 'a.gif')).toMatchObject({ width: 5_000, height: 5_000 })
  })

  it('is judged by its header, before anything of it is decoded', async () => {
    const since = process.cpuUsage()
    expect(await check(samples.pngHead(30_000, 30_000), 'a.png', 'visitor')).toEqual({ refused: 'tooLarge' })
    const bomb = samples.pngHead(30_000, 30_000, Buffer.alloc(50_000_000))
    expect(bomb.length).toBeLessThan(100_000)
    const mark = process.memoryUsage().rss
    expect(await check(bomb, 'a.png', 'desk')).toEqual({ refused: 'tooLarge' })
    expect(process.memoryUsage().rss - mark).toBeLessThan(100_000_000)
    expect(process.cpuUsage(since).user).toBeLessThan(5_000_000)
  })

  it('becomes no larger than a file may be, at the price of some quality', async () => {
    const large = await samples.noisy(3_200, 3_100).jpeg({ quality: 62 }).toBuffer()
    expect(large.length).toBeLessThan(fileBytes)
    const again = await sharp(large).jpeg({ quality: 85 }).toBuffer()
    expect(again.length).toBeGreaterThan(fileBytes)
    const result = await kept(large, 'a.jpg')
    expect(result.bytes.length).toBeLessThanOrEqual(fileBytes)
  })
})

describe('what is refused', () => {
  it.each(Object.entries(samples.hostile))('%s', async (_what, [name, bytes]) => {
    expect(await check(bytes, name, 'visitor')).toEqual({ refused: 'fileType' })
  })

  it('of a desk is the same, but for names that say nothing', async () => {
    const nameless = ['a picture without a name', 'a picture without an extension']
    for (const [what, [name, bytes]] of Object.entries(samples.hostile)) {
      const result = await check(bytes, name, 'desk')
      if (nameless.includes(what)) expect(result).toMatchObject({ type: 'image/gif' })
      else expect([what, result]).toEqual([what, { refused: 'fileType' }])
    }
  })

  it('is a picture that ends too soon, wherever it ends', async () => {
    const whole = await samples.noisy(60, 40).jpeg().toBuffer()
    for (const part of [0.1, 0.5, 0.9])
      expect(await check(whole.subarray(0, whole.length * part), 'a.jpg', 'visitor')).toEqual({ refused: 'fileType' })
    const other = await samples.noisy(60, 40).png().toBuffer()
    for (const part of [0.1, 0.5, 0.9])
      expect(await check(other.subarray(0, other.length * part), 'a.png', 'visitor')).toEqual({ refused: 'fileType' })
  })

  it('is never a reason to throw, whatever the bytes are', async () => {
    const whole = await samples.noisy(30, 20).png().toBuffer()
    for (let n = 0; n < 60; n++) {
      const bent = Buffer.from(whole)
      for (let at = 8 + n; at < bent.length; at += 37 + n) bent[at] = (bent[at] ?? 0) ^ (n + 1)
      expect(['object', 'string']).toContain(typeof (await check(bent, 'a.png', 'visitor')))
    }
  })
})

describe('a picture that was drawn anew', () => {
  it('says nothing of where and by whom it was taken, and stands upright', async () => {
    const bytes = await samples.photo()
    expect(bytes.includes('SecretCam') && bytes.includes('SecretXmp')).toBe(true)
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 40, orientation: 6, exif: expect.any(Buffer) })
    const result = await kept(bytes, 'a.jpg')
    expect(result).toMatchObject({ width: 20, height: 40 })
    const [r = 0, , b = 255] = await sharp(result.bytes)
      .extract({ left: 9, top: 5, width: 1, height: 1 })
      .raw()
      .toBuffer()
    expect(r > 200 && b < 50).toBe(true)
    const now = await sharp(result.bytes).metadata()
    expect([now.exif, now.xmp, now.iptc, now.icc, now.orientation]).toEqual(Array(5).fill(undefined))
    expect(Buffer.from(result.bytes).includes('Secret')).toBe(false)
  })

  it('has lost what was hidden behind it', async () => {
    for (const [name, bytes] of [
      ['a.png', await samples.png()],
      ['a.gif', samples.gif()],
      ['a.jpg', await samples.jpeg()],
      ['a.webp', await samples.webp()],
    ] as const) {
      const both = Buffer.concat([bytes, Buffer.from('<script>alert(1)</script>PK\x03\x04')])
      const result = await check(both, name, 'visitor')
      if (result === 'later' || 'refused' in result) expect(result).toEqual({ refused: 'fileType' })
      else expect(Buffer.from(result.bytes).includes('script')).toBe(false)
    }
  })
})

describe("a desk's file", () => {
  it.each([
    ['', 'file.gif'],
    ['photo', 'photo.gif'],
    ['photo.jpg', 'photo.gif'],
    ['PHOTO.GIF', 'PHOTO.GIF'],
  ])('called “%s” becomes %s when it is a GIF', async (said, name) => {
    expect((await kept(samples.gif(), said, 'desk')).name).toBe(name)
  })

  it.each(['bill.pdf.exe', 'bill.html', 'bill.png'])('called %s is refused when it is a PDF', async (said) => {
    expect(await check(samples.pdf, said, 'desk')).toEqual({ refused: 'fileType' })
  })
})
