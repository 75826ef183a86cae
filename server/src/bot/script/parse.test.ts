import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sayMistake } from '../../mistakes.ts'
import { scriptKind } from './parse.ts'

const mistakes = (text: string, desks = ['support']) =>
  (scriptKind.parse('acme.bot.yaml', text, { desks }).mistakes ?? []).map(sayMistake)

const whole = `language: en
greeting:
  say: [Hi!, { image: "https://acme.com/a.png", alt: Us }, { link: "mailto:us@acme.com", label: Write }]
  choices: [Opening hours, { label: { en: Person, de: Mensch }, go: person }, { label: Support, desk: support }]
answers:
  - name: hours
    when: [opening hours, "when * open"]
    say: { en: 9 to 5., de: 9 bis 5. }
  - when: ["= yes"]
    after: [hours, greeting]
    rotate: [Good!, [Fine!, Really!]]
  - when: bye
    say: Bye!
    end: true
  - when: broken
    handoff: { reason: broken, desk: support, summary: It is broken. }
person: { say: One moment., when: [boss], builtInWords: true, reason: asked, desk: support }
returned: I am back.
fallback: { say: Sorry?, choices: [Opening hours], handoffAfter: 2, desk: support, reason: lost }
`

describe('a bot file', () => {
  it('may hold everything that the documentation shows', () => {
    expect(mistakes(whole)).toEqual([])
  })

  it.each([
    ['greting: Hi', '1:1 The file has no key "greting".', 'Did you mean "greeting"?'],
    ['greeting: { says: Hi, choices: [agent] }', '1:13 greeting has no key "says".', 'Did you mean "say"?'],
    ['answers:\n  - when: []\n    say: x', '2:11 answers[1].when is empty.', 'Write at least one.'],
    ['answers:\n  - when: ["?!"]\n    say: x', '2:12 answers[1].when[1] holds no word.', 'Write words or a phrase'],
    ['answers:\n  - when: "*"\n    say: x', '2:11 answers[1].when holds no word.', 'Write words'],
    ['answers:\n  - when: 42\n    say: x', '2:11 answers[1].when must be text.', 'Put it in quotes.'],
    ['answers:\n  - say: x', '2:5 Nothing leads to this answer.', 'Add `when`'],
    ['answers:\n  - when: x', '2:5 This answer does nothing.', 'Add say:'],
    ['answers:\n  - when: x\n    say:', '3:5 answers[1].say is empty.', 'Write what the bot says.'],
    [
      'answers:\n  - { name: a, when: x, say: x }\n  - { name: a, when: y, say: y }',
      '3:13 Another answer has the name "a" too.',
      'Give each answer',
    ],
    [
      'answers:\n  - { name: person, when: x, say: x }',
      '2:13 "person" is a name of Baton\'s own.',
      'Choose another name',
    ],
    [
      'greeting: { say: Hi, choices: [{ label: Hours, go: huors }] }\nanswers: [{ name: hours, when: x, say: x }]',
      '1:52 No answer has the name "huors".',
      'Did you mean "hours"?',
    ],
    ['greeting: { say: Hi, choices: [Hours] }', '1:32 This choice leads nowhere', 'Add its words to the `when`'],
    [
      'person: off\ngreeting: { say: Hi, choices: [{ label: P, go: person }] }',
      '2:48 No answer has the name "person".',
      'Names that there are: none',
    ],
    [
      'answers:\n  - { when: x, say: x, after: huors }\n  - { name: hours, when: y, say: y }',
      '2:31 No answer has the name "huors".',
      'Did you mean "hours"?',
    ],
    [
      'answers:\n  - { when: Öffnen, say: x }\n  - { when: [y, offnen], say: y }',
      '3:17 These words were there before.',
      'Keep it here or in answer 1',
    ],
    [
      'answers:\n  - { when: x, handoff: { desk: suport } }',
      '2:33 The site has no such desk.',
      'Did you mean "support"?',
    ],
    [
      'person: { say: Who?, choices: [{ label: Support, desk: suport }] }',
      '1:56 The site has no such desk.',
      'Did you mean "support"?',
    ],
    [
      'answers:\n  - when: x\n    say: x\n    choices: [{ label: Garage, desk: garage }]',
      '4:38 The site has no such desk.',
      'Desks that the site has: support.',
    ],
    [
      'greeting: { say: x, choices: [{ label: a, go: person, desk: support }] }',
      '1:55 A choice leads to an answer or to a desk, not to both.',
      'Keep go: or desk:.',
    ],
    ['fallback: { say: x, desk: sales }', '1:27 The site has no such desk.', 'Desks that the site has: support.'],
    ['answers:\n  - { when: x, handoff: true, end: true }', '2:31 An answer cannot both', 'Keep one'],
    ['greeting: { say: a, rotate: [b] }', '1:21 Both say and rotate stand here.', 'Keep say'],
    ['greeting: { say: { xx1: a } }', '1:20 greeting.say.xx1 has a name that cannot be used.', 'Write a language tag'],
    [
      'greeting: { say: [{ link: "javascript:alert(1)" }] }',
      '1:27 greeting.say[1].link is not such an address.',
      'Write an address that begins with https://',
    ],
    [
      'greeting: { say: [{ image: "http://x.y/a.png" }] }',
      '1:28 greeting.say[1].image is not such an address.',
      'https://',
    ],
    ['fallback: { say: x, handoffAfter: 0 }', '1:35 fallback.handoffAfter is not right.', 'whole number from 1 to 10'],
    ['answers: { a: 1 }', '1:10 answers has the wrong shape.', 'Write a list'],
    ['person: maybe', '1:9 person has the wrong shape.', 'Write keys and values'],
    ['answers:\n  - when: x\n   say: y', '3:', ''],
    ['', '1:1 The file is empty.', ''],
  ])('refuses %j', (text, wrong, mend) => {
    const said = mistakes(text)
    expect(said.join('\n')).toContain(`acme.bot.yaml:${wrong}`)
    expect(said.join('\n')).toContain(mend)
    expect(said.length).toBeLessThanOrEqual(2)
  })

  it('refuses more text than a message may hold', () => {
    expect(mistakes(`greeting: "${'x'.repeat(8_001)}"`)[0]).toContain('is too long')
    expect(mistakes(`greeting: "${'x'.repeat(8_000)}"`)).toEqual([])
  })

  it('is taken as docs/bot-script.md shows it', () => {
    const page = readFileSync(new URL('../../../../docs/bot-script.md', import.meta.url), 'utf8')
    const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text)
    const blocks = examples.map((text) => (text.startsWith('- ') ? `answers:\n${text}` : text))
    const whole = (text: string) => (/^(say|choices):/.test(text) ? `greeting:\n${text.replace(/^/gm, '  ')}` : text)
    const needed = 'answers: [{ when: opening hours, say: x }, { name: order, when: order, say: x }]\n'
    const desks = ['support', 'sales']
    for (const text of blocks.map(whole))
      expect(mistakes(text.includes('answers:') ? text : needed + text, desks)).toEqual([])
    expect(blocks).toHaveLength(10)
  })

  it('lets the same words lead elsewhere after another answer', () => {
    expect(
      mistakes('answers: [{ name: a, when: a, say: x }, { when: "no", after: a, say: x }, { when: "no", say: y }]'),
    ).toEqual([])
  })

  it('finds where a choice leads when the answer only listens after it', () => {
    expect(
      mistakes('answers: [{ name: a, when: a, say: x, choices: ["No"] }, { when: "no", after: a, say: x }]'),
    ).toEqual([])
  })

  it('never throws, and always says where and how to mend it, however it is broken', () => {
    const cut = fc.record({
      at: fc.nat(whole.length),
      remove: fc.nat(25),
      insert: fc.oneof(fc.string(), fc.constantFrom('[', '}', ': ', '- ', '"', '\n', '  ', '*a', '!x', '#', '|', '? ')),
    })
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), (cuts) => {
        const text = cuts.reduce(
          (now, { at, remove, insert }) => now.slice(0, at) + insert + now.slice(at + remove),
          whole,
        )
        const { value, mistakes: found } = scriptKind.parse('acme.bot.yaml', text, { desks: ['support'] })
        for (const one of found ?? []) expect(sayMistake(one)).toMatch(/^acme\.bot\.yaml:\d+:\d+ \S.*\n {4}\S/s)
        if (value !== undefined) expect(scriptKind.build(value)).not.toBeNull()
      }),
      { numRuns: 300 },
    )
  })

  it('never throws on any values at all', () => {
    const keys = fc.constantFrom(
      'greeting',
      'answers',
      'person',
      'fallback',
      'say',
      'when',
      'choices',
      'go',
      'desk',
      'label',
      'handoff',
      'rotate',
      'after',
      '__proto__',
      'constructor',
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue(),
        fc.dictionary(keys, tie('value')),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
    }))
    fc.assert(
      fc.property(value, (given) => {
        for (const one of mistakes(JSON.stringify(given))) expect(one).toMatch(/^acme\.bot\.yaml:\d+:\d+ \S/)
        scriptKind.build(given as never)
      }),
      { numRuns: 300 },
    )
  })
})
