import type { Json } from '@baton/shared/ids.ts'
import { type Checked, type Mistake, nearest } from '../../mistakes.ts'
import { checkYaml, inOrder, readYaml, type YamlFile } from '../../yaml-file.ts'
import type { Bot } from '../bot.ts'
import { createMatch } from './match.ts'
import { phraseOf, sameAs } from './phrase.ts'
import { type AnswerFile, type ScriptFile, type SpeechFile, scriptSchema } from './schema.ts'
import { compile, listenersOf, person, reserved, targetOf, withNames } from './script.ts'
import { createScriptBot } from './script-bot.ts'

const limit = 1024 * 1024

/** The `script` kind of bot, as site/kinds.ts wants it. */
export const scriptKind = {
  /** What to store of a bot file: its values. Or every mistake, with its place and its mend. Never throws. */
  parse(file: string, text: string, site: { desks: string[] }): Checked<Json> {
    const yaml = readYaml(file, text, limit)
    if (yaml.mistakes) return yaml
    const checked = checkYaml(scriptSchema, yaml.value)
    if (checked.mistakes) return checked
    const mistakes = inOrder(mistakesAcross(yaml.value, checked.value, site.desks))
    return mistakes.length > 0 ? { mistakes } : { value: yaml.value.plain }
  },
  build(stored: Json): Bot | null {
    const file = scriptSchema.safeParse(stored)
    return file.success ? createScriptBot(compile(file.data)) : null
  },
}

/** What only shows when the file is seen as a whole. */
function mistakesAcross(yaml: YamlFile, file: ScriptFile, desks: string[]): Mistake[] {
  const answers = file.answers ?? []
  const named = withNames(answers)
  const match = createMatch(listenersOf(file, named))
  const goals = [...answers.flatMap(({ name }) => name ?? []), ...(file.person === 'off' ? [] : [person])]
  const asking = file.person === 'off' ? undefined : file.person
  const spoken: Spoken[] = [
    { path: ['greeting'], name: 'greeting', speech: file.greeting },
    { path: ['returned'], name: 'returned', speech: file.returned },
    { path: ['fallback'], name: 'fallback', speech: file.fallback },
    { path: ['person'], name: person, speech: asking },
    ...named.map(([name, speech], index) => ({ path: ['answers', index], name, speech })),
  ]
  const speeches = spoken.flatMap(({ speech, ...where }) => (speech ? [{ ...where, speech }] : []))
  const led = new Set(speeches.flatMap(({ speech }) => (speech.choices ?? []).flatMap(({ go }) => go ?? [])))
  return [
    ...speeches.flatMap((one) => speechMistakes(yaml, one, { goals, match })),
    ...answers.flatMap((answer, index) => answerMistakes(yaml, index, answer, { goals, led })),
    ...twice(yaml, answers),
    ...sameWords(yaml, named),
    ...deskMistakes(yaml, [...desksNamed(file), ...speeches.flatMap(choiceDesks)], desks),
  ]
}

type Spoken = { path: (string | number)[]; name: string; speech: SpeechFile | undefined }
type Known = { goals: string[]; match: ReturnType<typeof createMatch> }

function speechMistakes(
  yaml: YamlFile,
  { path, name, speech }: Spoken & { speech: SpeechFile },
  { goals, match }: Known,
): Mistake[] {
  const { say, rotate, choices = [] } = speech
  const both =
    say && rotate
      ? [
          yaml.mistake(
            [...path, 'rotate'],
            'Both say and rotate stand here.',
            'Keep say for what is always said, or rotate for what takes turns.',
            'key',
          ),
        ]
      : []
  return [
    ...both,
    ...choices.flatMap(({ label, go, desk }, index) => {
      const place = [...path, 'choices', index]
      if (go !== undefined && desk !== undefined) {
        const wrong = 'A choice leads to an answer or to a desk, not to both.'
        return [yaml.mistake([...place, 'desk'], wrong, 'Keep go: or desk:.', 'key')]
      }
      if (desk !== undefined) return []
      if (go !== undefined)
        return goals.includes(go)
          ? []
          : [yaml.mistake([...place, 'go'], `No answer has the name "${go}".`, meant(go, goals))]
      if (targetOf(label, match, name) !== null) return []
      return [
        yaml.mistake(
          place,
          'This choice leads nowhere: no answer listens for its words.',
          'Add its words to the `when` of an answer, or write { label: …, go: the name of an answer }.',
        ),
      ]
    }),
  ]
}

function answerMistakes(
  yaml: YamlFile,
  index: number,
  answer: AnswerFile,
  { goals, led }: { goals: string[]; led: Set<string> },
): Mistake[] {
  const path = ['answers', index]
  const mistakes: Mistake[] = []
  const { name, when, after = [], say, rotate, handoff, ticket, end } = answer
  const ways = [handoff, ticket, end].filter((way) => way !== undefined)
  if (!say && !rotate && ways.length === 0 && !answer.choices) {
    mistakes.push(
      yaml.mistake(path, 'This answer does nothing.', 'Add say:, choices:, handoff:, ticket: or end: true.'),
    )
  }
  if (!when && !(name !== undefined && led.has(name))) {
    mistakes.push(
      yaml.mistake(
        path,
        'Nothing leads to this answer.',
        'Add `when` with the words that it listens for, or a choice with `go` and its name.',
      ),
    )
  }
  if (ways.length > 1) {
    const last = end ? 'end' : 'ticket'
    const what = end && handoff !== undefined ? 'hand off and end' : 'make a ticket and do that'
    mistakes.push(yaml.mistake([...path, last], `An answer cannot both ${what}.`, 'Keep one of the two.', 'key'))
  }
  if (name !== undefined && reserved.includes(name)) {
    mistakes.push(
      yaml.mistake(
        [...path, 'name'],
        `"${name}" is a name of Baton's own.`,
        `Choose another name; what it stands for has a block of its own: ${name}:`,
      ),
    )
  }
  for (const [at, before] of after.entries()) {
    if (goals.includes(before) || before === 'greeting') continue
    mistakes.push(yaml.mistake([...path, 'after', at], `No answer has the name "${before}".`, meant(before, goals)))
  }
  return mistakes
}

const meant = (name: string, goals: string[]): string => {
  const near = nearest(name, goals)
  return near
    ? `Did you mean "${near}"?`
    : `Names that there are: ${goals.slice(0, 20).join(', ') || 'none'}. Give an answer its name with name:`
}

function twice(yaml: YamlFile, answers: AnswerFile[]): Mistake[] {
  const seen = new Set<string>()
  return answers.flatMap(({ name }, index) => {
    if (name === undefined) return []
    const known = seen.has(name)
    seen.add(name)
    if (!known) return []
    return [
      yaml.mistake(
        ['answers', index, 'name'],
        `Another answer has the name "${name}" too.`,
        'Give each answer a name of its own.',
      ),
    ]
  })
}

/** The same words in two answers: one of them would never be heard. */
function sameWords(yaml: YamlFile, named: [string, AnswerFile][]): Mistake[] {
  const owner = new Map<string, number>()
  return named.flatMap(([, { when = [], after }], index) =>
    when.flatMap((text, at) => {
      const phrase = phraseOf(text)
      if (!phrase) return []
      const key = `${after ? [...after].sort().join(',') : '*'} ${sameAs(phrase)}`
      const first = owner.get(key)
      if (first === undefined) {
        owner.set(key, index)
        return []
      }
      const mend =
        first === index ? 'Keep it once.' : `Keep it here or in answer ${first + 1}; or tell them apart with after:`
      return [yaml.mistake(['answers', index, 'when', at], 'These words were there before.', mend)]
    }),
  )
}

type DeskNamed = [path: (string | number)[], desk: string | undefined]

const desksNamed = (file: ScriptFile): DeskNamed[] => [
  [['person', 'desk'], file.person === 'off' ? undefined : file.person?.desk],
  [['fallback', 'desk'], file.fallback?.desk],
  ...(file.answers ?? []).map(
    ({ handoff }, index): DeskNamed => [['answers', index, 'handoff', 'desk'], handoff?.desk],
  ),
]

const choiceDesks = ({ path, speech }: { path: (string | number)[]; speech: SpeechFile }): DeskNamed[] =>
  (speech.choices ?? []).map(({ desk }, index) => [[...path, 'choices', index, 'desk'], desk])

function deskMistakes(yaml: YamlFile, named: DeskNamed[], desks: string[]): Mistake[] {
  return named.flatMap(([path, desk]) => {
    if (desk === undefined || desks.includes(desk)) return []
    const near = nearest(desk, desks)
    const mend = near ? `Did you mean "${near}"?` : `Desks that the site has: ${desks.join(', ') || 'none'}.`
    return [yaml.mistake(path, 'The site has no such desk.', mend)]
  })
}
