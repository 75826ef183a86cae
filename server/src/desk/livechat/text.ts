/** What a person may read of it: no control letters, whole surrogates, one kind of line break. */
export function clean(given: string): string {
  return given
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
}

/**
 * Cuts a text into pieces of at most `limit` UTF-8 bytes, behind a line break or a blank where there is one near, so that the
 * pieces joined are the text.
 */
export function pieces(text: string, limit: number): string[] {
  const cut: string[] = []
  const room = new Uint8Array(limit)
  const encoder = new TextEncoder()
  let rest = text.toWellFormed()
  for (;;) {
    // Ends between two code points, never within one.
    const { read } = encoder.encodeInto(rest, room)
    if (read >= rest.length) return [...cut, rest]
    const window = rest.slice(0, read)
    const near = Math.floor(read / 2)
    const line = window.lastIndexOf('\n')
    const blank = window.lastIndexOf(' ')
    const size = line >= near ? line + 1 : blank >= near ? blank + 1 : read
    cut.push(rest.slice(0, size))
    rest = rest.slice(size)
  }
}
