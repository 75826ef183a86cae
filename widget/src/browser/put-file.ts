import type { Stop } from './clock.ts'

/** `status` 0: it did not get through, or the answer did not. `error` as in the answer's JSON, where there is one. */
export type PutAnswer = { status: number; error: string | null }

export type PutFile = (
  url: string,
  file: Blob,
  to: {
    /** So much of it has left, from 0 to 1. */
    progress(part: number): void
    /** Told once, unless stopped before. */
    done(answer: PutAnswer): void
  },
) => Stop

/** One HTTP PUT of a file's bytes, without cookies. By XMLHttpRequest, since fetch does not tell how far an upload is. */
export const putFile: PutFile = (url, file, { progress, done }) => {
  const request = new XMLHttpRequest()
  let over = false
  const end = (answer: PutAnswer) => {
    if (over) return
    over = true
    done(answer)
  }
  request.open('PUT', url)
  // Whatever the page's files are called, the bytes decide what they are.
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
    if (!over && lengthComputable && total > 0) progress(loaded / total)
  }
  request.onload = () => end({ status: request.status, error: errorIn(request.responseText) })
  request.onerror = () => end({ status: 0, error: null })
  request.onabort = () => end({ status: 0, error: null })
  request.send(file)
  return () => {
    over = true
    request.abort()
  }
}

/** `{ "error": "tooLarge" }` or `{ "error": { "code": "tooLarge" } }`. */
function errorIn(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    const code = typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : error
    return typeof code === 'string' ? code : null
  } catch {
    return null
  }
}
