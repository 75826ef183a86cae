import { safeUrl } from './safe-url.ts'

/** A small subset, as a tree: never HTML. What is not understood stays as it was written. */
export type Block =
  | { kind: 'paragraph'; lines: Inline[][] }
  | { kind: 'list'; ordered: boolean; start: number; items: Inline[][] }
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'bold' | 'italic'; inside: Inline[] }
  | { kind: 'link'; url: string; inside: Inline[] }

/** Takes time in proportion to the text: a line is read from left to right, and a mark that was not closed is not looked for twice. */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = []
  for (const line of text.split('\n')) {
    const last = blocks.at(-1)
    const item = /^ {0,3}(?:([-*•])|(\d{1,4})[.)])\s+(\S.*)$/.exec(line)
    if (item) {
      const ordered = item[1] === undefined
      const inside = parseInline(item[3] ?? '')
      if (last?.kind === 'list' && last.ordered === ordered) last.items.push(inside)
      else blocks.push({ kind: 'list', ordered, start: Number(item[2] ?? 1), items: [inside] })
    } else if (line.trim() === '') {
      if (last?.kind !== 'paragraph' || last.lines.length > 0) blocks.push({ kind: 'paragraph', lines: [] })
    } else {
      const heading = /^#{1,6}\s+(\S.*)$/.exec(line)
      const inside: Inline[] = heading ? [{ kind: 'bold', inside: parseInline(heading[1] ?? '') }] : parseInline(line)
      if (last?.kind === 'paragraph') last.lines.push(inside)
      else blocks.push({ kind: 'paragraph', lines: [inside] })
    }
  }
  return blocks.filter((block) => block.kind === 'list' || block.lines.length > 0)
}

/** The words alone, as they are read aloud. */
export const unmarked = (text: string): string =>
  parseMarkdown(text)
    .flatMap((block) => (block.kind === 'list' ? block.items : block.lines))
    .map(wordsOf)
    .join('\n')

const wordsOf = (line: Inline[]): string =>
  line.map((node) => ('inside' in node ? wordsOf(node.inside) : node.text)).join('')

const marks =
  /`([^`]+)`|\[([^\][]{1,500})\]\(([^\s()<>]{1,2000})\)|(\*\*|__|\*|_)|((?:https?:\/\/|mailto:|tel:)[^\s<>"'`]+)/g

/** `[` and `(` are bounded so that a run of them cannot make each one read to the end. */
export function parseInline(line: string): Inline[] {
  const stack: { mark: string; inside: Inline[] }[] = [{ mark: '', inside: [] }]
  const top = () => stack.at(-1) as { mark: string; inside: Inline[] }
  const addText = (text: string) => {
    const last = top().inside.at(-1)
    if (last?.kind === 'text') last.text += text
    else if (text) top().inside.push({ kind: 'text', text })
  }
  let at = 0
  for (const found of line.matchAll(marks)) {
    const [whole, code, label, target, mark, bare] = found
    addText(line.slice(at, found.index))
    at = found.index + whole.length
    if (code !== undefined) top().inside.push({ kind: 'code', text: code })
    else if (mark !== undefined) addMark(mark, line[found.index - 1] ?? ' ', line[at] ?? ' ')
    else addLink(whole, label, target ?? bare ?? '')
  }
  addText(line.slice(at))
  while (stack.length > 1) unopen()
  return top().inside

  function addMark(mark: string, before: string, after: string) {
    const open = stack.findLastIndex((level) => level.mark === mark)
    const word = mark.startsWith('_') && /[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(after)
    if (open > 0 && !/\s/.test(before) && !word && top().inside.length + (stack.length - 1 - open) > 0) {
      while (stack.length - 1 > open) unopen()
      const closed = stack.pop()
      top().inside.push({ kind: mark.length === 2 ? 'bold' : 'italic', inside: closed?.inside ?? [] })
    } else if (!/\s/.test(after) && !word && open < 0) stack.push({ mark, inside: [] })
    else addText(mark)
  }

  /** A mark that nothing closed was meant as it stands. */
  function unopen() {
    const { mark, inside } = stack.pop() as { mark: string; inside: Inline[] }
    addText(mark)
    for (const node of inside) {
      if (node.kind === 'text') addText(node.text)
      else top().inside.push(node)
    }
  }

  function addLink(whole: string, label: string | undefined, target: string) {
    // Punctuation after a bare address belongs to the sentence.
    const address = label === undefined ? target.replace(/[.,;:!?)\]}]+$/, '') : target
    const url = safeUrl(address)
    if (!url) return addText(whole)
    top().inside.push({ kind: 'link', url, inside: [{ kind: 'text', text: label ?? address }] })
    if (label === undefined) addText(target.slice(address.length))
  }
}
