import { textLimit } from '@baton/shared/message.ts'
import { z } from 'zod'
import { entry, field, list, oneOf, oneOrMore, plainText, shaped, text, Wrong, whole } from '../../yaml-fields.ts'
import { lengthOf, phraseOf } from './phrase.ts'
import type { Item, Words } from './say.ts'

const isMap = (value: unknown): value is { [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const languageTag = text({
  most: 35,
  mend: 'Write a language tag, for example en or pt-BR. Text with a comma or a colon in it needs quotes.',
  fits: (tag) => /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(tag),
})

/** Text, or text by language: { en: Hello, de: Hallo }. */
const words = (most: number, mend: string): z.ZodType<Words> => {
  const plain = text({ most, mend })
  return shaped<Words>((value) => (isMap(value) ? z.record(languageTag, plain) : plain))
}

const webUrl = (schemes: string[], mend: string) =>
  field((value): string | Wrong => {
    const given = plainText(value, mend)
    if (given instanceof Wrong) return given
    const url = URL.parse(given)
    return url && schemes.includes(url.protocol) && given.length <= 2_000
      ? given
      : new Wrong('is not such an address.', mend)
  })

const label = words(80, 'Write a few words for the button.')
const link = entry({
  link: webUrl(['https:', 'http:', 'mailto:', 'tel:'], 'Write an address that begins with https://, mailto: or tel:.'),
  label: label.optional(),
})
const image = entry({
  image: webUrl(['https:'], 'Write an address that begins with https://.'),
  alt: words(300, 'Write what the image shows.').optional(),
})
const said = words(textLimit, 'Write what the bot says.')

const item: z.ZodType<Item> = shaped<Item>((value) => {
  if (isMap(value) && 'link' in value)
    return link.transform((one): Item => ({ kind: 'link', url: one.link, label: one.label ?? one.link }))
  if (isMap(value) && 'image' in value)
    return image.transform((one): Item => ({ kind: 'image', url: one.image, alt: one.alt ?? null }))
  return said.transform((one): Item => ({ kind: 'text', text: one }))
})

const say = oneOrMore(item, 10)
const rotate = list(say, { least: 1, most: 20 })

const name = text({
  most: 60,
  mend: 'Use up to 60 small letters, digits and hyphens, for example opening-hours.',
  fits: (given) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(given),
})

const desk = text({ most: 40, mend: 'Write the name of a desk of the site file.' })
/** `go`: an answer's name; `desk`: whose people the tap brings. */
const choice = shaped<ChoiceFile>((value) =>
  isMap(value) && 'label' in value
    ? entry({ label, go: name.optional(), desk: desk.optional() })
    : label.transform((one) => ({ label: one })),
)
const choices = list(choice, { least: 1, most: 10 })
export type ChoiceFile = { label: Words; go?: string | undefined; desk?: string | undefined }

const whenMend = 'Write words or a phrase, for example opening hours; put * where any words may stand.'
const phrase = field((value): string | Wrong => {
  const given = plainText(value, whenMend)
  if (given instanceof Wrong) return given
  const read = phraseOf(given)
  if (!read) return new Wrong('holds no word.', whenMend)
  return lengthOf(read) <= 60 && given.length <= 300
    ? given
    : new Wrong('is too long.', 'Keep a phrase short: the fewer words, the more it fits.')
})
const when = oneOrMore(phrase, 200)

const reason = text({ most: 200, mend: 'Write a few words for the agent.' })
const handoff = shaped<Handing>((value) => {
  if (value === true) return z.literal(true).transform(() => ({}))
  return typeof value === 'string'
    ? reason.transform((one): Handing => ({ reason: one }))
    : entry({
        reason: reason.optional(),
        desk: desk.optional(),
        summary: text({ most: 2_000, mend: 'Write what the agent should know.' }).optional(),
      })
})
export type Handing = { reason?: string | undefined; desk?: string | undefined; summary?: string | undefined }

/** What has to be followed up although nobody asked for a person. */
const ticket = shaped<Following>((value) =>
  typeof value === 'string'
    ? reason.transform((one): Following => ({ reason: one }))
    : entry({
        reason,
        summary: text({ most: 2_000, mend: 'Write what whoever follows it up should know.' }).optional(),
      }),
)
export type Following = { reason: string; summary?: string | undefined }

const speech = { say: say.optional(), rotate: rotate.optional(), choices: choices.optional() }

/** The short form: only what is said. */
const orSay = <T>(schema: z.ZodType<T>): z.ZodType<T> =>
  z.preprocess(
    (value) =>
      isMap(value) && !isByLanguage(value) && !('link' in value) && !('image' in value) ? value : { say: value },
    schema,
  ) as z.ZodType<T>
const isByLanguage = (value: { [key: string]: unknown }) =>
  Object.keys(value).length > 0 && Object.keys(value).every((key) => /^[a-z]{2}(-[a-z0-9]{2,8})*$/i.test(key))

const spoken = orSay(entry(speech))

const answer = entry({
  name: name.optional(),
  when: when.optional(),
  after: oneOrMore(name, 50).optional(),
  ...speech,
  handoff: handoff.optional(),
  ticket: ticket.optional(),
  end: z.literal(true, { error: () => 'true' }).optional(),
})

const off = oneOf('off').transform(() => 'off' as const)
const flag = field((value) => (typeof value === 'boolean' ? value : new Wrong('is not right.', 'Write true or false.')))

const person = entry({
  ...speech,
  when: when.optional(),
  builtInWords: flag.optional(),
  reason: reason.optional(),
  desk: desk.optional(),
  summary: reason.optional(),
})

/** The whole bot file (docs/bot-script.md). */
export const scriptSchema = entry({
  language: languageTag.optional(),
  greeting: spoken.optional(),
  answers: list(answer, { most: 1_000 }).optional(),
  person: shaped<'off' | PersonFile>((value) =>
    value === 'off' || value === false ? z.preprocess(() => 'off', off) : person,
  ).optional(),
  fallback: orSay(
    entry({
      ...speech,
      handoffAfter: whole({ least: 1, most: 10 }).optional(),
      desk: desk.optional(),
      reason: reason.optional(),
    }),
  ).optional(),
  returned: spoken.optional(),
})

export type PersonFile = z.infer<typeof person>
export type SpeechFile = z.infer<typeof spoken>
export type AnswerFile = z.infer<typeof answer>
export type ScriptFile = z.infer<typeof scriptSchema>
