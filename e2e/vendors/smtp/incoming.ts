/** A mail that comes line by line, behind DATA. */
export interface Incoming {
  /** Takes a line with all but its LF; true: it was the end. */
  add(line: string): boolean
  /** Without the dots that were doubled. */
  readonly lines: string[]
  /** What makes it a mail that another server might read in another way. */
  readonly spoiled: string | null
  readonly tooBig: boolean
}

export function incomingMail(maxSize: number): Incoming {
  const lines: string[] = []
  let size = 0
  let spoiled: string | null = null
  return {
    lines,
    get spoiled() {
      return spoiled
    },
    get tooBig() {
      return size > maxSize
    },
    add(given) {
      const broken = brokenEnd(given)
      spoiled ??= broken
      const line = given.replace(/\r$/, '')
      if (line === '.' && !broken) return true
      // A line that begins with a dot has it doubled (RFC 5321 §4.5.2).
      if (line.startsWith('.') && !line.startsWith('..')) spoiled ??= 'a dot that was not doubled'
      size += given.length + 1
      if (size <= maxSize) lines.push(line.startsWith('.') ? line.slice(1) : line)
      return false
    },
  }
}

/** Only CR LF ends a line; whatever else is in it could be read as the end of a mail by the next server. */
export function brokenEnd(line: string): string | null {
  if (!line.endsWith('\r')) return 'a bare LF'
  return line.slice(0, -1).includes('\r') ? 'a bare CR' : null
}
