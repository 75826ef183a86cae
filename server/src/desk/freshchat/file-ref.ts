/**
 * An attachment by its place, and the address that it had when it was told of: what `Desk.file` takes in place of an address alone, which
 * may not be there yet or have expired. Never leaves the server.
 */
export type FileRef = { conversation: string; message: string; n: number; url: string | null }

const scheme = 'freshchat-file:'

export const toRef = ({ conversation, message, n, url }: FileRef): string =>
  `${scheme}${[conversation, message, n, ...(url === null ? [] : [url])].map((one) => encodeURIComponent(one)).join('/')}`

/** Null: it is an address, or nothing of ours. */
export function fromRef(given: string): FileRef | null {
  if (!given.startsWith(scheme)) return null
  const [conversation = '', message = '', n = '', url = ''] = given.slice(scheme.length).split('/').map(decoded)
  if (conversation === '' || message === '' || !/^\d{1,3}$/.test(n)) return null
  return { conversation, message, n: Number(n), url: url || null }
}

function decoded(given: string): string {
  try {
    return decodeURIComponent(given)
  } catch {
    return ''
  }
}
