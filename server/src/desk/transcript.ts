import { never } from '@baton/shared/ids.ts'
import type { Opening } from './desk.ts'
import { reasonText } from './reason-text.ts'

/**
 * What was said so far, for an agent to read: a head, who said what line by line, and an end. Nothing in it can be mistaken for
 * the words of somebody else: each speaker's further lines are set in.
 */
export function contextText(
  opening: Pick<Opening, 'facts' | 'siteName' | 'reason' | 'summary' | 'transcript'>,
  ref: string,
): string {
  const { facts, siteName, transcript } = opening
  const about = aboutIt(opening).map(({ label, value }) => `${label}: ${setIn(value)}`)
  const lines = transcript.map((said) => `${speaker(said)}: ${setIn(said.text)}`)
  return [
    `— Chat so far on ${placeOf({ facts, siteName })} · ${markOf(ref)} —`,
    ...about,
    ...(lines.length > 0 ? ['', ...lines] : []),
    '— end —',
  ].join('\n')
}

/** So many lines are read at one glance. */
const glance = 6

/**
 * What an agent should know at a glance: why, what about, and who. Without a summary, the last thing that was asked
 * stands for it, where it would be far down.
 */
export function aboutIt({
  facts,
  reason,
  summary,
  transcript,
}: Pick<Opening, 'facts' | 'reason' | 'summary' | 'transcript'>): { label: string; value: string }[] {
  const long = transcript.length > glance
  const asked = long && lastAsked(transcript)
  const attributes = Object.entries(facts.attributes ?? {}).map(([name, value]) => `${name}: ${value}`)
  const lines: [string, string | null | undefined][] = [
    ['Reason', reasonText(reason)],
    summary ? ['Summary', summary] : ['Last question', asked || null],
    ['Name', facts.name],
    ['E-mail (as typed, not proven)', facts.email],
    ['Phone (as typed, not proven)', facts.phone],
    ['Said by the page', attributes.join(', ')],
    ['Language', facts.language],
  ]
  return lines.flatMap(([label, value]) => (value ? [{ label, value }] : []))
}

/** What the visitor last wrote, and what they chose only where they wrote nothing: "Support" is no question. */
export const lastAsked = (transcript: Opening['transcript']): string | null =>
  (
    transcript.findLast(({ by, tapped }) => by === 'visitor' && !tapped) ??
    transcript.findLast(({ by }) => by === 'visitor')
  )?.text ?? null

/** The first message where the transcript follows as a note. */
export const requestText = (opening: Pick<Opening, 'facts' | 'siteName'>, ref: string): string =>
  `— A visitor of ${placeOf(opening)} asks for a person · ${markOf(ref)} —`

function placeOf({ facts, siteName }: Pick<Opening, 'facts' | 'siteName'>): string {
  const page = pageOf(facts.page)
  return page ? `${oneLine(siteName)} (${page})` : oneLine(siteName)
}

/** By which an opening is found again: plain letters, so that no desk changes them. */
export const markOf = (ref: string): string => `ref ${ref}`

function speaker({ by, name }: Opening['transcript'][number]): string {
  switch (by) {
    case 'visitor':
      return 'Visitor'
    case 'bot':
      return 'Bot'
    case 'agent':
      return name ? `Agent ${oneLine(name)}` : 'Agent'
    default:
      return never(by)
  }
}

const setIn = (text: string): string => text.trim().replace(/\s*\n/g, '\n    ')
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Without its query, which may hold what is nobody's business. */
function pageOf(page: string | undefined): string | null {
  const url = page ? URL.parse(page) : null
  return url ? `${url.host}${url.pathname === '/' ? '' : url.pathname}` : null
}
