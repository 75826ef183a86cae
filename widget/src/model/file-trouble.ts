import type { WidgetSettings } from '@baton/shared/settings.ts'

/** Why a file cannot be sent. `misnamed`: its bytes are not what it is called · `failed`: it did not get through, and may at another try. */
export type FileTrouble = 'tooLarge' | 'fileType' | 'misnamed' | 'tooMany' | 'noFiles' | 'empty' | 'failed'

export type Offer = NonNullable<WidgetSettings['files']>

/** What can be said of a file before anything of it is sent; null: nothing against it. */
export function checkFile(
  file: { name: string; type: string; size: number },
  { accept, size }: Offer,
): FileTrouble | null {
  if (!isAccepted(file, accept)) return 'fileType'
  if (file.size > size) return 'tooLarge'
  return file.size === 0 ? 'empty' : null
}

/** As a file input takes it: by the end of its name, its type, or the first half of that. */
function isAccepted({ name, type }: { name: string; type: string }, accept: string): boolean {
  const wanted = accept
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  return wanted.some((one) => {
    if (one.startsWith('.')) return name.toLowerCase().endsWith(one)
    if (one.endsWith('/*')) return type.toLowerCase().startsWith(one.slice(0, -1))
    return type.toLowerCase() === one
  })
}

/** Whether the visitor can do something about it by trying again. */
export const isRetryable = (why: FileTrouble) => why === 'failed' || why === 'noFiles'
