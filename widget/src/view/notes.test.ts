import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { closedText } from './notes.ts'
import { texts as ar } from './texts/ar.ts'
import { texts as de } from './texts/de.ts'
import { en } from './texts/en.ts'
import { texts as es } from './texts/es.ts'
import { texts as fr } from './texts/fr.ts'

const said = (opensAt: string | null, now: string, locale = 'en-GB', texts = en) =>
  closedText(opensAt === null ? null : Date.parse(opensAt), Date.parse(now), { texts, locale, direction: 'ltr' })
const saturday = '2026-11-21T14:00Z'
const monday = '2026-11-23T14:00Z'

describe('when the team is back', () => {
  beforeEach(() => void vi.stubEnv('TZ', 'America/New_York'))
  afterEach(() => void vi.unstubAllEnvs())

  it('is told in the time zone of whoever reads it', () => {
    expect(said(monday, saturday)).toBe('Our team is away at the moment. We are back on Monday at 9:00.')
    vi.stubEnv('TZ', 'Europe/Berlin')
    expect(said(monday, saturday)).toBe('Our team is away at the moment. We are back on Monday at 15:00.')
  })

  it.each([
    ['en-US', en, /back on Monday at 9:00\sAM\.$/],
    ['de', de, /am Montag um 0?9:00 Uhr wieder da\.$/],
    ['fr', fr, /de retour lundi à 0?9:00\.$/],
    ['es', es, /el lunes a las 9:00\.$/],
    ['ar', ar, /الاثنين/],
  ])('is told in %s', (locale, texts, words) => {
    expect(said(monday, saturday, locale, texts)).toMatch(words)
  })

  it('is today until midnight, and has its date where the weekday alone would mislead', () => {
    expect(said('2026-11-21T16:30Z', saturday)).toMatch(/back today at 11:30\.$/)
    expect(said('2026-11-22T14:00Z', saturday)).toMatch(/back on Sunday at 9:00\.$/)
    expect(said('2026-11-28T14:00Z', saturday)).toMatch(/back on Saturday,? 28 November at 9:00\.$/)
  })

  it('is left out where it is not known, and once it is past', () => {
    expect(said(null, saturday)).toBe(en.endedDeskClosed)
    expect(said(monday, monday)).toBe(en.endedDeskClosed)
  })
})
