import { describe, expect, it } from 'vitest'
import { sayMistake } from '../mistakes.ts'
import { toyKinds } from './fakes.ts'
import { parseSite } from './parse.ts'
import { policyOf } from './site-of.ts'

const { kinds } = toyKinds()
const fileWith = (hours: string, more = '') => `
site: acme
name: Acme
origins: [https://www.acme.com]
handoff:
  hours: ${hours}
desks:
  support: { kind: freshchat, url: acme.freshchat.com, token: { secret: t }, topic: Web chat, appId: app }
  sales: { kind: freshchat, url: acme.freshchat.com, token: { secret: t }, topic: Sales, appId: app${more} }
`
const parse = (text: string) => parseSite({ file: 'acme.yaml', text, others: {} }, kinds)
const hoursOf = (hours: string) => parse(fileWith(hours)).value?.site.handoff?.hours
const mistakesOf = (hours: string) => (parse(fileWith(hours)).mistakes ?? []).map(sayMistake)
const open = (week: string) => `{ timeZone: Europe/Berlin, open: { ${week} } }`
const nine = { from: 540, to: 1_050 }

describe('office hours in a site file', () => {
  it('are read as they are written', () => {
    const hours = `{ timeZone: Europe/Berlin, open: { mon-fri: "09:00-17:30", sat: "10:00-14:00" }, closed: [2026-12-25, "2027-01-01"] }`
    expect(hoursOf(hours)).toEqual({
      timeZone: 'Europe/Berlin',
      week: [[], [nine], [nine], [nine], [nine], [nine], [{ from: 600, to: 840 }]],
      closed: ['2026-12-25', '2027-01-01'],
    })
  })

  it.each([
    ['mon: ["13:00-17:30", "9:00-12:00"]', { 1: ['540-720', '780-1050'] }],
    ['mon: 00:00-24:00', { 1: ['0-1440'] }],
    ['sat-mon: 09:00 – 10:00', { 6: ['540-600'], 0: ['540-600'], 1: ['540-600'] }],
    ['"Mon, wednesday": 09:00-10:00', { 1: ['540-600'], 3: ['540-600'] }],
    ['', {}],
  ])('may say %s', (week, days) => {
    const read = hoursOf(open(week))?.week.flatMap((spans, day) =>
      spans.length > 0 ? [[String(day), spans.map(({ from, to }) => `${from}-${to}`)]] : [],
    )
    expect(Object.fromEntries(read ?? [['nothing', []]])).toEqual(days)
  })

  it.each([
    ['mon: 17:00-09:00', 'hours.open.mon ends before it begins.\n    A night is two spans'],
    ['mon: 09:00', 'hours.open.mon is no span of a day.\n    Write it as "09:00-17:30"'],
    ['mon: 09:00-25:00', 'is no span of a day.'],
    ['mon: 09:60-11:00', 'is no span of a day.'],
    ['mon: 900', 'must be text.\n    Put it in quotes.'],
    ['mon: []', 'hours.open.mon is empty.'],
    ['mon: ["09:00-12:00", "11:00-13:00"]', 'hours.open.mon has spans that overlap.'],
    ['mon-fri: 09:00-12:00, fri: 13:00-14:00', 'hours.open.fri names fri a second time.\n    Name each day once'],
    ['moon: 09:00-12:00', 'hours.open.moon has a name that cannot be used.\n    Write days such as mon, mon-fri'],
    ['mon-: 09:00-12:00', 'has a name that cannot be used.'],
  ])('are refused when they say %s', (week, wrong) => {
    const mistakes = mistakesOf(open(week))
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toMatch(/^acme\.yaml:6:\d+ /)
    expect(mistakes[0]).toContain(wrong)
  })

  it.each([
    ['Europe/Berln', 'Did you mean Europe/Berlin?'],
    ['Berlin', 'Did you mean Europe/Berlin?'],
    ['New York', 'Did you mean America/New_York?'],
    ['Nowhere/Whatsoever', 'Write the name of a time zone, such as Europe/Berlin'],
    ['"+01:00"', 'Write the name of a time zone'],
    ['', 'Write the name of a time zone'],
  ])('are refused in the time zone %s', (zone, mend) => {
    const [mistake, ...more] = mistakesOf(`{ timeZone: ${zone}, open: { mon: 09:00-10:00 } }`)
    expect(mistake).toMatch(/^acme\.yaml:6:\d+ handoff\.hours\.timeZone is /)
    expect(mistake).toContain(mend)
    expect(more).toEqual([])
  })

  it.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['UTC', 'UTC'],
  ])('take the time zone %s', (zone, name) => {
    expect(hoursOf(`{ timeZone: ${zone}, open: {} }`)?.timeZone).toBe(name)
  })

  it.each(['2026-02-30', '25.12.2026', '2026-12'])('are refused with the closed day %s', (day) => {
    expect(mistakesOf(`{ timeZone: UTC, open: {}, closed: ["${day}"] }`)).toEqual([
      expect.stringMatching(/^acme\.yaml:6:\d+ handoff\.hours\.closed\[1\] is .*\n {4}(Write|Keep)/),
    ])
  })

  it('must say where and when', () => {
    expect(mistakesOf('{}').map((one) => one.split(' ')[1])).toEqual(['handoff.hours.timeZone', 'handoff.hours.open'])
    expect(mistakesOf('{ timezone: UTC, open: {} }').join()).toContain('Did you mean "timeZone"?')
  })

  it('hold for every desk that has none of its own', () => {
    const text = fileWith(open('mon: 09:00-17:30'), ', hours: { timeZone: UTC, open: {} }')
    const file = parse(text).value?.site
    if (!file) throw new Error('it is not taken')
    const accounts = () => 'freshchat:app' as never
    const { desks } = policyOf(file, 1, { accounts, kinds, bot: false, lookEvery: 1 })
    expect(desks.map(({ name, hours }) => [name, hours?.timeZone])).toEqual([
      ['support', 'Europe/Berlin'],
      ['sales', 'UTC'],
    ])
  })
})
