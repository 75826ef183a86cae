import type { AskedField, AskedFieldId } from '@baton/shared/asks.ts'
import { z } from 'zod'
import { plainWords } from '../conversation/asks.ts'
import { entry, field, list, oneOf, oneOrMore, text, Wrong, whole } from '../yaml-fields.ts'
import { type DeskEntry, deskEntry } from './desk-entries.ts'
import { color, duration, language, name, origins, secret, webAddress } from './fields.ts'
import { officeHours } from './office-hours.ts'

const siteName = text({ most: 80, mend: 'Write the name that visitors know you by, for example Acme.' })

const widget = entry({
  color: color.optional(),
  position: oneOf('left', 'right').optional(),
  greeting: text({ most: 300, mend: 'Write the line beside the closed launcher.' }).optional(),
  language: language.optional(),
  zIndex: whole({ least: 0, most: 2_147_483_647 }).optional(),
  texts: z
    .record(
      z.string(),
      field((value) =>
        typeof value === 'string' && value.length <= 500
          ? value
          : new Wrong('must be text of at most 500 characters.', 'Put it in quotes.'),
      ),
    )
    .optional(),
})

const bot = z.discriminatedUnion('kind', [
  entry({
    kind: z.literal('script'),
    file: text({ most: 500, mend: 'Write the path of the bot file, from the folder of this file.' }),
  }),
])

const askingWords = list(
  text({
    most: 80,
    mend: 'Write a word or a phrase, in any spelling: case and accents do not count.',
    fits: (given) => plainWords(given) !== '',
  }),
  { least: 1, most: 200 },
)

const formMend =
  'Write a list of name, email, phone and question, with ? behind what may stay empty: [name?, email, question].'
/** `[name?, email]` → what is asked before a handoff. */
const form = field((value): AskedField[] | Wrong => {
  if (!Array.isArray(value) || value.length === 0) return new Wrong('must be a list.', formMend)
  const fields = value.map((one) => /^(name|email|phone|question)(\?)?$/.exec(typeof one === 'string' ? one : ''))
  if (fields.some((found) => found === null)) return new Wrong('names a field that there is not.', formMend)
  const asked = fields.map((found) => ({ id: found?.[1] as AskedFieldId, required: !found?.[2] }))
  const ids = new Set(asked.map(({ id }) => id))
  return ids.size === asked.length ? asked : new Wrong('asks for the same twice.', formMend)
})

const attributes = z.record(
  z.string().regex(/^[A-Za-z0-9_]{1,40}$/),
  z.union([z.string().max(200), z.number(), z.boolean()]),
)

const rule = entry({
  name: text({ most: 80, mend: 'Write the reason that your team reads, for example "on the price list".' }),
  page: oneOrMore(
    text({
      most: 300,
      mend: 'Write a path such as /pricing*, or a whole address; * stands for anything.',
      fits: (given) => /^(\/|\*|https?:\/\/)/.test(given),
    }),
    20,
  ).optional(),
  attributes: attributes.optional(),
  hours: officeHours.optional(),
  desk: name('sales').optional(),
}).superRefine((given, context) => {
  if (given.page || given.attributes || given.hours) return
  const mend = 'Write page:, attributes: or hours: below it.'
  context.addIssue({ code: 'custom', message: 'says nothing of when it fits.', params: { mend } })
})

const handoff = entry({
  desk: name('support').optional(),
  // Under 10 s nobody can come; a day is what a visitor may still mean by waiting.
  wait: duration({ least: 10_000, most: 86_400_000, example: '120s' }).optional(),
  afterResolve: oneOf('bot', 'closed').optional(),
  hours: officeHours.optional(),
  /** What is asked before a person is. */
  form: form.optional(),
  rating: oneOf('stars', 'thumbs', 'none').optional(),
  chooseDesk: z.boolean().optional(),
  afterWait: oneOf('ask', 'bot').optional(),
  when: entry({
    words: askingWords.optional(),
    angry: askingWords.optional(),
    notUnderstood: whole({ least: 1, most: 10 }).optional(),
    rules: list(rule, { least: 1, most: 50 }).optional(),
  }).optional(),
})

const mailAddress = text({
  most: 254,
  mend: 'Write an e-mail address.',
  fits: (given) => /^[^\s@]+@[^\s@]+$/.test(given),
})

const tickets = z.discriminatedUnion('kind', [
  entry({
    kind: z.literal('freshdesk'),
    domain: text({
      most: 63,
      mend: 'Write what stands before .freshdesk.com, for example acme.',
      fits: (given) => /^[a-z0-9-]+$/i.test(given),
    }).optional(),
    url: webAddress({
      mend: 'Write only scheme and host; domain: is enough for Freshdesk itself.',
      path: false,
    }).optional(),
    key: secret('freshdesk-key'),
  }),
  entry({
    kind: z.literal('mail'),
    to: mailAddress,
    from: mailAddress.optional(),
  }),
  entry({ kind: z.literal('desk') }),
])

const desks = field((value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { [name: string]: unknown })
    : new Wrong(
        'must be a list of names, each with its desk below it.',
        'For example  support: { kind: freshchat, … }.',
      ),
).pipe(z.record(name('support'), deskEntry))

/** The whole site file (docs/site-file.md). What is left out has no default here: `site/site-of.ts` says what it means. */
export const siteSchema = entry({
  site: name('acme'),
  name: siteName,
  origins,
  widget: widget.optional(),
  bot: bot.optional(),
  handoff: handoff.optional(),
  tickets: tickets.optional(),
  /** Whether a visitor can have their history mailed, and from which address. Needs BATON_SMTP_URL. */
  transcripts: entry({ from: mailAddress }).optional(),
  /** Who may send images and files (docs/files.md). */
  files: entry({ visitors: z.boolean().optional(), agents: z.boolean().optional() }).optional(),
  desks: desks.optional(),
}).superRefine((site, context) => {
  const say = (path: (string | number)[], message: string, mend: string) =>
    context.addIssue({ code: 'custom', path, message, params: { mend } })
  const names = Object.keys(site.desks ?? {})
  if (!site.bot && names.length === 0)
    say([], 'has neither a bot nor desks.', 'Write at least one of them: bot: or desks:.')
  if (names.length > 20) say(['desks'], 'is too long.', 'Keep it to 20 desks.')
  const chosen = site.handoff?.desk
  if (chosen !== undefined && !names.includes(chosen)) {
    say(
      ['handoff', 'desk'],
      'is not one of the desks below.',
      names.length ? `Write one of: ${names.join(', ')}.` : 'Add it under desks:.',
    )
  }
  if (site.handoff?.when && names.length === 0) say(['handoff', 'when'], 'needs a desk.', 'Add one under desks:.')
  const listed = names.length ? `Write one of: ${names.join(', ')}.` : 'Add it under desks:.'
  for (const [name, desk] of Object.entries(site.desks ?? {})) {
    if (desk.otherwise === undefined) continue
    if (desk.otherwise === name) say(['desks', name, 'otherwise'], 'names the desk itself.', listed)
    else if (!names.includes(desk.otherwise)) say(['desks', name, 'otherwise'], 'is not one of the desks.', listed)
  }
  site.handoff?.when?.rules?.forEach(({ desk }, at) => {
    if (desk !== undefined && !names.includes(desk))
      say(['handoff', 'when', 'rules', at, 'desk'], 'is not one of the desks below.', listed)
  })
  if (site.tickets?.kind === 'freshdesk' && (site.tickets.domain === undefined) === (site.tickets.url === undefined))
    say(['tickets'], 'must name one Freshdesk.', 'Write domain: with what stands before .freshdesk.com.')
  if (site.tickets?.kind === 'desk' && names.length === 0)
    say(['tickets', 'kind'], 'needs a desk.', 'Add one under desks:.')
})

export type SiteFile = z.infer<typeof siteSchema>
export type SiteDesks = { [name: string]: DeskEntry }
