import { createHash, randomBytes } from 'node:crypto'
import type { Request, Response } from 'express'
import type { Upload } from '../body.ts'
import type { Account } from './account.ts'
import type { Json, StoredFile } from './records.ts'

/** An upload that no event took up is gone after a day (contract 3, upload_file). */
const unsentLife = 24 * 3_600_000

export function keepFile(account: Account, { name, type, bytes }: Upload): StoredFile {
  const file: StoredFile = {
    hash: createHash('sha256').update(bytes).update(randomBytes(8)).digest('hex'),
    name,
    type,
    bytes: Buffer.from(bytes).toString('base64'),
    at: account.clock.now(),
    permanent: false,
  }
  account.state.files.push(file)
  account.onChange()
  return file
}

export function linkTo(account: Account, file: StoredFile): string {
  return `${account.url}/files/${file.hash}/${encodeURIComponent(file.name)}`
}

export function fileBehind(account: Account, url: string): StoredFile | undefined {
  return account.state.files.find((file) => linkTo(account, file) === url && isThere(account, file))
}

/** What a file event says of its file, which now stays (contract 6.1). */
export function fileContent(account: Account, file: StoredFile, sent: Json = {}): Json {
  file.permanent = true
  const url = linkTo(account, file)
  const base = {
    ...sent,
    name: file.name,
    url,
    content_type: file.type,
    size: Buffer.from(file.bytes, 'base64').length,
  }
  if (!file.type.startsWith('image/')) return base
  return { ...base, thumbnail_url: url, thumbnail2x_url: url, width: 640, height: 480 }
}

function isThere(account: Account, file: StoredFile): boolean {
  return file.permanent || account.clock.now() - file.at <= unsentLife
}

/** Whoever has the link may fetch; it is a CDN. */
export function serveFile(account: Account, request: Request, response: Response): void {
  const file = account.state.files.find((one) => one.hash === request.params.hash && isThere(account, one))
  if (!file) response.status(404).type('text/plain').send('not found')
  else response.type(file.type || 'application/octet-stream').send(Buffer.from(file.bytes, 'base64'))
}
