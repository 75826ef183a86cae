import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Icon } from '../icons.tsx'
import { useUi } from '../ui.ts'
import { useTexts } from './later-words.ts'
import { transcriptFile, transcriptText } from './transcript-text.ts'

/** Collects the whole history and hands it over as a file. The link stays, for browsers that want a tap for each download. */
export function SaveFile() {
  const { chat, words } = useUi()
  const texts = useTexts()
  const [state, setState] = useState<'idle' | 'busy' | 'failed' | { url: string; name: string }>('idle')
  const link = useRef<HTMLAnchorElement>(null)
  const file = typeof state === 'object' ? state : null
  useLayoutEffect(() => {
    if (!file) return
    link.current?.click()
    return () => URL.revokeObjectURL(file.url)
  }, [file])

  const collect = async () => {
    if (state === 'busy') return
    setState('busy')
    const rows = await chat.transcript.rows()
    if (!rows) return setState('failed')
    const now = Date.now()
    const text = transcriptText(rows, chat.settings.value.name || texts.team, now, words.value)
    const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
    setState({ url, name: transcriptFile(now) })
  }
  return (
    <div>
      <button type="button" class="chip" onClick={() => void collect()}>
        {texts.saveFile}
      </button>
      <p role="status" class={state === 'failed' ? 'wrong' : ''}>
        {state === 'busy' ? texts.collecting : state === 'failed' ? texts.saveFailed : ''}
      </p>
      {file && (
        <a class="file" ref={link} href={file.url} download={file.name}>
          <Icon name="file" />
          {file.name}
        </a>
      )}
    </div>
  )
}
