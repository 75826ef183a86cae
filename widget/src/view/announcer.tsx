import type { Message } from '@baton/shared/message.ts'
import type { Visible } from '@baton/shared/timeline.ts'
import { isKnownAsk } from '../model/ask-row.ts'
import { askText } from './ask-text.ts'
import { unmarked } from './markdown.ts'
import { noteText } from './notes.ts'
import { messageText } from './part-text.ts'
import type { Texts } from './texts/en.ts'
import { fill, type Words } from './texts.ts'
import { type Ui, useUi } from './ui.ts'

/** Tells a screen reader what is new, once and briefly, while the list itself stays quiet. */
export function Announcer() {
  const ui = useUi()
  const news = ui.chat.news.value
  const heard = new Set<number>()
  const lines = news.map((event) => spoken(event, ui.words.value, ui.chat, heard)).filter((line) => line !== '')
  return (
    <div class="hidden" role="status" aria-live="polite" aria-atomic="true">
      {lines.join('\n')}
    </div>
  )
}

/** Nobody wants to hear "star star". */
const aloud = ({ parts }: Message, texts: Texts): string =>
  messageText(
    { parts: parts.map((part) => (part.kind === 'text' ? { ...part, text: unmarked(part.text) } : part)) },
    texts,
  )

/** `tickets`: whose fate was told just now, with the request. */
function spoken(event: Visible, words: Words, chat: Ui['chat'], tickets: Set<number>): string {
  const nameOf = (ref: string | null) => (ref === null ? null : (chat.faces.value[ref]?.name ?? null))
  const { texts } = words
  switch (event.kind) {
    case 'botSaid':
      return fill(texts.says, { name: texts.bot, text: aloud(event.message, texts) })
    case 'agentSaid':
      return fill(texts.says, {
        name: nameOf(event.agent) ?? texts.team,
        text: aloud(event.message, texts),
      })
    case 'agentJoined':
      return noteText({ kind: 'joined', name: nameOf(event.agent) }, words)
    case 'agentLeft':
      return noteText({ kind: 'left', name: nameOf(event.agent) }, words)
    case 'handoffEnded':
      return noteText({ kind: 'ended', how: event.how, opensAt: event.opensAt ?? null }, words)
    case 'asked':
      return isKnownAsk(event.ask) ? askText(event.ask, texts) : ''
    case 'ticketRequested':
    case 'ticketMade':
    case 'ticketFailed': {
      const seq = event.kind === 'ticketRequested' ? event.seq : event.target
      if (tickets.has(seq)) return ''
      tickets.add(seq)
      const rows = chat.rows.value
      const row = rows.findLast((row) => row.kind === 'note' && (row.seq === seq || row.seq === event.seq))
      return row?.kind === 'note' ? noteText(row.note, words) : ''
    }
    default:
      return ''
  }
}
