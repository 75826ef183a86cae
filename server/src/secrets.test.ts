import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSealer } from './secrets.ts'

const first = 'first key, long enough to be one: 8d1f6c'
const second = 'second key, long enough to be one: 77aa10'
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString()

describe('a sealer', () => {
  it('opens what it sealed, whatever the bytes', () => {
    const sealer = createSealer([first])
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, purpose) => {
        const opened = sealer.open(purpose, sealer.seal(purpose, bytes))
        expect(opened.kind === 'opened' && Buffer.from(opened.bytes).equals(Buffer.from(bytes))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('never makes the same sealed bytes twice', () => {
    const sealer = createSealer([first])
    expect(sealer.seal('a', Buffer.from('x'))).not.toEqual(sealer.seal('a', Buffer.from('x')))
  })

  it('does not hold the plain text', () => {
    expect(text(createSealer([first]).seal('a', Buffer.from('plain words')))).not.toContain('plain words')
  })

  it('says that another key was used', () => {
    const sealed = createSealer([first]).seal('a', Buffer.from('x'))
    expect(createSealer([second]).open('a', sealed)).toEqual({ kind: 'failed', why: 'otherKey' })
  })

  it('opens with an old key while the new one seals', () => {
    const old = createSealer([first]).seal('a', Buffer.from('kept'))
    const both = createSealer([second, first])
    const opened = both.open('a', old)
    expect(opened.kind === 'opened' && text(opened.bytes)).toBe('kept')
    expect(createSealer([second]).open('a', both.seal('a', Buffer.from('x'))).kind).toBe('opened')
  })

  it('opens nothing that was sealed for another purpose', () => {
    const sealer = createSealer([first])
    for (const other of ['b', 'a:x', '']) {
      expect(sealer.open(other, sealer.seal('a', Buffer.from('x')))).toEqual({ kind: 'failed', why: 'damaged' })
    }
    expect(sealer.open('a:2', sealer.seal('a:1', Buffer.from('x')))).toEqual({ kind: 'failed', why: 'damaged' })
  })

  it('notices every changed byte and every cut', () => {
    const sealer = createSealer([first])
    const sealed = sealer.seal('a', Buffer.from('some bytes'))
    for (let i = 0; i < sealed.length; i++) {
      const changed = Uint8Array.from(sealed)
      changed[i] = (changed[i] ?? 0) ^ 1
      expect(sealer.open('a', changed).kind).toBe('failed')
      expect(sealer.open('a', sealed.subarray(0, i)).kind).toBe('failed')
    }
  })

  it('never throws on bytes that it did not make', () => {
    const sealer = createSealer([first])
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => sealer.open('a', bytes).kind === 'failed'))
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 80 }),
        (bytes) => sealer.open('a', Uint8Array.of(1, ...bytes)).kind === 'failed',
      ),
    )
  })

  it('makes the same proof on every server, another for each purpose, text and key', () => {
    const [a] = createSealer([first]).macs('hook', 'acme/support')
    expect(createSealer([first]).macs('hook', 'acme/support')[0]).toEqual(a)
    expect(createSealer([first]).macs('other', 'acme/support')[0]).not.toEqual(a)
    expect(createSealer([first]).macs('hook', 'acme/sales')[0]).not.toEqual(a)
    expect(createSealer([second, first]).macs('hook', 'acme/support')[1]).toEqual(a)
    expect(a).toHaveLength(32)
  })
})
