import { expect, it } from 'vitest'
import { toMessage } from './from-parts.ts'

const image = (name: string) => ({ image: { url: `https://cdn.example/${name}.png` } })
const guide = { file: { url: 'https://cdn.example/guide.pdf', name: 'guide.pdf' } }
const words = { text: { content: 'Tarn' } }
const card = (...parts: object[]) => ({
  template_content: { type: 'carousel_card_default', sections: [{ name: 'all', parts }] },
})

const kept = (...parts: object[]) =>
  toMessage(parts, [], { by: 'other', keeps: true, ref: (n, url) => url ?? `ref:${n}` }).parts

it('shows the image of a card as its picture where Baton keeps it, and no address of the desk as a link', () => {
  expect(kept(card(image('tent'), words, image('inside'), guide), card(image('pole')))).toEqual([
    { kind: 'cards', cards: [{ title: 'Tarn', image: 'https://cdn.example/tent.png' }] },
    { kind: 'image', url: 'https://cdn.example/inside.png' },
    { kind: 'file', url: 'https://cdn.example/guide.pdf', name: 'guide.pdf' },
    { kind: 'image', url: 'https://cdn.example/pole.png' },
  ])
})

it('names the image of a card by its place while it has no address', () => {
  expect(kept(card({ image: {} }, words))).toEqual([{ kind: 'cards', cards: [{ title: 'Tarn', image: 'ref:0' }] }])
})
