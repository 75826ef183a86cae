import { crc32, deflateSync, inflateSync } from 'node:zlib'

/**
 * A screenshot with at most 256 colours: a third of the bytes, and to the eye the same, since a chat is flat. Takes what
 * Chromium writes: 8 bits a channel, no interlacing.
 */
export function lightPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png)
  const palette = paletteOf(pixels)
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = palette.index.get(pixels[at++] ?? 0) ?? 0
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const colors = Buffer.from(palette.colors.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]))
  const chunks = [
    chunk('IHDR', head),
    chunk('PLTE', colors),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]
  return Buffer.concat([png.subarray(0, 8), ...chunks])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

type Picture = { width: number; height: number /** `0xrrggbb`, row by row */; pixels: Uint32Array }

function decode(png: Buffer): Picture {
  const data: Buffer[] = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  const [width, height, depth, kind] = [png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]]
  if (depth !== 8 || (kind !== 2 && kind !== 6))
    throw new Error(`a PNG of an unexpected kind: ${depth} bits, colour type ${kind}`)
  const size = kind === 2 ? 3 : 4
  const line = width * size
  const raw = inflateSync(Buffer.concat(data))
  const pixels = new Uint32Array(width * height)
  let above = new Uint8Array(line)
  for (let y = 0; y < height; y++) {
    const row = Uint8Array.from(raw.subarray(y * (line + 1) + 1, (y + 1) * (line + 1)))
    unfilter(raw[y * (line + 1)] ?? 0, row, above, size)
    for (let x = 0; x < width; x++) {
      const at = x * size
      pixels[y * width + x] = ((row[at] ?? 0) << 16) | ((row[at + 1] ?? 0) << 8) | (row[at + 2] ?? 0)
    }
    above = row
  }
  return { width, height, pixels }
}

/** PNG specification §9: None, Sub, Up, Average, Paeth. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, size: number): void {
  for (let at = 0; at < row.length; at++) {
    const left = at < size ? 0 : (row[at - size] ?? 0)
    const up = above[at] ?? 0
    const corner = at < size ? 0 : (above[at - size] ?? 0)
    const guess = [0, left, up, (left + up) >> 1, filter === 4 ? paeth(left, up, corner) : 0][filter] ?? 0
    row[at] = ((row[at] ?? 0) + guess) & 255
  }
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

/** Median cut: the box with the most to lose is halved until there are 256. */
function paletteOf(pixels: Uint32Array): { colors: number[]; index: Map<number, number> } {
  const counts = new Map<number, number>()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const boxes = [boxOf([...counts.keys()], counts)]
  while (boxes.length < 256) {
    const box = boxes.reduce((most, one) => (one.loss > most.loss ? one : most))
    if (box.loss === 0) break
    const sorted = box.colors.toSorted((a, b) => ((a >> box.shift) & 255) - ((b >> box.shift) & 255))
    const half = sorted.length >> 1
    boxes.splice(boxes.indexOf(box), 1, boxOf(sorted.slice(0, half), counts), boxOf(sorted.slice(half), counts))
  }
  return {
    colors: boxes.map(({ mean }) => mean),
    index: new Map(boxes.flatMap(({ colors }, n) => colors.map((color) => [color, n] as const))),
  }
}

function boxOf(colors: number[], counts: Map<number, number>) {
  const weight = colors.reduce((sum, color) => sum + (counts.get(color) ?? 0), 0)
  const channels = [16, 8, 0].map((shift) => {
    const values = colors.map((color) => (color >> shift) & 255)
    const [least, most] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [255, 0])
    const mean = Math.round(
      values.reduce((sum, value, at) => sum + value * (counts.get(colors[at] ?? 0) ?? 0), 0) / weight,
    )
    return { shift, range: most - least, mean }
  })
  const widest = channels.reduce((most, one) => (one.range > most.range ? one : most))
  const mean = channels.reduce((sum, one) => sum | (one.mean << one.shift), 0)
  return { colors, mean, shift: widest.shift, loss: widest.range * Math.sqrt(weight) }
}
