// long because it goes through every key of a site file, right and wrong.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sayMistake } from '../mistakes.ts'
import { toyKinds } from './fakes.ts'
import { filesNamedIn, parseSite } from './parse.ts'
import { policyOf } from './site-of.ts'

const { kinds } = toyKinds()
const whole = `
site: acme
name: Acme
origins: [https://www.acme.com]
widget: { color: "#0b5fff", position: right, greeting: Hi! Ask us anything. }
bot: { kind: script, file: acme.bot.yaml }
handoff: { desk: support, wait: 120s, afterResolve: bot }
tickets: { kind: freshdesk, domain: acme, key: { secret: freshdesk-key } }
desks:
  support:
    kind: freshchat
    url: https://acme.freshchat.com
    token: { secret: freshchat-token }
    channel: 12345678-1234-1234-1234-123456789012
    publicKey: |
      -----BEGIN RSA PUBLIC KEY-----
      MIIB
      -----END RSA PUBLIC KEY-----
    agentEmail: bot@acme.com
    assign: { group: Support }
    appId: app-1
  sales:
    kind: livechat
    clientId: client
    clientSecret: { secret: livechat-client }
    accountId: account
    pat: { secret: livechat-pat }
    agentToken: { secret: livechat-agent }
    group: 3
    sneakPeek: true
    continuous: true
    webhookSecret: { secret: livechat-webhook }
    apiUrl: https://api.livechatinc.com
    accountsUrl: https://accounts.livechat.com
    rtmUrl: wss://api.livechatinc.com/v3.6/customer/rtm/ws
`
const others = { 'acme.bot.yaml': 'greeting: Hi' }
const parse = (text: string, more: { [path: string]: string } = others) =>
  parseSite({ file: 'acme.yaml', text, others: more }, kinds)
const mistakesOf = (text: string) => (parse(text).mistakes ?? []).map(sayMistake)
/** The whole file with one line replaced. */
const but = (line: string | RegExp, by: string) => {
  const changed = whole.replace(line, by)
  if (changed === whole && line !== by) throw new Error('the line is not there')
  return changed
}
const desk = (lines: string) => but(/ {2}support:[\s\S]* {2}sales:/, `  support:\n${lines}  sales:`)

describe('a site file', () => {
  it('is taken with every key that the documentation shows', () => {
    const { value, mistakes } = parse(whole)
    expect(mistakes?.map(sayMistake)).toBeUndefined()
    expect(value?.site).toMatchObject({
      site: 'acme',
      origins: ['https://www.acme.com'],
      handoff: { desk: 'support', wait: 120_000, afterResolve: 'bot' },
      desks: {
        support: { kind: 'freshchat', token: [{ secret: 'freshchat-token' }] },
        sales: { kind: 'livechat', group: 3, sneakPeek: true, continuous: true },
      },
    })
    expect(value?.stored).toMatchObject({ format: 1, site: { site: 'acme' }, bot: { text: 'greeting: Hi' } })
  })

  it('is taken as docs/site-file.md shows it', () => {
    const page = readFileSync(new URL('../../../docs/site-file.md', import.meta.url), 'utf8')
    const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    expect(mistakesOf(example)).toEqual([])
    expect(parse(example).value?.site.desks).toHaveProperty('sales')
  })

  it('is taken as docs/livechat.md shows its desks', () => {
    const page = readFileSync(new URL('../../../docs/livechat.md', import.meta.url), 'utf8')
    const [entry = '', pat = '', trial = ''] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text)
    const head = 'site: acme\nname: Acme\norigins: [https://www.acme.com]\n'
    const fresh = 'desks:\n  sales:\n    kind: livechat\n'
    for (const text of [entry, entry + pat, fresh + trial]) expect(mistakesOf(head + text)).toEqual([])
  })

  it('is taken as the demo has it', () => {
    const demo = readFileSync(new URL('../../../e2e/demo/demo.yaml', import.meta.url), 'utf8')
    expect(
      parseSite({ file: 'demo.yaml', text: demo, others: { 'demo.bot.yaml': 'greeting: Hi' } }, kinds).mistakes,
    ).toBeUndefined()
  })

  it('stores no comment, since anything may stand there', () => {
    const { value } = parse(`# the token is tok-123\n${whole}`)
    expect(JSON.stringify(value)).not.toContain('tok-123')
  })

  it.each([
    ['https://www.acme.com/', 'https://www.acme.com'],
    ['HTTPS://WWW.Acme.com:443', 'https://www.acme.com'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['https://münchen.example', 'https://xn--mnchen-3ya.example'],
  ])('takes the origin %s as %s', (given, origin) => {
    expect(parse(but('[https://www.acme.com]', `["${given}"]`)).value?.site.origins).toEqual([origin])
  })

  it.each([
    '*',
    'https://*.acme.com',
    'https://www.acme.com/shop',
    'https://www.acme.com?',
    'www.acme.com',
    'null',
    'file:///x',
    'https://u:p@acme.com',
    '',
  ])('refuses the origin %j', (given) => {
    expect(mistakesOf(but('[https://www.acme.com]', `["${given}"]`))[0]).toMatch(/^acme\.yaml:4:11 origins\[1\]/)
  })

  it.each([
    'acme.freshchat.com',
    'https://acme.freshchat.com',
    'https://acme.freshchat.com/',
    'https://acme.freshchat.com/v2',
    'acme.freshchat.com/v2/',
  ])('takes the address of Freshchat in the shape %s', (given) => {
    expect(parse(but('https://acme.freshchat.com', given)).value?.site.desks?.['support']).toMatchObject({
      url: 'https://acme.freshchat.com',
    })
  })

  it.each([
    ['http://acme.freshchat.com', 'is not https'],
    ['https://acme.freshdesk.com', 'is the address of Freshdesk'],
    ['https://acme.freshchat.com/v3', 'holds a path'],
    ['https://tok:en@acme.freshchat.com', 'holds a user name'],
  ])('refuses the address of Freshchat %s', (given, why) => {
    expect(mistakesOf(but('https://acme.freshchat.com', given))[0]).toMatch(
      new RegExp(`^acme\\.yaml:12:10 desks\\.support\\.url ${why}`),
    )
  })

  it('lets a simulated Freshchat on this machine do without https', () => {
    expect(parse(but('https://acme.freshchat.com', 'http://127.0.0.1:4010')).mistakes).toBeUndefined()
  })

  it.each([
    ['90s', 90_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('reads the time span %s', (given, ms) => {
    expect(parse(but('120s', given)).value?.site.handoff?.wait).toBe(ms)
  })

  it.each(['120', '9s', '25h', '-5m', 'soon', '1.5h', '2 days'])('refuses the time span %s', (given) => {
    expect(mistakesOf(but('120s', given))).toEqual([
      expect.stringMatching(/^acme\.yaml:7:\d+ handoff\.wait .*\n {4}Write a number with s, m or h/),
    ])
  })

  it('names the key that was probably meant', () => {
    expect(mistakesOf(but('color:', 'colour:'))[0]).toBe(
      'acme.yaml:5:11 widget has no key "colour".\n    Did you mean "color"?',
    )
    expect(mistakesOf(but('handoff:', 'handof:'))[0]).toContain('Did you mean "handoff"?')
  })

  it('tells every mistake at once, in the order of the lines', () => {
    const mistakes = mistakesOf(
      but('name: Acme', 'nam: Acme')
        .replace('position: right', 'position: up')
        .replace('120s', 'soon')
        .replace('group: 3', 'group: three'),
    )
    expect(mistakes.map((one) => one.split(' ')[0])).toEqual([
      'acme.yaml:2:1',
      'acme.yaml:3:1',
      'acme.yaml:5:39',
      'acme.yaml:7:33',
      'acme.yaml:29:12',
    ])
  })

  it.each([
    ['a scalar', 'token: tok-SECRET-123'],
    ['a list of scalars', 'token: [{ secret: freshchat-token }, tok-SECRET-123]'],
    ['the name', 'token: { secret: tok-SECRET-123 }'],
    ['a key', 'token: { tok-SECRET-123 }'],
    ['another key', 'token: { secret: a, value: tok-SECRET-123 }'],
    ['deeper', 'token: { secret: [tok-SECRET-123] }'],
  ])('refuses a token that stands in the file as %s, and never repeats it', (_, line) => {
    const mistakes = mistakesOf(but('token: { secret: freshchat-token }', line))
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toMatch(/^acme\.yaml:13:12 desks\.support\.token /)
    expect(mistakes[0]).toContain('secret set')
    expect(mistakes[0]).not.toContain('SECRET-123')
  })

  it('takes two secrets while one is being replaced, and not three', () => {
    const names = (...given: string[]) => `token: [${given.map((one) => `{ secret: ${one} }`).join(', ')}]`
    expect(
      parse(but('token: { secret: freshchat-token }', names('a', 'b'))).value?.site.desks?.['support'],
    ).toMatchObject({ token: [{ secret: 'a' }, { secret: 'b' }] })
    expect(mistakesOf(but('token: { secret: freshchat-token }', names('a', 'b', 'c')))).toHaveLength(1)
    expect(mistakesOf(but('token: { secret: freshchat-token }', 'token: []'))).toHaveLength(1)
  })

  it('wants one of channel and topic', () => {
    const base = '    kind: freshchat\n    url: acme.freshchat.com\n    token: { secret: t }\n'
    expect(mistakesOf(desk(base))[0]).toContain('desks.support says neither channel nor topic.')
    expect(mistakesOf(desk(`${base}    topic: Web chat\n    channel: c-1\n`))[0]).toContain('has both')
    expect(mistakesOf(desk(`${base}    topic: Web chat\n`))).toEqual([])
  })

  it('wants digits in quotes where an id is meant, since a number would lose some', () => {
    expect(mistakesOf(but('appId: app-1', 'appId: 12345678901234567890'))).toEqual([
      'acme.yaml:21:12 desks.support.appId must be text.\n    Put it in quotes.',
    ])
  })

  it('wants a way to sign in to LiveChat', () => {
    expect(mistakesOf(desk('    kind: livechat\n'))[0]).toContain('has no way to sign in')
    expect(
      mistakesOf(desk('    kind: livechat\n    agentToken: { secret: a }\n    pat: { secret: b }\n'))[0],
    ).toContain('accountId and pat together')
  })

  it.each([
    ['apiUrl: ws://127.0.0.1:4011', 'desks.support.apiUrl is not a web address.'],
    ['accountsUrl: http://accounts.livechat.com', 'is not https'],
    ['sneakPeek: sometimes', 'desks.support.sneakPeek'],
    ['continuous: sometimes', 'desks.support.continuous'],
    ['rtmUrl: https://api.livechatinc.com', 'desks.support.rtmUrl is not a web address.'],
    ['rtmUrl: ws://api.livechatinc.com', 'is not wss'],
  ])('refuses %s for LiveChat', (line, wrong) => {
    expect(mistakesOf(desk(`    kind: livechat\n    agentToken: { secret: a }\n    ${line}\n`))[0]).toContain(wrong)
  })

  it('takes a LiveChat on this machine without encryption', () => {
    const here = 'http://127.0.0.1:4011'
    const urls = `    apiUrl: ${here}\n    accountsUrl: ${here}\n    rtmUrl: ws://127.0.0.1:4011\n`
    expect(mistakesOf(desk(`    kind: livechat\n    agentToken: { secret: a }\n${urls}`))).toEqual([])
  })

  it('wants the chosen desk to be there', () => {
    expect(mistakesOf(but('desk: support', 'desk: suport'))).toEqual([
      'acme.yaml:7:18 handoff.desk is not one of the desks below.\n    Write one of: support, sales.',
    ])
  })

  it('says which names a desk may have', () => {
    expect(mistakesOf(but('  sales:', '  Sales Team:'))[0]).toBe(
      'acme.yaml:22:3 desks.Sales Team has a name that cannot be used.\n    Use up to 40 small letters, digits and hyphens, for example support.',
    )
  })

  it('takes the words that ask for a person, as they are compared', () => {
    const when = 'when: { words: [Human, "Real  person!", Küche], angry: [This is USELESS] }'
    const file = parse(but('wait: 120s', when)).value?.site
    if (!file) throw new Error('it is not taken')
    const accounts = () => 'freshchat:app-1' as never
    expect(policyOf(file, 1, { accounts, kinds, bot: true, lookEvery: 1 }).when).toEqual({
      words: ['human', 'real person', 'kuche'],
      angry: ['this is useless'],
    })
  })

  it.each([
    ['{ words: ["!?"] }', 'handoff.when.words[1] is not right.'],
    ['{ words: human }', 'handoff.when.words has the wrong shape.\n    Write a list'],
    ['{ words: [] }', 'handoff.when.words is empty.'],
    ['{ words: [42] }', 'handoff.when.words[1] must be text.\n    Put it in quotes.'],
    ['{ word: [human] }', 'handoff.when has no key "word".\n    Did you mean "words"?'],
  ])('refuses the words %s', (given, wrong) => {
    const mistakes = mistakesOf(but('wait: 120s', `when: ${given}`))
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toMatch(/^acme\.yaml:7:\d+ /)
    expect(mistakes[0]).toContain(wrong)
  })

  it('wants a desk for whoever asks by such words', () => {
    const file = 'site: a\nname: A\norigins: [https://a.b]\nbot: { kind: script, file: acme.bot.yaml }\n'
    expect(mistakesOf(`${file}handoff: { when: { words: [human] } }`)).toEqual([
      'acme.yaml:5:18 handoff.when needs a desk.\n    Add one under desks:.',
    ])
  })

  it('asks the desk’s own adapter what else is wrong', () => {
    expect(mistakesOf(but('MIIB', 'broken'))).toEqual([
      'acme.yaml:15:16 desks.support.publicKey is broken.\n    Copy it.',
    ])
  })

  it('takes in the bot file, and shows its mistakes by its own name', () => {
    expect(parse(whole, {}).mistakes?.map(sayMistake)).toEqual([
      'acme.yaml:6:28 bot.file leads to no file that can be read.\n    Write its path from the folder of this file.',
    ])
    expect(parse(whole, { 'acme.bot.yaml': 'broken' }).mistakes?.map(sayMistake)).toEqual([
      'acme.bot.yaml:1:1 It is broken.\n    Mend it.',
    ])
    expect(filesNamedIn(whole)).toEqual(['acme.bot.yaml'])
    expect(filesNamedIn('{{{')).toEqual([])
  })

  it('needs a bot or a desk', () => {
    expect(mistakesOf('site: a\nname: A\norigins: [https://a.b]\n')[0]).toContain('has neither a bot nor desks')
  })

  it.each([
    ['', 'The file is empty'],
    ['- a', 'The file has the wrong shape'],
    ['site: a\nsite: b', 'second time'],
    ['\tsite: a', 'tab'],
    ['site: "a', 'missing here'],
    ['site: &x a\nname: *x', 'anchor'],
    ['site: !foo a', 'tag'],
    ['site: a\n---\nsite: b', 'second document'],
    ['['.repeat(100_000), ''],
    ['a: '.repeat(100_000), 'too long'],
  ])('refuses what is not such a file: %#', (text, why) => {
    const mistakes = mistakesOf(text)
    expect(mistakes.length).toBeGreaterThan(0)
    expect(mistakes.join('\n')).toContain(why)
  })

  it('never throws, always says where and how to mend it, and never repeats a secret, however it is broken', () => {
    const cut = fc.record({
      at: fc.nat(whole.length),
      remove: fc.nat(30),
      insert: fc.oneof(
        fc.string(),
        fc.constantFrom('[', '}', ': ', '- ', '"', '\n', '  ', '&a', '*a', '!x', '#', '|', '? '),
      ),
    })
    const broken = whole.replace('{ secret: freshchat-token }', 'tok-SECRET-123')
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), (cuts) => {
        const text = cuts.reduce(
          (now, { at, remove, insert }) => now.slice(0, at) + insert + now.slice(at + remove),
          broken,
        )
        for (const one of mistakesOf(text)) {
          expect(one).toMatch(/^acme\.yaml:\d+:\d+ \S.*\n {4}\S/s)
          expect(one).not.toContain('SECRET-123')
        }
      }),
      { numRuns: 300 },
    )
  })

  it('never throws on any values at all', () => {
    const keys = fc.constantFrom(
      'site',
      'name',
      'origins',
      'widget',
      'bot',
      'handoff',
      'tickets',
      'desks',
      'kind',
      'token',
      '__proto__',
      'constructor',
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue(),
        fc.dictionary(keys, tie('value')),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
    }))
    fc.assert(
      fc.property(value, (given) => {
        for (const one of mistakesOf(JSON.stringify(given))) expect(one).toMatch(/^acme\.yaml:\d+:\d+ \S/)
      }),
      { numRuns: 300 },
    )
  })
})
