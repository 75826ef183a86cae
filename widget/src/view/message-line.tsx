import type { MessageRow } from '../model/rows.ts'
import { Avatar } from './avatar.tsx'
import { MessageState } from './message-state.tsx'
import { PartView, type Tap } from './parts.tsx'
import { useUi } from './ui.ts'

/** One message: its bubble, its quick replies, and what is to be said about its way. */
export function MessageLine({ row }: { row: MessageRow }) {
  const { chat, words } = useUi()
  const { texts } = words.value
  const { by, message, first, last, answerable } = row
  const mine = by.kind === 'visitor'
  const name = by.kind === 'agent' ? (by.face?.name ?? texts.team) : mine ? texts.you : texts.bot
  const tap: Tap = answerable === null ? null : (choice) => chat.tap(answerable, choice.id, choice.label)
  const parts = message?.parts.filter((part) => part.kind !== 'choices') ?? []
  // Spent ones go, unless they are all that was said.
  const offered = tap || parts.length === 0 ? (message?.parts ?? []) : []
  const choices = offered.flatMap((part) => (part.kind === 'choices' ? part.choices : []))
  const classes = ['row', mine ? 'mine' : 'theirs', first && 'first', last && 'last', row.send]
  return (
    <>
      <div class={classes.filter(Boolean).join(' ')}>
        {!mine && last && (
          <Avatar face={by.kind === 'agent' ? by.face : null} kind={by.kind === 'agent' ? 'person' : 'bot'} />
        )}
        <div class="said">
          <span class={first && by.kind === 'agent' ? 'by' : 'hidden'}>{name}</span>
          {message === null ? (
            <div class="bubble gone">{texts.deleted}</div>
          ) : (
            parts.length > 0 && (
              <div class="bubble">
                {parts.map((part, at) => (
                  <PartView key={at} part={part} conversation={row.conversation} plain={mine} tap={tap} />
                ))}
              </div>
            )
          )}
          <MessageState row={row} />
        </div>
      </div>
      {choices.length > 0 && (
        <div class="chips">
          {choices.map((choice) => (
            <button type="button" class="chip" key={choice.id} dir="auto" disabled={!tap} onClick={() => tap?.(choice)}>
              {choice.label}
            </button>
          ))}
        </div>
      )}
    </>
  )
}
