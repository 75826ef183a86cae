import { useRef } from 'preact/hooks'
import type { Row } from '../model/rows.ts'
import { AskPlace } from './ask-place.tsx'
import { Avatar } from './avatar.tsx'
import { Icon } from './icons.tsx'
import { Intro } from './intro.tsx'
import { MessageLine } from './message-line.tsx'
import { dayText, noteText } from './notes.ts'
import { PartView } from './parts.tsx'
import { useStickToEnd } from './stick-to-end.ts'
import { Typing } from './typing.tsx'
import { useUi } from './ui.ts'

/** The history. Quiet for screen readers, who hear of new things from the announcer. */
export function Log() {
  const { chat, words } = useUi()
  const { texts } = words.value
  const rows = chat.rows.value
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const lastRow = rows.at(-1)
  const mine = lastRow?.kind === 'message' && lastRow.by.kind === 'visitor'
  const { away, toEnd } = useStickToEnd(scroller, content, {
    firstKey: rows[0]?.key ?? '',
    lastKey: lastRow?.key ?? '',
    force: mine,
    onTop: () => void chat.loadOlder(),
  })
  const draft = chat.draft.value
  return (
    <div class="middle">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div class="log" ref={scroller} role="log" aria-live="off" aria-label={texts.messages} tabIndex={0}>
        <div class="rows" ref={content}>
          {(chat.older.value === 'none' || rows.length < 12) && <Intro />}
          {rows.map((row) => (
            <Line key={row.key} row={row} />
          ))}
          {draft && (
            <div class="row theirs first last" aria-hidden="true">
              <Avatar face={null} kind="bot" />
              <div class="said">
                <div class="bubble">
                  {draft.parts.map((part, at) => (
                    <PartView key={at} part={part} conversation={null} plain={false} tap={null} />
                  ))}
                </div>
              </div>
            </div>
          )}
          <Typing />
        </div>
      </div>
      {chat.older.value === 'loading' && rows.length > 0 && <p class="loading">{texts.loadingOlder}</p>}
      {away && (
        <button type="button" class="jump" onClick={toEnd}>
          {away === 'news' && texts.newMessages}
          <Icon name="down" />
          {away !== 'news' && <span class="hidden">{texts.newMessages}</span>}
        </button>
      )}
    </div>
  )
}

function Line({ row }: { row: Row }) {
  const { words } = useUi()
  const { texts, locale } = words.value
  switch (row.kind) {
    case 'day':
      return <p class="day">{dayText(row.at, Date.now(), texts, locale)}</p>
    case 'note':
      return (
        <p class="note" dir="auto">
          {noteText(row.note, words.value)}
        </p>
      )
    case 'message':
      return <MessageLine row={row} />
    case 'ask':
      return <AskPlace row={row} />
  }
}
