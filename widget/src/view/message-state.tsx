import type { MessageRow } from '../model/rows.ts'
import { Icon } from './icons.tsx'
import { useUi } from './ui.ts'

/** When it was said, and how it fares: pending, failed, late at the desk, seen. */
export function MessageState({ row }: { row: MessageRow }) {
  const { chat, words } = useUi()
  const { texts, locale } = words.value
  const key = row.sendKey
  if (row.send === 'failed' && key) {
    return (
      <div class="state bad">
        <span>
          <Icon name="alert" /> {row.why === 'noFiles' ? texts.noFilesNow : texts.failed}
        </span>
        <button type="button" onClick={() => chat.retry(key)}>
          {texts.retry}
        </button>
        <button type="button" onClick={() => chat.discard(key)}>
          {texts.discard}
        </button>
      </div>
    )
  }
  if (row.trouble) {
    const words = { late: texts.late, checking: texts.checking, failed: texts.undelivered }[row.trouble]
    return <div class={row.trouble === 'failed' ? 'state bad' : 'state'}>{words}</div>
  }
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(row.at)
  const read = row.by.kind === 'visitor' && row.send === 'sent' && row.at <= chat.readUpTo.value
  const said = [
    row.send === 'pending' ? row.last && texts.sending : row.timed && time,
    row.timed && read && texts.seen,
    row.edited && row.message && texts.edited,
  ].filter(Boolean)
  return said.length > 0 ? <div class="state">{said.join(' · ')}</div> : null
}
