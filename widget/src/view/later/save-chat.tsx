import { useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../icons.tsx'
import { useTexts } from './later-words.ts'
import { MailChat } from './mail-chat.tsx'
import { SaveFile } from './save-file.tsx'

export type SaveChatProps = { mails: boolean; close(): void }

/** The ways to keep a copy. */
export function SaveChat({ mails, close }: SaveChatProps) {
  const texts = useTexts()
  const box = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    box.current?.querySelector('button')?.focus()
  }, [])
  const leave = () => {
    const root = box.current?.getRootNode() as ShadowRoot | undefined
    close()
    root?.getElementById('save')?.focus()
  }
  const keyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing) return
    // Only this closes, not the whole panel.
    event.stopPropagation()
    event.preventDefault()
    leave()
  }
  return (
    <section class="ways" ref={box} aria-label={texts.saveChat} onKeyDown={keyDown}>
      <SaveFile />
      {mails && <MailChat />}
      <button type="button" class="round" aria-label={texts.close} onClick={leave}>
        <Icon name="close" />
      </button>
    </section>
  )
}
