import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import type { FileId, VisitorId } from '@baton/shared/ids.ts'
import { expect, it } from 'vitest'
import { fileBytes } from '../file-limits.ts'
import { bodyOf, createUploads } from './uploads.ts'

it('holds 64 megabytes of bodies at most, whoever sends them', () => {
  const uploads = createUploads()
  const begin = (n: number, size = fileBytes) => uploads.begin(`f${n}` as FileId, `v${n}` as VisitorId, size)
  const under = Array.from({ length: 12 }, (_, n) => begin(n))
  expect(under).not.toContain(null)
  expect(begin(12)).toBeNull()
  const small = begin(12, 4 * 1_048_576)
  expect(small).not.toBeNull()
  expect(begin(13, 1)).toBeNull()
  under[0]?.()
  expect(begin(13)).not.toBeNull()
})

function sending(headers: IncomingMessage['headers'] = {}) {
  const stream = new PassThrough()
  return { stream, request: Object.assign(stream, { headers }) as unknown as IncomingMessage }
}
const never = { after: () => () => {} }

it('takes no more of a body than it may have, without waiting for its end', async () => {
  const { stream, request } = sending()
  const body = bodyOf(request, 10, never)
  stream.write('a'.repeat(10))
  stream.write('a')
  expect(await body).toBe('tooLarge')
  expect(await bodyOf(sending({ 'content-length': '11' }).request, 10, never)).toBe('tooLarge')
  const { stream: whole, request: right } = sending({ 'content-length': '10' })
  whole.end('a'.repeat(10))
  expect(await bodyOf(right, 10, never)).toHaveLength(10)
})

it('gives up a body of which nothing more comes, and waits anew after each piece', async () => {
  const { stream, request } = sending()
  const timers = new Set<() => void>()
  const clock = {
    after(_ms: number, then: () => void) {
      timers.add(then)
      return () => void timers.delete(then)
    },
  }
  const body = bodyOf(request, 100, clock)
  const [first] = timers
  stream.write('a')
  await expect.poll(() => timers.has(first as () => void)).toBe(false)
  expect(timers.size).toBe(1)
  for (const then of timers) then()
  expect(await body).toBe('cut')
  expect(timers.size).toBe(0)
})
