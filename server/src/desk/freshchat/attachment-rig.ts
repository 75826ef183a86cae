/** For tests: a desk where what visitors attached is kept. */
import type { KeptFiles } from '../desk.ts'
import type { Rig } from './conformance-rig.ts'
import { withFreshchat } from './conformance-rig.ts'

export const png = Buffer.from('89504e470d0a1a0a0000', 'hex')
export const pdf = Buffer.from('%PDF-1.7 an invoice')

/** What visitors attached, by the address of ours. */
export const kept = new Map([
  ['/files/tent.png', { bytes: png, type: 'image/png', name: 'tent.png' }],
  ['/files/bill.pdf', { bytes: pdf, type: 'application/pdf', name: 'bill.pdf' }],
  ['/files/large.bin', { bytes: new Uint8Array(25 * 1024 * 1024 + 1), type: 'application/zip' }],
])
export const files: KeptFiles = { read: async (url) => kept.get(url) ?? null }

export const withFiles = (test: (rig: Rig) => Promise<void>) => withFreshchat(test, { files })
