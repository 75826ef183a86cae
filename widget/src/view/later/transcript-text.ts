import type { MessageRow, Row } from '../../model/rows.ts'
import { askText } from '../ask-text.ts'
import { noteText } from '../notes.ts'
import { messageText } from '../part-text.ts'
import { fill, type Words } from '../texts.ts'
import { answerText } from './answer-text.ts'
import { type AllTexts, allTexts } from './later-words.ts'

/** The chat as a text to keep, in the visitor's language and time zone. `name`: whose chat it is. */
export function transcriptText(rows: Row[], name: string, now: number, words: Words): string {
  const texts = allTexts(words)
  const format = (at: number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(words.locale, options).format(at)
  const said = rows.flatMap((row): string[] => {
    if (row.kind === 'day') return ['', format(row.at, { dateStyle: 'full' }), '']
    const time = format(row.at, { timeStyle: 'short' })
    // What a line goes on with stands under its beginning, so that nothing can pass for another line.
    return lines(row, texts, words).map((line) => `[${time}] ${line.replaceAll('\n', '\n    ')}`)
  })
  const time = format(now, { dateStyle: 'long', timeStyle: 'short' })
  return `${[fill(texts.savedChat, { name, time }), ...said].join('\n')}\n`
}

function lines(row: Exclude<Row, { kind: 'day' }>, texts: AllTexts, words: Words): string[] {
  switch (row.kind) {
    case 'note':
      return [`— ${noteText(row.note, words)}`]
    case 'ask': {
      const asked = `— ${askText(row.ask, texts)}`
      const { answer } = row
      if (!answer) return [asked]
      const comment = answer.kind === 'rated' && answer.comment ? `\n${answer.comment}` : ''
      return [asked, fill(texts.says, { name: texts.you, text: answerText(row.ask, answer, texts) }) + comment]
    }
    case 'message': {
      const text = row.message ? messageText(row.message, texts) : texts.deleted
      return [fill(texts.says, { name: authorName(row, texts), text })]
    }
  }
}

function authorName({ by }: MessageRow, texts: AllTexts): string {
  if (by.kind === 'agent') return by.face?.name ?? texts.team
  return by.kind === 'bot' ? texts.bot : texts.you
}

/** `chat-2026-11-20.txt`, by the visitor's own calendar. */
export function transcriptFile(now: number): string {
  const date = new Date(now)
  const two = (n: number) => String(n).padStart(2, '0')
  return `chat-${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}.txt`
}
