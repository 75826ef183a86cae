import { z } from 'zod'
import { plainWords } from '../conversation/asks.ts'
import { entry, field, list, oneOf, text, Wrong, whole } from '../yaml-fields.ts'
import { type DeskEntry, deskEntry } from './desk-entries.ts'
import { color, duration, language, name, origins, secret } from './fields.ts'
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

const handoff = entry({
  desk: name('support').optional(),
  // Under 10 s nobody can come; a day is what a visitor may still mean by waiting.
  wait: duration({ least: 10_000, most: 86_400_000, example: '120s' }).optional(),
  afterResolve: oneOf('bot', 'closed').optional(),
  hours: officeHours.optional(),
  when: entry({ words: askingWords.optional(), angry: askingWords.optional() }).optional(),
})

const tickets = z.discriminatedUnion('kind', [
  entry({
    kind: z.literal('freshdesk'),
    domain: text({
      most: 63,
      mend: 'Write what stands before .freshdesk.com, for example acme.',
      fits: (given) => /^[a-z0-9-]+$/i.test(given),
    }),
    key: secret('freshdesk-key'),
  }),
  entry({
    kind: z.literal('mail'),
    to: text({ most: 254, mend: 'Write an e-mail address.', fits: (given) => /^[^\s@]+@[^\s@]+$/.test(given) }),
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
  desks: desks.optional(),
}).superRefine((site, context) => {
  const say = (path: string[], message: string, mend: string) =>
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
  if (site.tickets?.kind === 'desk' && names.length === 0)
    say(['tickets', 'kind'], 'needs a desk.', 'Add one under desks:.')
})

export type SiteFile = z.infer<typeof siteSchema>
export type SiteDesks = { [name: string]: DeskEntry }
