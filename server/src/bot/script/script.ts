import { createMatch, type Listener, type Match } from './match.ts'
import { personPhrases } from './person-words.ts'
import { type Phrase, phraseOf } from './phrase.ts'
import type { Item, Offer, Words } from './say.ts'
import type { AnswerFile, ChoiceFile, Following, Handing, ScriptFile, SpeechFile } from './schema.ts'
import { wordsOf } from './words.ts'

/** A bot file, ready to answer. */
export type Script = {
  language: string
  greeting: Speech | null
  returned: Speech | null
  /** Null: the bot's own words. */
  fallback: (Speech & { handoffAfter: number | null; handing: Handing }) | null
  answers: ReadonlyMap<string, Answer>
  match: Match
}

/** `turns` holds what to say; with more than one they take turns. */
export type Speech = { turns: readonly (readonly Item[])[]; offers: readonly Offer[] }
/**
 * `handing`: the answer hands over. `insisting`: it asks whose people are wanted, and hands over when it is asked
 * for again. `following`: it is passed on as a ticket, and the bot goes on.
 */
export type Answer = Speech & {
  handing: Handing | null
  insisting: Handing | null
  following: Following | null
  end: boolean
}

/** The name under which asking for a person is an answer like any other. */
export const person = 'person'
export const reserved: readonly string[] = [person, 'greeting', 'fallback', 'returned']

/** What a choice's id says before the name of the answer that it leads to. */
const leadsTo = 'go:'

export function compile(file: ScriptFile): Script {
  const named = withNames(file.answers ?? [])
  const match = createMatch(listenersOf(file, named))
  const speech = (name: string, { say, rotate, choices = [] }: SpeechFile): Speech => ({
    turns: rotate ?? (say ? [say] : []),
    offers: choices.map(({ label, go, desk }, index) => ({
      id: `${leadsTo}${go ?? (desk === undefined ? (targetOf(label, match, name) ?? '') : toDesk(desk))}#${index + 1}`,
      label,
    })),
  })
  const answers = named.map(([name, answer]): [string, Answer] => [
    name,
    {
      ...speech(name, answer),
      handing: answer.handoff ?? null,
      insisting: null,
      following: answer.ticket ?? null,
      end: answer.end === true,
    },
  ])
  if (file.person !== 'off') {
    const { when: _, builtInWords: __, reason, desk, summary, ...said } = file.person ?? {}
    const handing = { reason: reason ?? 'asked for a person', desk, summary }
    const asksFirst = (said.choices ?? []).some((choice) => choice.desk !== undefined)
    const how = asksFirst ? { handing: null, insisting: handing } : { handing, insisting: null }
    answers.push([person, { ...speech(person, said), ...how, following: null, end: false }])
  }
  const { reason: wanted = 'asked for a person', summary } = (file.person !== 'off' && file.person) || {}
  for (const { choice } of deskChoices(file, named)) {
    const handing = { reason: wanted, desk: choice.desk, summary }
    answers.push([
      toDesk(choice.desk),
      { turns: [], offers: [], handing, insisting: null, following: null, end: false },
    ])
  }
  const { handoffAfter, desk, reason } = file.fallback ?? {}
  return {
    language: file.language ?? 'en',
    greeting: file.greeting ? speech('greeting', file.greeting) : null,
    returned: file.returned ? speech('returned', file.returned) : null,
    fallback: file.fallback
      ? {
          ...speech('fallback', file.fallback),
          handoffAfter: handoffAfter ?? null,
          handing: { reason: reason ?? 'the bot did not understand', desk },
        }
      : null,
    answers: new Map(answers),
    match,
  }
}

/** The answer that a tapped choice leads to; null: it leads nowhere any more. */
export const choiceTarget = (id: string): string | null => /^go:([^#]+)#\d+$/.exec(id)?.[1] ?? null

/** The answer behind choices that bring a desk's people. No file can have one of that name. */
const toDesk = (desk: string): string => `@${desk}`

/** The choices that bring a desk's people, with the answer that they stand below. */
export function deskChoices(
  file: ScriptFile,
  named: readonly [string, AnswerFile][],
): { below: string; choice: ChoiceFile & { desk: string } }[] {
  const speeches: [string, SpeechFile | undefined][] = [
    ['greeting', file.greeting],
    ['returned', file.returned],
    ['fallback', file.fallback],
    [person, file.person === 'off' ? undefined : file.person],
    ...named,
  ]
  return speeches.flatMap(([below, speech]) =>
    (speech?.choices ?? []).flatMap(({ desk, ...choice }) =>
      desk === undefined ? [] : [{ below, choice: { ...choice, desk } }],
    ),
  )
}

/** A choice without `go`, below the answer `last`, leads to where its label would, had the visitor written it. */
export function targetOf(label: Words, match: Match, last: string): string | null {
  const texts = typeof label === 'string' ? [label] : Object.values(label)
  for (const text of texts) {
    const target = match(wordsOf(text), last)
    if (target !== null) return target
  }
  return null
}

/** Answers without a name get one from their first phrase, so that it stays the same when others are added above. */
export function withNames(answers: readonly AnswerFile[]): [string, AnswerFile][] {
  const taken = new Set([...reserved, ...answers.flatMap(({ name }) => name ?? [])])
  return answers.map((answer) => {
    if (answer.name !== undefined) return [answer.name, answer]
    const stem = `~${wordsOf(answer.when?.[0] ?? '')
      .join('-')
      .slice(0, 40)}`
    let name = stem
    for (let n = 2; taken.has(name); n++) name = `${stem}-${n}`
    taken.add(name)
    return [name, answer]
  })
}

export function listenersOf(file: ScriptFile, named: readonly [string, AnswerFile][]): Listener[] {
  const own = named.flatMap(([answer, { when = [], after }]) =>
    phrases(when).map((phrase) => ({ phrase, answer, after: after ?? null })),
  )
  // Right after the choices were shown their labels may be typed as well.
  const typed = deskChoices(file, named).flatMap(({ below, choice: { label, desk } }) =>
    phrases((typeof label === 'string' ? [label] : Object.values(label)).map((text) => `= ${text}`)).map((phrase) => ({
      phrase,
      answer: toDesk(desk),
      after: [below],
    })),
  )
  if (file.person === 'off') return [...own, ...typed]
  const { when = [], builtInWords = true } = file.person ?? {}
  const asking = [...phrases(when), ...(builtInWords ? personPhrases : [])]
  return [...own, ...typed, ...asking.map((phrase) => ({ phrase, answer: person, after: null }))]
}

const phrases = (texts: readonly string[]): Phrase[] => texts.flatMap((text) => phraseOf(text) ?? [])
