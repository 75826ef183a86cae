import { createHash } from 'node:crypto'
import type { Choice } from '@baton/shared/message.ts'
import { field, listOf, only } from './part.ts'
import { plainOf } from './text.ts'

/**
 * A button of theirs as a choice. Its payload is between the vendor and whoever made the button, often JSON with inner facts: the
 * visitor's browser gets a name for it, never the payload (`buttonFor` finds it again).
 */
export function choiceOf(button: unknown): Choice | null {
  const label = plainOf(field(button, 'label')).slice(0, 200)
  if (label === '') return null
  const payload = field(button, 'payload')
  return { id: payload === '' ? label : createHash('sha256').update(payload).digest('base64url').slice(0, 16), label }
}

/** What was tapped: by its name, where that is known, else by what it reads. */
export type Tapped = { choice?: string | undefined; label: string }

/** The quick reply among a message's parts that was tapped; null: there is none. Given back as it came, for the answer. */
export function buttonFor(parts: unknown[], tapped: Tapped, depth = 0): object | null {
  for (const part of parts) {
    const [kind, inside] = only(part)
    if (kind === 'quick_reply_button' && isIt(choiceOf(inside), tapped)) return inside as object
    const within =
      kind === 'collection'
        ? listOf(inside, 'sub_parts')
        : kind === 'template_content'
          ? listOf(inside, 'sections').flatMap((section) => listOf(section, 'parts'))
          : []
    const found = depth < 6 ? buttonFor(within, tapped, depth + 1) : null
    if (found) return found
  }
  return null
}

const isIt = (offered: Choice | null, { choice, label }: Tapped): boolean =>
  choice === undefined ? offered?.label === label : offered?.id === choice
