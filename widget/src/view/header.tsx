import { useState } from 'preact/hooks'
import { Avatar } from './avatar.tsx'
import { Icon } from './icons.tsx'
import { fill } from './texts.ts'
import { useUi } from './ui.ts'

type HeaderProps = { titleId: string; saving: boolean; toggleSaving(): void }

/** Who is answering, what can be kept of it, and the way out. */
export function Header({ titleId, saving, toggleSaving }: HeaderProps) {
  const { chat, words } = useUi()
  const { texts } = words.value
  const [asking, setAsking] = useState(false)
  const mode = chat.mode.value
  const agent = chat.agent.value
  const site = chat.settings.value.name
  const person = mode === 'agent'
  const name = person ? (agent?.name ?? texts.team) : site || texts.title
  const hint = person ? texts.agentHint : mode === 'waiting' ? texts.waitingHint : texts.botHint
  const leave = () => {
    setAsking(false)
    chat.leave()
  }
  return (
    <header class="header">
      <div class="who">
        <Avatar face={person ? agent : null} kind={person ? 'person' : 'bot'} />
        <div class="names">
          <h2 id={titleId} class="name" dir="auto">
            {name}
          </h2>
          <p class="hint">
            {person && <span class="here" />}
            {hint}
          </p>
        </div>
        {person && !asking && (
          <button type="button" class="pill" disabled={chat.acting.value === 'leave'} onClick={() => setAsking(true)}>
            {texts.endChat}
          </button>
        )}
        {chat.rows.value.some((row) => row.kind === 'message') && (
          <button
            type="button"
            id="save"
            class="round"
            aria-label={texts.saveChat}
            title={texts.saveChat}
            aria-expanded={saving}
            onClick={toggleSaving}
          >
            <Icon name="save" />
          </button>
        )}
        <button type="button" class="round" aria-label={texts.closeChat} onClick={chat.hide}>
          <Icon name="chevron" />
        </button>
      </div>
      {person && asking && (
        <div class="ask">
          <span>{fill(texts.endAsk, { name })}</span>
          <button type="button" class="pill strong" ref={focusOnce} onClick={leave}>
            {texts.endYes}
          </button>
          <button type="button" class="pill" onClick={() => setAsking(false)}>
            {texts.endNo}
          </button>
        </div>
      )}
    </header>
  )
}

/** The button that was pressed has given way to the question. */
const focusOnce = (button: HTMLButtonElement | null) => button?.focus()
