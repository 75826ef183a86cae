import type { AgentFace } from '@baton/shared/timeline.ts'
import { useState } from 'preact/hooks'
import { Icon } from './icons.tsx'
import { mediaUrl } from './safe-url.ts'
import { useUi } from './ui.ts'

/** Only a decoration: the name stands beside it in words. `face` null: the bot; without a picture: initials. */
export function Avatar({ face, kind }: { face: AgentFace | null; kind: 'bot' | 'person' }) {
  const { origin } = useUi()
  const [broken, setBroken] = useState<string | null>(null)
  const picture = face?.picture ? mediaUrl(face.picture, origin) : null
  return (
    <span class={`avatar ${kind}`} aria-hidden="true">
      {picture && picture !== broken ? (
        <img src={picture} alt="" onError={() => setBroken(picture)} />
      ) : face ? (
        initials(face.name)
      ) : (
        <Icon name={kind === 'bot' ? 'bot' : 'person'} />
      )}
    </span>
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => [...(word ?? '')][0] ?? '')
  return letters.join('').toUpperCase()
}
