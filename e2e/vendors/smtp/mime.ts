/** How a mail is read: headers unfolded and decoded, parts taken apart, bodies decoded. Bytes are held as latin1 text until then. */
export type Header = { name: string; value: string }
export type Attachment = { name: string; type: string; bytes: Buffer }
export type Read = { headers: Header[]; text: string; attachments: Attachment[]; wrong: string[] }

export function readMail(raw: string): Read {
  const { headers, lines, body } = takenApart(raw)
  const wrong = lines.flatMap(wrongLine)
  const read: Read = { headers: headers.map(decodedHeader), text: '', attachments: [], wrong }
  readPart({ headers, body }, read)
  return read
}

type Part = { headers: Header[]; body: string }

function takenApart(raw: string): Part & { lines: string[] } {
  const end = raw.startsWith('\r\n') ? 0 : raw.indexOf('\r\n\r\n')
  const head = end < 0 ? raw : raw.slice(0, end)
  const lines = head.replace(/\r\n(?=[ \t])/g, '\u0000').split('\r\n')
  const headers = lines.map((line) => {
    const unfolded = line.replaceAll('\u0000', '')
    const colon = unfolded.indexOf(':')
    return { name: unfolded.slice(0, colon), value: unfolded.slice(colon + 1).trim() }
  })
  return { headers, lines: lines.filter((line) => line !== ''), body: end < 0 ? '' : raw.slice(end + 4) }
}

function wrongLine(line: string): string[] {
  const [name = ''] = line.split(':')
  return [
    ...(/^[\x21-\x39\x3b-\x7e]+:/.test(line) ? [] : ['a header line without a name']),
    ...(/^[\x20-\x7e\t]*$/.test(line.replaceAll('\u0000', '')) ? [] : [`${name} holds what is not ASCII`]),
  ]
}

const headerValue = (headers: Header[], name: string): string =>
  headers.find((one) => one.name.toLowerCase() === name)?.value ?? ''

function readPart(part: Part, read: Read): void {
  const type = headerValue(part.headers, 'content-type') || 'text/plain'
  const boundary = parameter(type, 'boundary')
  if (/^multipart\//i.test(type) && boundary) {
    for (const piece of pieces(part.body, boundary)) readPart(takenApart(piece), read)
    return
  }
  const bytes = decodedBody(part, read)
  const disposition = headerValue(part.headers, 'content-disposition')
  if (/^attachment/i.test(disposition)) {
    const name = decodedWords(parameter(disposition, 'filename'))
    read.attachments.push({ name, type: type.split(';')[0] ?? '', bytes })
  } else if (/^text\/plain/i.test(type)) {
    read.text += new TextDecoder(parameter(type, 'charset') || 'us-ascii', { fatal: true })
      .decode(bytes)
      .replaceAll('\r\n', '\n')
  }
}

function pieces(body: string, boundary: string): string[] {
  const [, ...between] = `\r\n${body}`.split(`\r\n--${boundary}`)
  // Behind the name of the boundary stands a line break, or "--" at the end of all.
  return between.filter((piece) => !piece.startsWith('--')).map((piece) => piece.replace(/^[ \t]*\r\n/, ''))
}

function decodedBody({ headers, body }: Part, read: Read): Buffer {
  switch (headerValue(headers, 'content-transfer-encoding').toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64')
    case 'quoted-printable':
      if (body.split('\r\n').some((line) => line.length > 76))
        read.wrong.push('a quoted-printable line over 76 characters')
      return Buffer.from(unquoted(body.replace(/[ \t]+(?=\r\n)/g, '').replaceAll('=\r\n', '')), 'latin1')
    default:
      return Buffer.from(body, 'latin1')
  }
}

const unquoted = (text: string): string =>
  text.replace(/=([0-9A-F]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

const decodedHeader = ({ name, value }: Header): Header => ({ name, value: decodedWords(value) })

/** `=?utf-8?Q?…?=`; white space between two of them is not part of the text. */
function decodedWords(value: string): string {
  return value.replace(
    /=\?([^?\s]+)\?([QB])\?([^?\s]*)\?=(?:\s+(?==\?))?/gi,
    (_whole, charset: string, how: string, text: string) =>
      new TextDecoder(charset).decode(
        how.toUpperCase() === 'B'
          ? Buffer.from(text, 'base64')
          : Buffer.from(unquoted(text.replaceAll('_', ' ')), 'latin1'),
      ),
  )
}

/** `name=value`, `name="value"`, and the continued and encoded pieces of RFC 2231 (`name*0*=utf-8''…`). */
function parameter(header: string, name: string): string {
  const [, quoted, bare] = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(header) ?? []
  if (quoted !== undefined || bare !== undefined) return (quoted ?? bare ?? '').replace(/\\(.)/g, '$1')
  const found = [...header.matchAll(new RegExp(`;\\s*${name}\\*(?:(\\d+)\\*?)?=("?)([^;"]*)\\2`, 'gi'))]
  const text = found
    .toSorted((a, b) => Number(a[1] ?? 0) - Number(b[1] ?? 0))
    .map((piece) => piece[3] ?? '')
    .join('')
  return decodeURIComponent(text.replace(/^[\w-]*'[\w-]*'/, ''))
}
