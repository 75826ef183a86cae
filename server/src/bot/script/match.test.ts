import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMatch, type Listener } from './match.ts'
import { type Phrase, phraseOf } from './phrase.ts'
import { wordsOf } from './words.ts'

type When = { [answer: string]: string[] }
const listeners = (when: When, after: { [answer: string]: string[] } = {}): Listener[] =>
  Object.entries(when).flatMap(([answer, texts]) =>
    texts.map((text) => ({ answer, phrase: phraseOf(text) as Phrase, after: after[answer] ?? null })),
  )
const matcher = (when: When, after: { [answer: string]: string[] } = {}) => {
  const match = createMatch(listeners(when, after))
  return (text: string, last: string | null = null) => match(wordsOf(text), last)
}

describe('a match', () => {
  it('finds a phrase anywhere in the message, whatever its case, accents and punctuation', () => {
    const find = matcher({ hours: ['opening hours'], offen: ['Öffnungszeiten'] })
    expect(find('What are your OPENING-hours, please?')).toBe('hours')
    expect(find('offnungszeiten')).toBe('offen')
    expect(find('hours opening')).toBeNull()
  })

  it('knows where words begin and end', () => {
    const find = matcher({ art: ['art'] })
    expect(find('modern art')).toBe('art')
    expect(find('start the party')).toBeNull()
  })

  it('finds words inside of text that sets no blanks', () => {
    const find = matcher({ hours: ['営業時間', 'เวลาเปิด', '영업시간'] })
    expect(find('今日の営業時間を教えてください')).toBe('hours')
    expect(find('ร้านเวลาเปิดกี่โมง')).toBe('hours')
    expect(find('오늘 영업시간이 어떻게 되나요')).toBe('hours')
    expect(find('営業')).toBeNull()
  })

  it('lets a star stand for any words, also for none', () => {
    const find = matcher({ open: ['when * open'], two: ['a * b * a'] })
    expect(find('When on earth are you open?')).toBe('open')
    expect(find('when open')).toBe('open')
    expect(find('open when')).toBeNull()
    expect(find('a x b')).toBeNull()
    expect(find('a b a')).toBe('two')
    expect(find('b a a b')).toBeNull()
  })

  it('takes "= yes" only as the whole message', () => {
    const find = matcher({ yes: ['= yes'] })
    expect(find('Yes!')).toBe('yes')
    expect(find('yes please')).toBeNull()
  })

  it('prefers the longest phrase, then what follows on, then no gaps, then the first', () => {
    const find = matcher(
      { a: ['hours'], b: ['opening hours'], c: ['opening * hours'], d: ['hours'], e: ['hours'] },
      { e: ['b'] },
    )
    expect(find('hours')).toBe('a')
    expect(find('opening hours')).toBe('b')
    expect(find('opening the hours')).toBe('c')
    expect(find('hours', 'b')).toBe('e')
    expect(find('hours', 'a')).toBe('a')
  })

  it('finds a short phrase that hides at the end of a longer one that broke off', () => {
    const find = matcher({ long: ['a b c d'], short: ['b c'], tiny: ['c'] })
    expect(find('a b c x')).toBe('short')
    expect(find('a a b a b c')).toBe('short')
    expect(find('a b b')).toBeNull()
    expect(find('x c')).toBe('tiny')
  })

  it('finds what a plain search finds', () => {
    const word = fc.constantFrom('a', 'b', 'c')
    const piece = fc.array(word, { minLength: 1, maxLength: 3 })
    const phrase = fc.array(piece, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(
        fc.array(phrase, { minLength: 1, maxLength: 6 }),
        fc.array(word, { maxLength: 14 }),
        (phrases, words) => {
          for (const pieces of phrases) {
            const match = createMatch([{ phrase: { pieces, whole: false }, answer: 'x', after: null }])
            expect(match(words, null) === 'x').toBe(plainly(pieces, words))
          }
          const all = createMatch(
            phrases.map((pieces, index) => ({ phrase: { pieces, whole: false }, answer: String(index), after: null })),
          )
          expect(all(words, null) !== null).toBe(phrases.some((pieces) => plainly(pieces, words)))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('takes time in step with the message, however it repeats itself', () => {
    const find = createMatch(
      listeners({ a: [`${'a '.repeat(30)}b`, 'a * a * a * a * b', 'a * b * a * b'], b: ['a a a', 'a a', 'a'] }),
    )
    const steps = (length: number) => {
      let reads = 0
      const words = new Proxy(
        Array.from({ length }, () => 'a'),
        {
          get(target, key, receiver) {
            if (typeof key === 'string' && /^\d+$/.test(key)) reads++
            return Reflect.get(target, key, receiver)
          },
        },
      )
      const begun = process.cpuUsage().user
      find(words, null)
      return { reads, ms: (process.cpuUsage().user - begun) / 1_000 }
    }
    steps(8_000)
    const short = steps(8_000)
    const long = steps(80_000)
    expect(long.reads).toBeLessThanOrEqual(short.reads * 11)
    expect(long.ms).toBeLessThan(2_000)
  })
})

function plainly(pieces: string[][], words: string[]): boolean {
  const [first, ...rest] = pieces
  if (!first) return true
  for (let at = 0; at + first.length <= words.length; at++) {
    if (first.every((word, i) => words[at + i] === word)) return plainly(rest, words.slice(at + first.length))
  }
  return false
}
