import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordsOf } from './words.ts'

describe('the words of a text', () => {
  it.each([
    ['Öffnungszeiten?!', ['offnungszeiten']],
    ['  Wie SPÄT  ist’s? ', ['wie', 'spat', 'ist', 's']],
    ['Straße · STRASSE', ['strasse', 'strasse']],
    ['İSTANBUL ısı', ['istanbul', 'isi']],
    ['ŁÓDŹ', ['lodz']],
    ['ΛΌΓΟΣ λόγος', ['λογοσ', 'λογοσ']],
    ['Ёлка', ['елка']],
    ['営業時間は？', ['営', '業', '時', '間', 'は']],
    ['ﾃｽﾄ', ['テ', 'ス', 'ト']],
    ['ติดต่อ', [...'ติดต่อ']],
    ['مُحَمَّد', ['محمد']],
    ['iPhone15 Pro', ['iphone15', 'pro']],
    ['👍🏽 ok', ['👍', 'ok']],
    ['…!?', []],
    ['', []],
  ])('of %j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words)
  })

  it('are the same for text that looks the same', () => {
    expect(wordsOf('café'.normalize('NFD'))).toEqual(wordsOf('CAFÉ'.normalize('NFC')))
    expect(wordsOf('が'.normalize('NFD'))).toEqual(['が'])
    expect(wordsOf('が')).not.toEqual(wordsOf('か'))
  })

  it('never fail, whatever the text, lone surrogates and long runs included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => wordsOf(text).every((word) => word !== '')),
    )
    expect(wordsOf('\ud800x')).toEqual(['x'])
    expect(wordsOf('a'.repeat(1_000_000)).join('').length).toBe(16_000)
  })
})
