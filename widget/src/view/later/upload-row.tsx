import { useLayoutEffect, useRef } from 'preact/hooks'
import { isRetryable } from '../../model/file-trouble.ts'
import type { Upload, Uploads } from '../../model/uploads.ts'
import { Icon } from '../icons.tsx'
import { fill } from '../texts.ts'
import { useUi } from '../ui.ts'
import { useTexts } from './later-words.ts'
import { readableSize } from './readable-size.ts'
import { troubleText } from './trouble-text.ts'

/** One file on its way: how far it is, or what is in its way. */
export function UploadRow({ upload, uploads }: { upload: Upload; uploads: Uploads }) {
  const { chat, words } = useUi()
  const texts = useTexts()
  const { locale } = words.value
  const { key, name, size, state, part, why } = upload
  const percent = Math.floor(part * 100)
  const offline = state === 'waiting' && chat.line.value === 'lost'
  const row = useRef<HTMLLIElement>(null)
  useLayoutEffect(() => {
    // Below others it could be out of sight.
    if (why) row.current?.scrollIntoView({ block: 'nearest' })
  }, [why])
  return (
    <li class={`upload ${state}`} ref={row}>
      <Icon name={why ? 'alert' : 'file'} />
      <div class="about">
        <b dir="auto" title={name}>
          {name}
        </b>
        {why ? (
          <p class="wrong" role="alert">
            {troubleText(why, chat.settings.value.files, texts, locale)}
          </p>
        ) : (
          <>
            <small>{offline ? texts.uploadWaits : readableSize(size, locale)}</small>
            <div
              class="bar"
              role="progressbar"
              aria-label={fill(texts.uploading, { name })}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={percent}
            >
              <i style={{ width: `${percent}%` }} />
            </div>
          </>
        )}
      </div>
      {why && isRetryable(why) && (
        <button type="button" class="quiet" onClick={() => uploads.retry(key)}>
          {texts.retry}
        </button>
      )}
      <button
        type="button"
        class="round"
        aria-label={fill(texts.cancelFile, { name })}
        title={texts.cancel}
        onClick={() => uploads.discard(key)}
      >
        <Icon name="close" />
      </button>
    </li>
  )
}
