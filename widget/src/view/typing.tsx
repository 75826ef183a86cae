import type { AgentFace } from '@baton/shared/timeline.ts'
import { Avatar } from './avatar.tsx'
import { fill } from './texts.ts'
import { useUi } from './ui.ts'

export function Dots() {
  return (
    <span class="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  )
}

/** Somebody is writing. Not announced: it comes and goes too often. */
export function Typing() {
  const { chat, words } = useUi()
  const typist = chat.typist.value
  if (!typist || chat.draft.value) return null
  const { texts } = words.value
  // A desk may not say which of its people it is: then it is who has the chat.
  const face: AgentFace | null =
    typist.by === 'bot' ? null : typist.agent ? (chat.faces.value[typist.agent] ?? null) : chat.agent.value
  const name = typist.by === 'bot' ? texts.bot : (face?.name ?? texts.team)
  return (
    <div class="row theirs first last">
      <Avatar face={face} kind={typist.by === 'bot' ? 'bot' : 'person'} />
      <div class="bubble typing">
        <Dots />
        <span class="hidden">{fill(texts.typing, { name })}</span>
      </div>
    </div>
  )
}
