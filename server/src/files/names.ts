/** Code points; file systems take 255 bytes, and agents' lists show far less. */
const longest = 100
/** Of Windows: no file can be called so, whatever its extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/**
 * A name that harms nobody who saves or lists it: no path, nothing invisible, nothing that turns the direction of writing or means
 * something to a file system. May be empty.
 */
export function cleanName(said: string): string {
  const last = said.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const seen = last
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .replaceAll(/[<>:"|?*%]/g, '_')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[ .]+|[ .]+$/g, '')
  const { stem, extension } = split(seen)
  const short = [...stem]
    .slice(0, longest - extension.length - 1)
    .join('')
    .trimEnd()
  const safe = reserved.test(short.split('.')[0] ?? '') ? `_${short}` : short
  return extension === '' ? safe : `${safe}.${extension}`
}

/** Lower case, without the dot; empty: there is none. */
export const extensionOf = (name: string): string => split(name).extension.toLowerCase()

/** The same name with that extension in place of its own. */
export const renamed = (name: string, extension: string): string => `${split(name).stem || 'file'}.${extension}`

function split(name: string): { stem: string; extension: string } {
  const found = /^(.+)\.([A-Za-z0-9]{1,8})$/su.exec(name)
  return { stem: found?.[1] ?? name, extension: found?.[2] ?? '' }
}
