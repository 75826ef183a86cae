import { readFileSync } from 'node:fs'
import path from 'node:path'
import { filesNamedIn, type SiteText } from '../site/parse.ts'

/** A site file and what it names, read here, since the server may stand elsewhere. `wrong`: it cannot be read. */
export function readSite(file: string): SiteText | { wrong: string; mend: string } {
  const text = readText(file)
  if (typeof text !== 'string')
    return { wrong: `${file} ${text.wrong}`, mend: 'Name the site’s YAML file, for example acme.yaml.' }
  const others: SiteText['others'] = {}
  for (const named of filesNamedIn(text)) {
    const other = readText(path.resolve(path.dirname(file), named))
    // A file that is not there is a mistake in the site file, and is told with its line.
    if (typeof other === 'string') others[named] = other
  }
  return { file, text, others }
}

/** The parser refuses far less than this, with the line; this is for a disk image named by mistake. */
const longest = 3 * 1024 * 1024

function readText(file: string): string | { wrong: string } {
  try {
    const bytes = readFileSync(file)
    if (bytes.length > longest) return { wrong: 'is too long.' }
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'ENOENT':
        return { wrong: 'is not there.' }
      case 'EISDIR':
        return { wrong: 'is a folder.' }
      case 'EACCES':
        return { wrong: 'may not be read by this user.' }
      default:
        return { wrong: 'is not text in UTF-8.' }
    }
  }
}
