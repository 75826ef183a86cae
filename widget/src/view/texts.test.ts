import { signal } from '@preact/signals'
import { describe, expect, it, vi } from 'vitest'
import { defaultSettings } from '../model/settings.ts'
import { allTexts } from './later/later-words.ts'
import { texts as ar } from './texts/ar.ts'
import { texts as de } from './texts/de.ts'
import { en } from './texts/en.ts'
import { enLater } from './texts/en-later.ts'
import { texts as es } from './texts/es.ts'
import { texts as fr } from './texts/fr.ts'
import { createWords, fill } from './texts.ts'

const all = { ...en, ...enLater }
const holes = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()

describe.each(Object.entries({ ar, de, es, fr }))('the table of %s', (_, table) => {
  it('has every text, with the same things to fill in', () => {
    const named = (texts: object) =>
      Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, holes(text)]))
    expect(named(table)).toEqual(named(all))
    for (const text of Object.values(table)) expect(text).not.toBe('')
  })
})

describe('the words', () => {
  it('come in the page’s language, and before that in English', async () => {
    const { words } = createWords(signal(defaultSettings), { language: 'de-AT', direction: '' })
    expect(words.value.texts.send).toBe('Send')
    await vi.waitFor(() => expect(words.value.texts.send).toBe('Senden'))
    expect([words.value.locale, words.value.direction]).toEqual(['de-AT', 'ltr'])
  })

  it('are the site’s own where it has any', () => {
    const { words } = createWords(signal({ ...defaultSettings, texts: { send: 'Go' } }), {
      language: 'en',
      direction: '',
    })
    expect([words.value.texts.send, words.value.texts.bot]).toEqual(['Go', en.bot])
  })

  it('that come later are the site’s own too, and the language’s where it has come', async () => {
    const settings = signal({ ...defaultSettings, texts: { noThanks: 'Nope' } })
    expect(allTexts(createWords(settings, { language: 'en', direction: '' }).words.value)).toMatchObject({
      ...{ noThanks: 'Nope', keepWaiting: 'Keep waiting' },
    })
    const { words } = createWords(settings, { language: 'de', direction: '' })
    await vi.waitFor(() => expect(allTexts(words.value).keepWaiting).toBe('Weiter warten'))
    expect(allTexts(words.value).noThanks).toBe('Nope')
  })

  it('run from right to left with the language or the page', () => {
    const direction = (language: string, page: string) =>
      createWords(signal(defaultSettings), { language, direction: page }).words.value.direction
    expect([direction('ar', ''), direction('he', 'ltr'), direction('en', 'rtl'), direction('en', '')]).toEqual([
      'rtl',
      'rtl',
      'rtl',
      'ltr',
    ])
  })

  it.each(['', 'x', 'not a language', 'en_US', '*'])('survive a page that calls its language %j', (language) => {
    expect(createWords(signal(defaultSettings), { language, direction: '' }).words.value.texts.send).toBe('Send')
  })

  it('keep what cannot be filled in', () => {
    expect(fill('{n} of {total}', { n: 1 })).toBe('1 of {total}')
  })
})
