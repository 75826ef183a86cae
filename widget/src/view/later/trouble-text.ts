import type { FileTrouble, Offer } from '../../model/file-trouble.ts'
import { fill } from '../texts.ts'
import type { AllTexts } from './later-words.ts'
import { readableSize } from './readable-size.ts'

/** Why a file cannot be sent, and what could be. */
export function troubleText(why: FileTrouble, offer: Offer | undefined, texts: AllTexts, locale: string): string {
  switch (why) {
    case 'tooLarge':
      return fill(texts.fileTooLarge, { size: offer ? readableSize(offer.size, locale) : '?' })
    case 'fileType': {
      const kinds = kindsOf(offer?.accept ?? '')
      if (kinds.length === 0) return texts.fileKind
      return `${texts.fileKind} ${fill(texts.fileKinds, { kinds: new Intl.ListFormat(locale).format(kinds) })}`
    }
    case 'misnamed':
      return texts.fileMisnamed
    case 'tooMany':
      return texts.tooManyFiles
    case 'noFiles':
      return texts.noFilesNow
    case 'empty':
      return texts.fileEmpty
    case 'failed':
      return texts.fileFailed
  }
}

const called: { [kind: string]: string } = { JPG: 'JPEG', PLAIN: 'TXT' }

/** `image/png,.pdf` as somebody says it: PNG and PDF. */
function kindsOf(accept: string): string[] {
  const ends = accept.split(',').map((one) =>
    one
      .trim()
      .replace(/^.*[./]/, '')
      .toUpperCase(),
  )
  return [...new Set(ends.map((end) => called[end] ?? end))].filter((end) => /^\w+$/.test(end))
}
