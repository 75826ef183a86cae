import { lengthOf, type Phrase } from './phrase.ts'

/** A phrase, and what it leads to. `after`: only right after one of these; null: always. */
export type Listener = { phrase: Phrase; answer: string; after: readonly string[] | null }

/** Which answer fits best; null: none. `last` is what was answered before. */
export type Match = (words: readonly string[], last: string | null) => string | null

/**
 * All phrases are looked for in one walk over the words (Aho and Corasick), so the time grows with the message and not with
 * what is in it. The longest phrase wins; then one that follows on what was said; then one without gaps; then the first.
 */
export function createMatch(listeners: readonly Listener[]): Match {
  const whole = new Map<string, number[]>()
  const root: Node = { next: new Map(), fail: null, ends: [], shorter: null }
  for (const [index, { phrase }] of listeners.entries()) {
    if (phrase.whole) push(whole, phrase.pieces.flat().join(' '), index)
    else
      for (const [piece, words] of phrase.pieces.entries()) plant(root, words, { index, piece, length: words.length })
  }
  linkUp(root)

  return (words, last) => {
    const fits = new Set<number>(whole.get(words.join(' ')))
    const progress = new Map<number, { piece: number; from: number }>()
    let node = root
    for (const [at, word] of words.entries()) {
      while (node !== root && !node.next.has(word)) node = node.fail ?? root
      node = node.next.get(word) ?? root
      for (let end: Node | null = node; end; end = end.shorter) {
        for (const { index, piece, length } of end.ends) {
          const now = progress.get(index) ?? { piece: 0, from: 0 }
          if (now.piece !== piece || at - length + 1 < now.from) continue
          progress.set(index, { piece: piece + 1, from: at + 1 })
          if (piece + 1 === listeners[index]?.phrase.pieces.length) fits.add(index)
        }
      }
    }
    return best(listeners, fits, last)
  }
}

function best(listeners: readonly Listener[], fits: Set<number>, last: string | null): string | null {
  const ranked = [...fits]
    .map((index) => ({ index, listener: listeners[index] as Listener }))
    .filter(({ listener: { after } }) => after === null || (last !== null && after.includes(last)))
    .sort(
      (a, b) =>
        lengthOf(b.listener.phrase) - lengthOf(a.listener.phrase) ||
        Number(b.listener.after !== null) - Number(a.listener.after !== null) ||
        a.listener.phrase.pieces.length - b.listener.phrase.pieces.length ||
        a.index - b.index,
    )
  return ranked[0]?.listener.answer ?? null
}

type End = { index: number; piece: number; length: number }
/** `fail`: where to go on when the next word does not fit. `shorter`: the nearest such place where a piece ends. */
type Node = { next: Map<string, Node>; fail: Node | null; ends: End[]; shorter: Node | null }

function plant(root: Node, words: string[], end: End): void {
  let node = root
  for (const word of words) {
    const next: Node = node.next.get(word) ?? { next: new Map(), fail: null, ends: [], shorter: null }
    node.next.set(word, next)
    node = next
  }
  node.ends.push(end)
}

function linkUp(root: Node): void {
  const queue = [root]
  for (const node of queue) {
    for (const [word, next] of node.next) {
      let fail = node.fail
      while (fail && !fail.next.has(word)) fail = fail.fail
      next.fail = fail?.next.get(word) ?? root
      next.shorter = next.fail.ends.length > 0 ? next.fail : next.fail.shorter
      queue.push(next)
    }
  }
}

function push<K>(map: Map<K, number[]>, key: K, value: number): void {
  const values = map.get(key)
  if (values) values.push(value)
  else map.set(key, [value])
}
