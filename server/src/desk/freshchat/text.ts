/**
 * Text of agents may hold HTML (vendors/freshchat.md §3). It becomes plain text here; the widget renders text only, so this is
 * for reading, not for safety. Words are never lost: what is not surely markup stays as it was written.
 * Every step is linear in the length of the text.
 */
export function plainOf(given: string): string {
  const text = clean(given)
  return tidy(decode(isMarkup(text) ? withoutTags(text) : text))
}

/** An e-mail is HTML of any kind (vendors/freshchat.md §3): no tag of it stays, and nothing that a mail program hides. */
export function plainOfMail(given: string): string {
  const text = clean(given)
  return tidy(
    decode(
      isMarkup(text) || /^\s*<(!doctype|html|head|body)\b/i.test(text)
        ? withoutTags(withoutComments(text), anyTag)
        : text,
    ),
  )
}

/** A visitor's text is plain, whatever it holds. */
export function clean(given: string): string {
  return given
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
}

const formatting = 'a|b|i|u|s|em|strong|p|div|span|ul|ol|li|h[1-6]|font|blockquote|pre|code|table|tr|td|tbody'
const closingTag = new RegExp(`</(${formatting})>`, 'i')
const lineBreak = /<br ?\/?>/i

/** One lone "<b>" may be what somebody writes about; a closing tag or a line break is what editors make. */
const isMarkup = (text: string): boolean => closingTag.test(text) || lineBreak.test(text)

const tag = new RegExp(`<(/?)(${formatting}|br|img|hr|script|style)((?:\\s[^<>]{0,2000})?)/?>`, 'gi')

const anyTag = /<(\/?)([a-z!?][a-z0-9:-]{0,40})((?:\s[^<>]{0,2000})?)\/?>/gi
const hiding = /^(script|style|head|title)$/

function withoutComments(html: string): string {
  let text = ''
  let from = 0
  for (;;) {
    const begin = html.indexOf('<!--', from)
    if (begin < 0) return text + html.slice(from)
    text += html.slice(from, begin)
    const end = html.indexOf('-->', begin)
    // One that never ends is words about HTML.
    if (end < 0) return text + html.slice(begin)
    from = end + 3
  }
}

function withoutTags(html: string, tags = tag): string {
  const links: string[] = []
  let hidden = 0
  let from = 0
  let text = ''
  for (const match of html.matchAll(tags)) {
    const [whole, slash, given = '', attributes = ''] = match
    const name = given.toLowerCase()
    if (hidden === 0) text += html.slice(from, match.index)
    from = match.index + whole.length
    if (hiding.test(name)) hidden = slash ? 0 : 1
    else if (hidden > 0) continue
    else if (name === 'a' && !slash) links.push(hrefOf(attributes))
    else if (name === 'a') text += afterLink(text, links.pop() ?? '')
    else if (name === 'li' && !slash) text += '\n- '
    else if (/^(br|hr)$/.test(name) || (slash && /^(p|div|ul|ol|h[1-6]|blockquote|pre|table|tr)$/.test(name)))
      text += '\n'
    else if (slash && name === 'td') text += ' '
    else if (/^(p|div|table|blockquote|pre|h[1-6])$/.test(name) && text !== '' && !text.endsWith('\n')) text += '\n'
  }
  return hidden === 0 ? text + html.slice(from) : text
}

function hrefOf(attributes: string): string {
  const [, double, single] = /\shref=(?:"([^"]*)"|'([^']*)')/i.exec(attributes) ?? []
  const href = decode(double ?? single ?? '').trim()
  return /^(https?|mailto|tel):/i.test(href) ? href : ''
}

/** Where a link leads is said behind its words, unless they say it themselves. */
function afterLink(text: string, href: string): string {
  const bare = href.replace(/^(mailto:|tel:)/i, '')
  return href === '' || text.endsWith(bare) || text.endsWith(bare.replace(/\/$/, '')) ? '' : ` (${bare})`
}

const named = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['ndash', '–'],
  ['mdash', '—'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['hellip', '…'],
  ['bull', '•'],
  ['euro', '€'],
])

/** Once only: what decodes to an entity was written as one. */
function decode(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named.get(name.toLowerCase()) ?? whole
      const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16)
      const printable =
        (code >= 0x20 && code !== 0x7f && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)) || code === 0x0a
      return printable ? String.fromCodePoint(code) : whole
    },
  )
}

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

/**
 * Cuts a text into pieces of at most `limit` UTF-16 units, behind a line break or a blank where there is one near, so that the
 * pieces joined are the text.
 */
export function pieces(text: string, limit: number): string[] {
  const cut: string[] = []
  let from = 0
  while (text.length - from > limit) {
    const window = text.slice(from, from + limit)
    const near = Math.floor(limit / 2)
    const line = window.lastIndexOf('\n')
    const blank = window.lastIndexOf(' ')
    let size = line >= near ? line + 1 : blank >= near ? blank + 1 : limit
    // Never between the halves of a surrogate pair.
    if (/[\ud800-\udbff]$/.test(window.slice(0, size))) size -= 1
    cut.push(text.slice(from, from + size))
    from += size
  }
  return [...cut, text.slice(from)]
}

/** Whether two texts are the same to a reader: desks trim, and may write "&" as an entity. */
export function sameText(a: string, b: string): boolean {
  const plain = (text: string) => clean(text).normalize('NFC').replace(/\s+/gu, ' ').trim()
  return plain(a) === plain(b) || plain(decode(a)) === plain(b) || plain(a) === plain(decode(b))
}
