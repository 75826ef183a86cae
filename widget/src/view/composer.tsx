import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { AttachPlace } from './attach-place.tsx'
import { Icon } from './icons.tsx'
import { fill } from './texts.ts'
import { useUi } from './ui.ts'

export function Composer() {
  const { chat, words } = useUi()
  const { texts } = words.value
  const [text, setText] = useState('')
  const [excess, setExcess] = useState(0)
  const input = useRef<HTMLTextAreaElement>(null)

  useLayoutEffect(() => {
    const area = input.current
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${Math.min(area.scrollHeight, 132)}px`
  }, [text])

  const write = (next: string) => {
    setText(next)
    setExcess(0)
    chat.typed(next)
  }
  const send = () => {
    const tooMuch = chat.say(text)
    setExcess(tooMuch)
    if (tooMuch === 0) setText('')
    input.current?.focus()
  }
  const keyDown = (event: KeyboardEvent) => {
    // An input method's Enter chooses a word; Safari ends the composition first and leaves only the code 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    send()
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {excess > 0 && (
        <p class="excess" role="alert">
          {fill(texts.tooLong, { n: excess })}
        </p>
      )}
      <AttachPlace />
      <div class="field">
        <textarea
          ref={input}
          rows={1}
          {...(text && { dir: 'auto' })}
          value={text}
          placeholder={texts.placeholder}
          aria-label={texts.placeholder}
          aria-invalid={excess > 0}
          enterkeyhint="send"
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={keyDown}
        />
        <button type="submit" class="send" aria-label={texts.send} disabled={text.trim() === ''}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  )
}
