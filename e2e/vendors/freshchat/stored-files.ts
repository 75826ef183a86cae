import { createHash, randomBytes } from 'node:crypto'
import type { Account } from './account.ts'
import type { StoredFile } from './records.ts'

export type Kept = { hash: string; url: string; image: boolean }

/** Keeps an upload and gives the signed link under which anyone may fetch it until it expires (contract 5.10). */
export function keepFile(
  account: Account,
  file: { name: string; type: string; bytes: Uint8Array; image: boolean },
): Kept {
  const hash = createHash('sha256').update(file.bytes).update(randomBytes(8)).digest('hex')
  const stored: StoredFile = {
    hash,
    name: file.name,
    type: file.type,
    bytes: Buffer.from(file.bytes).toString('base64'),
    at: account.time(),
    image: file.image,
  }
  account.state.files.push(stored)
  account.onChange()
  return { hash, url: linkTo(account, stored), image: file.image }
}

export function linkTo(account: Account, file: StoredFile): string {
  return `${account.url}/files/${file.hash}/${encodeURIComponent(file.name)}?signature=${file.hash.slice(0, 24)}`
}

/** The stored file behind a link of ours; an image part may hold no other URL (contract 5.8). */
export function fileBehind(account: Account, url: string): StoredFile | undefined {
  return account.state.files.find((file) => linkTo(account, file) === url)
}
