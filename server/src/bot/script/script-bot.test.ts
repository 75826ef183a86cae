// long because it talks the bot through every part of its language, and through the demo.
import { readFileSync } from 'node:fs'
import type { Json, SendKey, Seq, Time } from '@baton/shared/ids.ts'
import { plainText, textMessage } from '@baton/shared/message.ts'
import type { Visible } from '@baton/shared/timeline.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sayMistake } from '../../mistakes.ts'
import type { Bot, BotReply, Turn } from '../bot.ts'
import { scriptKind } from './parse.ts'

const demo = readFileSync(new URL('../../../../e2e/demo/demo.bot.yaml', import.meta.url), 'utf8')

function botFrom(text: string): Bot {
  const { value, mistakes } = scriptKind.parse('bot.yaml', text, { desks: ['support', 'sales'] })
  if (mistakes) throw new Error(mistakes.map(sayMistake).join('\n'))
  // As it comes back from the store.
  return scriptKind.build(JSON.parse(JSON.stringify(value)) as Json) as Bot
}

const said = (text: string, choice?: string): Visible => ({
  seq: 3 as Seq,
  at: 0 as Time,
  kind: 'visitorSaid',
  key: 'k' as SendKey,
  message: textMessage(text),
  ...(choice === undefined ? {} : { choice }),
})

/** A talk with the bot: it remembers from turn to turn what the bot asked to be remembered. */
function talk(bot: Bot, language = 'en', memory: Json = null) {
  let last: BotReply | null = null
  const turn = async (why: Turn['why'], history: Visible[]): Promise<BotReply> => {
    const outcome = await bot.reply(
      { id: 't', stint: 1, upTo: 3 as Seq, why, history, memory, visitor: { id: 'v' }, language },
      () => {},
      new AbortController().signal,
    )
    if (outcome.kind !== 'done') throw new Error(outcome.kind)
    memory = JSON.parse(JSON.stringify(outcome.value.memory)) as Json
    last = outcome.value
    return outcome.value
  }
  const words = (reply: BotReply) => reply.messages.map(plainText).join('\n')
  return {
    start: () => turn('started', []),
    back: () => turn('returned', []),
    hear: (text: string) => turn('said', [said(text)]),
    async says(text: string) {
      return words(await turn('said', [said(text)]))
    },
    tap(label: string) {
      const choices =
        last?.messages.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'choices' ? part.choices : []))) ??
        []
      const choice = choices.find((one) => one.label === label)
      if (!choice) throw new Error(`there is no choice ${label} among ${choices.map((one) => one.label).join(', ')}`)
      return turn('chose', [said(label, choice.id)])
    },
    tapOld: (label: string, id: string) => turn('chose', [said(label, id)]),
    memory: () => memory,
    words,
  }
}

describe('the script bot', () => {
  it('greets, with a message for each item and the choices below the last', async () => {
    const { start } = talk(
      botFrom(
        'greeting: { say: [Hi!, How can I help?], choices: [{ label: Hours, go: h }] }\nanswers: [{ name: h, say: 9 to 5. }]',
      ),
    )
    expect(await start()).toMatchObject({
      messages: [
        { parts: [{ kind: 'text', text: 'Hi!' }] },
        {
          parts: [
            { kind: 'text', text: 'How can I help?' },
            { kind: 'choices', choices: [{ id: 'go:h#1', label: 'Hours' }] },
          ],
        },
      ],
      understood: null,
      then: { kind: 'stay' },
    })
  })

  it('says nothing at the start when it has no greeting', async () => {
    expect((await talk(botFrom('answers: []')).start()).messages).toEqual([])
  })

  it('answers what it listens for', async () => {
    const { hear } = talk(botFrom('answers: [{ when: [opening hours], say: 9 to 5. }]'))
    expect(await hear('Your opening hours?')).toMatchObject({
      messages: [{ parts: [{ text: '9 to 5.' }] }],
      understood: true,
      then: { kind: 'stay' },
    })
  })

  it('follows a choice by where it leads, and one of an older script by its words', async () => {
    const bot = botFrom(
      'greeting: { say: Hi, choices: [{ label: Times, go: h }, Delivery] }\nanswers: [{ name: h, say: 9 to 5. }, { when: [delivery], say: Two days. }]',
    )
    const { start, tap, tapOld, words } = talk(bot)
    await start()
    expect(words(await tap('Times'))).toContain('9 to 5.')
    await start()
    expect(words(await tap('Delivery'))).toContain('Two days.')
    expect(words(await tapOld('Delivery', 'go:gone#1'))).toContain('Two days.')
    expect((await tapOld('Whatever', 'go:gone#1')).understood).toBe(false)
    expect((await tapOld('Whatever', '__proto__')).understood).toBe(false)
  })

  it('shows links and pictures as what they are', async () => {
    const { hear } = talk(
      botFrom(
        'answers: [{ when: map, say: [{ link: "https://maps.example.com", label: Map }, { image: "https://x.example.com/a.png", alt: Our shop }] }]',
      ),
    )
    expect((await hear('map')).messages).toEqual([
      { parts: [{ kind: 'link', url: 'https://maps.example.com', label: 'Map' }] },
      { parts: [{ kind: 'image', url: 'https://x.example.com/a.png', alt: 'Our shop' }] },
    ])
  })

  it.each([
    'Can I talk to a real person?',
    'agent',
    'HUMAN PLEASE',
    'ich möchte mit einem Menschen sprechen',
    'je veux parler à quelqu’un',
    'quiero hablar con una persona',
    'vorrei parlare con un operatore',
    'quero falar com um atendente',
    'kan ik met een medewerker praten',
    'chcę porozmawiać z konsultantem',
    'müşteri temsilcisi lütfen',
    'Хочу поговорить с оператором',
    '担当者をお願いします',
    '我要转人工',
    'อยากคุยกับเจ้าหน้าที่',
  ])('hands over at once when it is asked to: %s', async (text) => {
    expect((await talk(botFrom('answers: []')).hear(text)).then).toEqual({
      kind: 'handoff',
      reason: 'asked for a person',
    })
  })

  it.each(['a tent for one person', 'which fertiliser supports roses', 'my real estate agent asked'])(
    'does not take this for a wish to see a person: %s',
    async (text) => {
      expect((await talk(botFrom('answers: []')).hear(text)).then).toEqual({ kind: 'stay' })
    },
  )

  it('asks the desk that the file names, and listens to the file’s own words too', async () => {
    const { hear } = talk(
      botFrom(
        'person: { say: One moment., when: [call the boss], desk: sales, reason: wants the boss, summary: Be nice. }',
      ),
    )
    expect(await hear('call the boss!')).toMatchObject({
      messages: [{ parts: [{ text: 'One moment.' }] }],
      then: { kind: 'handoff', reason: 'wants the boss', desk: 'sales', summary: 'Be nice.' },
    })
  })

  it('leaves its own words for a person out when the file says so', async () => {
    expect((await talk(botFrom('person: { builtInWords: false, when: [boss] }')).hear('agent')).then.kind).toBe('stay')
    expect((await talk(botFrom('person: { builtInWords: false, when: [boss] }')).hear('boss')).then.kind).toBe(
      'handoff',
    )
    expect((await talk(botFrom('person: off')).hear('talk to a person')).then.kind).toBe('stay')
  })

  it('lets the file’s own answer to such words win', async () => {
    const { hear } = talk(botFrom('answers: [{ when: ["= agent"], say: Secret agent? }]'))
    expect((await hear('agent')).then.kind).toBe('stay')
  })

  it('hands over or ends with an answer that says so', async () => {
    const { hear } = talk(
      botFrom(
        'answers: [{ when: order, say: Let me see., handoff: { reason: order, desk: support } }, { when: bye, say: Bye!, end: true }, { when: fire, handoff: true }, { when: water, handoff: a leak }]',
      ),
    )
    expect((await hear('order')).then).toEqual({ kind: 'handoff', reason: 'order', desk: 'support' })
    expect((await hear('bye')).then).toEqual({ kind: 'end' })
    expect((await hear('fire')).then).toEqual({ kind: 'handoff', reason: 'asked for a person' })
    expect((await hear('water')).then).toEqual({ kind: 'handoff', reason: 'a leak' })
  })

  it('makes a ticket of what must be followed up, and goes on', async () => {
    const { hear } = talk(
      botFrom(
        'answers: [{ when: broken, say: I am sorry. I pass it on., ticket: { reason: broken on arrival, summary: Send a new one. } }, { when: lost, ticket: a parcel is lost }]',
      ),
    )
    const { messages, then } = await hear('it is broken')
    expect(messages.map(plainText)).toEqual(['I am sorry. I pass it on.'])
    expect(then).toEqual({ kind: 'ticket', reason: 'broken on arrival', summary: 'Send a new one.' })
    expect((await hear('lost')).then).toEqual({ kind: 'ticket', reason: 'a parcel is lost' })
    const { mistakes } = scriptKind.parse('b', 'answers: [{ when: a, ticket: x, handoff: true }]', {
      desks: ['support'],
    })
    expect(mistakes).toMatchObject([{ wrong: 'An answer cannot both make a ticket and do that.' }])
  })

  it('takes turns with what it says, and remembers where it was', async () => {
    const { says } = talk(botFrom('answers: [{ when: thanks, rotate: [Welcome!, Any time!, [Sure., Really.]] }]'))
    expect([await says('thanks'), await says('thanks'), await says('thanks'), await says('thanks')]).toEqual([
      'Welcome!',
      'Any time!',
      'Sure.\nReally.',
      'Welcome!',
    ])
  })

  it('hands over after the misses in a row that the file bears, without another word', async () => {
    const { hear } = talk(
      botFrom('answers: [{ when: hi, say: Hi }]\nfallback: { say: Sorry?, handoffAfter: 2, desk: sales }'),
    )
    expect((await hear('blub')).then.kind).toBe('stay')
    await hear('hi')
    expect((await hear('blub')).then.kind).toBe('stay')
    expect(await hear('blub')).toMatchObject({
      messages: [],
      understood: false,
      then: { kind: 'handoff', reason: 'the bot did not understand', desk: 'sales' },
    })
    expect((await hear('blub')).then.kind).toBe('stay')
  })

  it('has words of its own for what it does not understand, in the visitor’s language', async () => {
    expect(await talk(botFrom('answers: []')).says('blub')).toContain('“person”')
    expect(await talk(botFrom('answers: []'), 'de-AT').says('blub')).toContain('„Mensch“')
    expect(await talk(botFrom('person: off')).says('blub')).not.toContain('person')
    expect(await talk(botFrom('language: fr'), 'sw').says('blub')).toContain('Désolé')
  })

  it.each(['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'tr', 'ru', 'ja'])(
    'keeps the promise of its own words in %s: the word that it names brings a person',
    async (language) => {
      const { says, hear } = talk(botFrom('answers: []'), language)
      const word = /[“„«「](?<word>[^”“»」]+)[”“»」]/.exec(await says('blub'))?.groups?.['word']?.trim()
      expect((await hear(word ?? '')).then.kind).toBe('handoff')
    },
  )

  it('speaks the visitor’s language, else the file’s', async () => {
    const bot = botFrom('language: de\ngreeting: { en: Hello, de: Hallo, pt-BR: Oi }')
    const greet = async (language: string) => talk(bot).words(await talk(bot, language).start())
    expect(await Promise.all(['en-GB', 'pt-BR', 'pt', 'DE', 'fr', ''].map(greet))).toEqual([
      'Hello',
      'Oi',
      'Hallo',
      'Hallo',
      'Hallo',
      'Hallo',
    ])
  })

  it('lets an answer follow on another', async () => {
    const { hear, says } = talk(
      botFrom(
        'answers: [{ name: order, when: order, say: Did it help? }, { when: ["= no"], after: order, say: Oh. }, { when: ["= no"], say: No what? }]',
      ),
    )
    expect(await says('no')).toBe('No what?')
    await hear('order')
    expect(await says('no')).toBe('Oh.')
    expect(await says('no')).toBe('No what?')
  })

  it('keeps the thread when it did not understand', async () => {
    const { hear, says } = talk(
      botFrom('answers: [{ name: order, when: order, say: Did it help? }, { when: ["= no"], after: order, say: Oh. }]'),
    )
    await hear('order')
    await hear('hm, well')
    expect(await says('no')).toBe('Oh.')
  })

  it('says that it is back after a person', async () => {
    expect(talk(botFrom('returned: Here again.')).words(await talk(botFrom('returned: Here again.')).back())).toBe(
      'Here again.',
    )
    expect(talk(botFrom('{}')).words(await talk(botFrom('{}'), 'de').back())).toContain('wieder da')
  })

  it('answers the same turn in the same way, as after a crash', async () => {
    const bot = botFrom(demo)
    for (const text of ['thanks', 'delivery', 'blub', 'agent']) {
      const replies = await Promise.all([talk(bot).hear(text), talk(bot).hear(text)])
      expect(replies[0]).toEqual(replies[1])
    }
  })

  it('forgets what another script had it remember', async () => {
    const memory = { last: 'gone', misses: 1, turns: { gone: 3, thanks: 1 } }
    const { hear, memory: now } = talk(
      botFrom('answers: [{ name: thanks, when: thanks, rotate: [A, B] }]'),
      'en',
      memory,
    )
    await hear('blub')
    expect(now()).toEqual({ last: null, misses: 2, turns: { thanks: 1 } })
  })

  it('never fails, whatever is said, remembered, tapped or spoken', async () => {
    const bot = botFrom(demo)
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.jsonValue(),
        fc.option(fc.string(), { nil: undefined }),
        fc.string({ maxLength: 12 }),
        async (text, memory, choice, language) => {
          const turn: Turn = {
            id: 't',
            stint: 1,
            upTo: 3 as Seq,
            why: choice === undefined ? 'said' : 'chose',
            history: [said(text, choice)],
            memory: memory as Json,
            visitor: { id: 'v' },
            language,
          }
          const outcome = await bot.reply(turn, () => {}, new AbortController().signal)
          expect(outcome.kind === 'done' && outcome.value.messages.length > 0).toBe(true)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('never grows its memory with the talk', async () => {
    const { hear, memory } = talk(botFrom(demo))
    for (let n = 0; n < 200; n++) await hear(n % 3 === 0 ? 'thanks' : `blub ${n}`)
    expect(JSON.stringify(memory()).length).toBeLessThan(300)
  })
})

describe('a bot whose site has several desks', () => {
  const departments = `person:
  say: { en: Who would you like to talk to?, de: Mit wem? }
  choices: [{ label: { en: Support, de: Hilfe }, desk: support }, { label: { en: Sales, de: Verkauf }, desk: sales }]
  reason: wants somebody
  desk: support
  summary: Be nice.
fallback: { say: Sorry?, choices: [{ label: Sales, desk: sales }] }
`
  const handoff = (desk: string) => ({ kind: 'handoff', reason: 'wants somebody', desk, summary: 'Be nice.' })

  it('asks whose people are wanted, and brings those that are tapped or written', async () => {
    const { hear, tap, words } = talk(botFrom(departments))
    const asked = await hear('Can I talk to a real person?')
    expect([words(asked), asked.then]).toEqual(['Who would you like to talk to?\n[Support] [Sales]', { kind: 'stay' }])
    expect(await tap('Sales')).toMatchObject({ messages: [], understood: true, then: handoff('sales') })
    await hear('human please')
    expect((await hear('support!')).then).toEqual(handoff('support'))
  })

  it('takes the words of a choice only right after it was shown', async () => {
    const { hear, says } = talk(botFrom(departments))
    expect(await says('sales')).toContain('Sorry?')
    await hear('human please')
    expect((await hear('I want to know about sales')).then.kind).toBe('stay')
  })

  it('brings somebody when a person is asked for once more instead', async () => {
    const { hear } = talk(botFrom(departments))
    await hear('human please')
    expect((await hear('a real person, please!')).then).toEqual(handoff('support'))
    expect((await hear('human please')).then.kind).toBe('stay')
  })

  it('asks and understands in the visitor’s language', async () => {
    const { hear, words } = talk(botFrom(departments), 'de')
    expect(words(await hear('ich möchte mit einem Menschen sprechen'))).toContain('Mit wem?')
    expect((await hear('Verkauf')).then).toEqual(handoff('sales'))
  })

  it('brings a desk from any other answer’s choices, even where asking for a person is off', async () => {
    const { hear, tap } = talk(
      botFrom('person: off\nanswers: [{ when: price, say: Big order?, choices: [{ label: Sales, desk: sales }] }]'),
    )
    await hear('price')
    expect((await tap('Sales')).then).toEqual({ kind: 'handoff', reason: 'asked for a person', desk: 'sales' })
  })
})

describe('the bot of the demo', () => {
  it.each([
    ['When do you open on Saturdays?', '9:00'],
    ['how long until my parcel arrives', 'confirmation e-mail'],
    ['Do you deliver to Vienna?', 'two to three'],
    ['i want my money back', '30 days'],
    ['leaves turning yellow', 'too much water'],
    ['hello', 'What can I do'],
    ['are you human?', 'I am a bot'],
  ])('knows what to say to %s', async (text, words) => {
    expect(await talk(botFrom(demo)).says(text)).toContain(words)
  })

  it('asks whose people are wanted', async () => {
    const { start, tap } = talk(botFrom(demo))
    for (const [label, desk] of [
      ['Support', 'support'],
      ['Sales', 'sales'],
    ] as const) {
      await start()
      expect((await tap('Talk to a person')).then.kind).toBe('stay')
      expect((await tap(label)).then).toMatchObject({ kind: 'handoff', desk })
    }
  })

  it('asks whether it helped, and brings a person when not', async () => {
    const { start, tap } = talk(botFrom(demo))
    await start()
    await tap('Where is my order?')
    expect((await tap('No')).then).toMatchObject({ kind: 'handoff', desk: 'support' })
  })

  it('speaks German to Germans', async () => {
    const { start, tap, words } = talk(botFrom(demo), 'de-DE')
    expect(words(await start())).toContain('Ich bin Fern')
    expect(words(await tap('Mit einem Menschen sprechen'))).toContain('Mit wem')
    expect((await tap('Verkauf')).then).toMatchObject({ kind: 'handoff', desk: 'sales' })
  })
})
