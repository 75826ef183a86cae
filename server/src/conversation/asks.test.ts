import { describe, expect, it } from 'vitest'
import { askIn, plainWords } from './asks.ts'

const rules = {
  words: ['human', 'real person', 'Küche', 'straße', 'مدير', '人間', 'मदद'].map(plainWords),
  angry: ['useless', "you can't", 'ну вас'].map(plainWords),
}

describe('the words that ask for a person', () => {
  it.each([
    'human',
    'I want a HUMAN!',
    'Human?? now',
    'give me a real\n person, please',
    'kuche',
    'DIE KÜCHE.',
    'die Ku\u0308che',
    'in der STRASSE',
    'أريد المُدير مُدِير',
    '人間と話したい',
    'मुझे मदद चाहिए',
  ])('are heard in %j', (text) => {
    expect(askIn(text, rules)).toBe('words')
  })

  it.each(['humanity', 'superhuman', 'a real nice person', 'realperson', '', '?!', 'मद'])(
    'are not heard in %j',
    (text) => {
      expect(askIn(text, rules)).toBeNull()
    },
  )

  it.each(['This is useless', 'You can’t do anything', 'Ну  вас!'])('may be angry: %j', (text) => {
    expect(askIn(text, rules)).toBe('angry')
  })

  it('are heard before anger', () => {
    expect(askIn('useless, a human please', rules)).toBe('words')
  })

  it('are none where a site has none', () => {
    expect(askIn('human', { words: [], angry: [] })).toBeNull()
  })
})
