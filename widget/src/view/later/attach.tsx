import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { createUploads } from '../../model/uploads.ts'
import { fill } from '../texts.ts'
import { useUi } from '../ui.ts'
import { useTexts } from './later-words.ts'
import { Paperclip } from './signs.tsx'
import { UploadRow } from './upload-row.tsx'
import { useFilesFrom } from './use-files-from.ts'

/** The button beside the field, and above it what is under way. `can`: more can be attached now. */
export function Attach({ can }: { can: boolean }) {
  const { chat, origin } = useUi()
  const texts = useTexts()
  const [uploads] = useState(() => createUploads(chat.files, origin))
  useLayoutEffect(() => uploads.stop, [])
  const offer = can ? chat.settings.value.files : undefined
  const picker = useRef<HTMLInputElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const take = (files: Iterable<File>) => offer && uploads.add(files, offer)
  const over = useFilesFrom(button, can ? take : null)
  const list = uploads.list.value
  const told = uploads.told.value
  return (
    <>
      {list.length > 0 && (
        <ul class="uploads" aria-label={texts.attachments}>
          {list.map((upload) => (
            <UploadRow key={upload.key} upload={upload} uploads={uploads} />
          ))}
        </ul>
      )}
      <p class="hidden" role="status">
        {told && fill(told.kept ? texts.uploaded : texts.uploading, { name: told.name })}
      </p>
      <button
        type="button"
        class="attach"
        ref={button}
        hidden={!can}
        aria-label={texts.attach}
        title={texts.attach}
        onClick={() => picker.current?.click()}
      >
        <Paperclip />
      </button>
      <input
        type="file"
        ref={picker}
        hidden
        multiple
        accept={offer?.accept}
        onChange={({ currentTarget }) => {
          take([...(currentTarget.files ?? [])])
          // The same file again is a change again.
          currentTarget.value = ''
        }}
      />
      {over && <p class="drop">{texts.dropHere}</p>}
    </>
  )
}
