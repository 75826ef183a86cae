import { never } from '@baton/shared/ids.ts'
import type { Opening } from './desk.ts'

/**
 * What was said so far, for an agent to read: a head, who said what line by line, and an end. Nothing in it can be mistaken for
 * the words of somebody else: each speaker's further lines are set in.
 */
export function contextText(
  opening: Pick<Opening, 'facts' | 'siteName' | 'reason' | 'summary' | 'transcript'>,
  ref: string,
): string {
  const { facts, siteName, reason, summary, transcript } = opening
  const about = [
    reason && `Reason: ${setIn(reason)}`,
    summary && `Summary: ${setIn(summary)}`,
    facts.name && `Name: ${setIn(facts.name)}`,
    facts.email && `E-mail (as typed, not proven): ${setIn(facts.email)}`,
    facts.phone && `Phone (as typed, not proven): ${setIn(facts.phone)}`,
    facts.language && `Language: ${setIn(facts.language)}`,
  ].filter(Boolean)
  const lines = transcript.map((said) => `${speaker(said)}: ${setIn(said.text)}`)
  return [
    `— Chat so far on ${placeOf({ facts, siteName })} · ${markOf(ref)} —`,
    ...about,
    ...(lines.length > 0 ? ['', ...lines] : []),
    '— end —',
  ].join('\n')
}

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
