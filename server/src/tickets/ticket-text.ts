import { never } from '@baton/shared/ids.ts'
import type { TicketRequest } from './tickets.ts'

/**
 * What a ticket says, for people to read: where it comes from, the summary, who asks, the facts, who said what. Only our own words
 * and speakers begin a line; whatever somebody else wrote stands behind its label, its further lines set in, so that nothing
 * can be mistaken for the words of another. `limit` is in UTF-8 bytes: what is too long gives way to a line that says so.
 */
export const ticketText = (request: TicketRequest, limit: number): string => written(request, limit, plain)

/** The same as HTML in which every character of others is text. */
export const ticketHtml = (request: TicketRequest, limit: number): string => written(request, limit, html)

/** One line, at most 150 characters, never empty. */
export function ticketSubject({ subject, siteName }: Pick<TicketRequest, 'subject' | 'siteName'>): string {
  return cut(oneLine(subject), 150) || cut(`A question from the chat on ${oneLine(siteName)}`, 150)
}

/** As one line of plain letters: no line break of any kind, no control character, nothing that turns the direction of writing. */
export const oneLine = (text: string): string => clean(text).replace(/\s+/g, ' ').trim()

/** `label` null: a line of our own. */
type Line = { label: string | null; text: string }
type Writer = { title(text: string): string; line(line: Line): string; blank: string }

const plain: Writer = {
  title: (text) => `— ${text} —\n`,
  line: ({ label, text }) => `${label === null ? '' : `${label}: `}${lines(text).join('\n    ')}\n`,
  blank: '\n',
}

const html: Writer = {
  title: (text) => `<div><b>— ${escaped(text)} —</b></div>\n`,
  line: ({ label, text }) =>
    `<div>${label === null ? '' : `<b>${escaped(label)}:</b> `}${lines(text).map(escaped).join('<br>&nbsp;&nbsp;&nbsp;&nbsp;')}</div>\n`,
  blank: '<div><br></div>\n',
}

function written(request: TicketRequest, limit: number, writer: Writer): string {
  const top = writer.title(`From the chat on ${oneLine(request.siteName)}`)
  const end = writer.title('end')
  const whole = { label: null, text: `The whole of it: npm run baton -- transcript ${oneLine(request.conversation)}` }
  const fixed = bytes(top + end) + bytes(writer.line(whole)) + 3 * bytes(writer.blank) + bytes(writer.title(said))
  // Facts may take half of the room: what was said is what it is about.
  const head = fitted(aboutLines(request), Math.floor((limit - fixed) / 2), writer, 'start')
  const talk = fitted(talkLines(request), limit - fixed - bytes(head), writer, 'end')
  return [
    top,
    head,
    ...(talk === '' ? [] : [writer.blank, writer.title(said), talk]),
    writer.blank,
    writer.line(whole),
    end,
  ].join('')
}

const said = 'What was said (times in UTC)'

function aboutLines({ summary, contact, facts }: TicketRequest): Line[] {
  const typed: [string, string | undefined][] = [
    ['Summary', summary ?? undefined],
    ['Name (as typed)', contact.name],
    ['E-mail (as typed, not proven)', contact.email],
    ['Phone (as typed, not proven)', contact.phone],
  ]
  return [...typed, ...facts.map(({ label, value }) => [cut(oneLine(label), 60), value] as const)].flatMap(
    ([label, text]) => (text?.trim() ? [{ label, text }] : []),
  )
}

function talkLines({ transcript }: TicketRequest): Line[] {
  let day = ''
  return transcript.flatMap((one) => {
    const [date = '', time = ''] = new Date(one.at).toISOString().split('T')
    const line = { label: `${time.slice(0, 5)} ${speaker(one)}`, text: one.text }
    if (date === day) return [line]
    day = date
    return [{ label: null, text: `· ${date}` }, line]
  })
}

function speaker({ by, name }: TicketRequest['transcript'][number]): string {
  switch (by) {
    case 'visitor':
      return 'Visitor'
    case 'bot':
      return 'Bot'
    case 'agent':
      return name ? `Agent ${cut(oneLine(name), 80)}` : 'Agent'
    default:
      return never(by)
  }
}

/** As many lines as there is room for, from the start or from the end; a line says how many are missing. */
function fitted(all: Line[], room: number, writer: Writer, from: 'start' | 'end'): string {
  const left = (count: number): Line => ({ label: null, text: `(${count} lines are left out here: too long)` })
  const wanted = from === 'start' ? all : all.toReversed()
  const rest = room - bytes(writer.line(left(all.length)))
  const kept: string[] = []
  let used = 0
  for (const line of wanted) {
    // One long line must not push out all the others, and never itself.
    const text = shortened(line, Math.max(0, Math.min(rest - used, Math.ceil(rest / 2))), writer)
    if (text === null) break
    kept.push(text)
    used += bytes(text)
  }
  if (kept.length === all.length) return (from === 'start' ? kept : kept.toReversed()).join('')
  const missing = writer.line(left(all.length - kept.length))
  return from === 'start' ? [...kept, missing].join('') : [missing, ...kept.toReversed()].join('')
}

/** The line, with its end cut off where it is longer than the room; null: not even a few words fit. */
function shortened(line: Line, room: number, writer: Writer): string | null {
  const whole = writer.line(line)
  if (bytes(whole) <= room) return whole
  for (let length = Math.min(line.text.length, room); length >= 40; length = Math.floor(length / 2)) {
    const text = writer.line({ ...line, text: `${cut(line.text, length)} … (cut: too long)` })
    if (bytes(text) <= room) return text
  }
  return null
}

/** What is not blank, line by line. Every step is linear in the length of the text. */
function lines(text: string): string[] {
  return clean(text)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
}

/** Every line break becomes one of ours; other control characters and those that turn the direction of writing are nobody's words. */
const clean = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '')

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter)
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** At most so many UTF-16 units, never between the halves of a pair. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
}

const bytes = (text: string): number => Buffer.byteLength(text)
