import type { SiteId } from '@baton/shared/ids.ts'
import { expect, it } from 'vitest'
import type { AccountId } from '../conversation/ids.ts'
import { toyKinds } from './fakes.ts'
import { parseSite } from './parse.ts'
import { policyOf } from './site-of.ts'

const site = (handoff: string, more = '', desk = '') => `site: acme
name: Acme
origins: [https://www.acme.com]
handoff: ${handoff}
${more}
desks:
  support: { kind: freshchat, url: acme.freshchat.com, token: { secret: t }, topic: Web, appId: app-1 ${desk} }
  after-sales: { kind: freshchat, url: acme.freshchat.com, token: { secret: t }, topic: Web, appId: app-1 }
`
const { kinds } = toyKinds()
const parse = (text: string) => parseSite({ file: 'acme.yaml', text, others: {} }, kinds)

function policy(text: string) {
  const parsed = parse(text)
  if (parsed.mistakes) throw new Error(JSON.stringify(parsed.mistakes))
  const accounts = () => 'freshchat:app-1' as AccountId
  return policyOf(parsed.value.site, 1, { accounts, kinds, bot: true, lookEvery: 60_000 })
}
const wrong = (text: string) => (parse(text).mistakes ?? []).map(({ wrong: said, mend }) => `${said} ${mend}`)

it('asks for a rating and how to go on where nothing is said, and for nothing else', () => {
  expect(policy(site('{}'))).toMatchObject({
    ...{ rating: 'thumbs', afterWait: 'ask', form: [], chooseDesk: false, tickets: 'none' },
    ...{ notUnderstood: null, rules: [] },
    desks: [
      { name: 'support', label: 'Support', otherwise: null },
      { name: 'after-sales', label: 'After sales', otherwise: null },
    ],
  })
})

it('takes forms, ratings, rules and the desk that stands in', () => {
  const handoff = `
  form: [name?, email, question]
  rating: none
  chooseDesk: true
  afterWait: bot
  when:
    notUnderstood: 2
    rules:
      - { name: prices, page: [/pricing*, "https://shop.acme.com/*"], attributes: { plan: gold, seats: 3 }, desk: after-sales }`
  expect(
    policy(site(handoff, 'tickets: { kind: desk }', ', label: "Help & care", otherwise: after-sales')),
  ).toMatchObject({
    form: [
      { id: 'name', required: false },
      { id: 'email', required: true },
      { id: 'question', required: true },
    ],
    ...{ rating: null, chooseDesk: true, afterWait: 'bot', tickets: 'desk', notUnderstood: 2 },
    rules: [
      {
        ...{ name: 'prices', pages: ['/pricing*', 'https://shop.acme.com/*'], attributes: { plan: 'gold', seats: 3 } },
        ...{ during: null, desk: 'after-sales' },
      },
    ],
    desks: [{ label: 'Help & care', otherwise: 'after-sales' }, {}],
  })
})

it.each([
  ['{ form: [mail] }', '', '', /handoff\.form names a field that there is not/],
  ['{ form: [email, "email?"] }', '', '', /handoff\.form asks for the same twice/],
  ['{ rating: smileys }', '', '', /handoff\.rating is not right\. Write one of: stars, thumbs, none/],
  ['{ when: { rules: [{ name: x }] } }', '', '', /says nothing of when it fits/],
  ['{ when: { rules: [{ name: x, page: pricing }] } }', '', '', /page.*Write a path such as \/pricing\*/],
  ['{ when: { rules: [{ name: x, page: /a, desk: sale }] } }', '', '', /desk is not one of the desks below/],
  ['{}', '', ', otherwise: support', /otherwise names the desk itself/],
  ['{}', '', ', otherwise: sales', /otherwise is not one of the desks/],
  ['{}', 'tickets: { kind: freshdesk, key: { secret: k } }', '', /tickets must name one Freshdesk/],
  ['{}', 'tickets: { kind: mail, to: nobody }', '', /tickets\.to is not right/],
  ['{}', 'transcripts: { from: nobody }', '', /transcripts\.from is not right/],
])('refuses %s %s %s', (handoff, more, desk, says) => {
  const said = wrong(site(handoff, more, desk))
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(says)
})

it('is read again from the store as it was applied', () => {
  const { value } = parse(site('{ form: [email], rating: stars }'))
  expect(value?.stored.site).toMatchObject({ handoff: { form: ['email'], rating: 'stars' } })
  expect(value?.site.site).toBe('acme' as SiteId)
})
