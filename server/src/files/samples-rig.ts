// For tests only: files made by code, good and bad ones.
import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'

const utf8 = (text: string) => Buffer.from(text)
const raw = (text: string) => Buffer.from(text, 'latin1')

const drawn = (width: number, height: number, color = '#c33') =>
  sharp({ create: { width, height, channels: 3, background: color } })
export const png = (width = 4, height = 3) => drawn(width, height).png().toBuffer()
export const jpeg = (width = 4, height = 3) => drawn(width, height).jpeg().toBuffer()
export const webp = (width = 4, height = 3) => drawn(width, height).webp().toBuffer()

/** Bytes that no compression makes smaller, drawn as a picture. */
export function noisy(width: number, height: number): Sharp {
  const pixels = randomBytes(width * height * 3)
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

/** The left half is red, the right half blue; stored lying on its side, with where and by whom it was taken. */
export const photo = () =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: '#00f' } })
    .composite([{ input: { create: { width: 20, height: 20, channels: 3, background: '#f00' } }, left: 0, top: 0 }])
    .withExif({
      IFD0: { Artist: 'Secret Person', Make: 'SecretCam' },
      IFD3: { GPSLatitude: '52/1 31/1 12/1', GPSLatitudeRef: 'N' },
    })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf>SecretXmp</rdf></x:xmpmeta>')
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 100 })
    .toBuffer()

/** Frames of one pixel, red and blue in turn; larger ones have no more data than that. */
export function gif(frames = 1, width = 1, height = 1): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt16LE(width, 0)
  size.writeUInt16LE(height, 2)
  const frame = (n: number) => [
    raw('\x21\xf9\x04\x00\x0a\x00\x00\x00'),
    raw('\x2c\x00\x00\x00\x00'),
    size,
    raw(n % 2 ? '\x00\x02\x02\x4c\x01\x00' : '\x00\x02\x02\x44\x01\x00'),
  ]
  const all = Array.from({ length: frames }, (_, n) => frame(n)).flat()
  return Buffer.concat([raw('GIF89a'), size, raw('\x80\x00\x00'), raw('\xff\x00\x00\x00\x00\xff'), ...all, raw(';')])
}

/** A PNG that says how large it is, with hardly anything behind it. */
export function pngHead(width: number, height: number, data = Buffer.alloc(100)): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const named = Buffer.concat([raw(type), body])
    const size = Buffer.alloc(4)
    size.writeUInt32BE(body.length)
    const check = Buffer.alloc(4)
    check.writeUInt32BE(crc32(named))
    return Buffer.concat([size, named, check])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2], 8)
  return Buffer.concat([
    raw('\x89PNG\r\n\x1a\n'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

export const pdf = utf8('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')
export const text = utf8('Grüße, 你好\r\n\tand a <b>bold</b> claim\n')
export const mp4 = raw('\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2moov')
export const webm = raw('\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87\x81\x04')

export const hostile: { readonly [what: string]: readonly [name: string, bytes: Buffer] } = {
  'a program that is called a picture': ['a.png', raw('MZ\x90\x00\x03\x00\x00\x00')],
  'a script that is called a picture': ['a.png', utf8('#!/bin/sh\nrm -rf /\n')],
  'a script that is called a text': ['a.txt', utf8('#!/bin/sh\nrm -rf /\n')],
  'a page that is called a text': ['a.txt', utf8('\ufeff \n<!DOCTYPE html><script>alert(1)</script>')],
  'a page that is called a picture': ['a.gif', utf8('<html><script>alert(1)</script>')],
  'a page under its own name': ['a.html', utf8('<html></html>')],
  'a drawing': ['a.svg', utf8('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  'a drawing that is called a text': ['a.txt', utf8('<?xml version="1.0"?><svg/>')],
  'a drawing that is called a picture': ['a.png', utf8('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  'an archive': ['a.zip', raw('PK\x03\x04\x14\x00')],
  'an office file with macros': ['a.docm', raw('PK\x03\x04\x14\x00')],
  'an archive that is called a PDF': ['a.pdf', raw('PK\x03\x04\x14\x00')],
  'a PDF behind a script': ['a.pdf', utf8('/*%PDF-1.4\n*/alert(1)//')],
  'a script that is also a PDF': ['a.js', pdf],
  'PostScript that is called a text': ['a.txt', utf8('%!PS-Adobe-3.0\n')],
  'rich text that is called a text': ['a.txt', utf8('{\\rtf1 {\\object}}')],
  'a mail that is called a text': ['a.txt', utf8('MIME-Version: 1.0\nContent-Type: text/html\n\n<script>')],
  'a text with control characters': ['a.txt', raw('hello\x1b[2J\x00')],
  'a text in no encoding': ['a.txt', raw('caf\xe9')],
  'a picture under another name': ['a.pdf', gif()],
  'a PDF under another name': ['a.png', pdf],
  'a picture of a kind that is not taken': ['a.heic', raw('\x00\x00\x00\x18ftypheic\x00\x00\x00\x00')],
  'a picture without a name': ['.png', gif()],
  'a picture without an extension': ['picture', gif()],
  'a film of QuickTime': ['a.mp4', raw('\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00')],
  'a film of Matroska': ['a.webm', raw('\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska')],
  'a GIF that is a page as well': ['a.gif', raw('GIF89a/*<html><script>*/=1;alert(1)</script>')],
  'a GIF that ends with its head': ['a.gif', raw('GIF89a\x01\x00\x01\x00')],
  'a WebP of nothing': ['a.webp', raw('RIFF\x04\x00\x00\x00WEBP')],
  'a JPEG of nothing': ['a.jpg', raw('\xff\xd8\xff\xe0')],
  'a PNG with hardly anything behind its head': ['a.png', pngHead(1000, 1000)],
  'a name that turns around': ['a\u202egnp.exe', gif()],
  'a name that ends after its end': ['a.exe\u0000.png', raw('MZ\x90\x00')],
}
