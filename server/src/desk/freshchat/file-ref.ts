/** An attachment by its place, while it has no address: what `Desk.file` takes in place of one. Never leaves the server. */
export type FileRef = { conversation: string; message: string; n: number }

const scheme = 'freshchat-file:'

export const toRef = ({ conversation, message, n }: FileRef): string =>
  `${scheme}${[conversation, message, n].map((one) => encodeURIComponent(one)).join('/')}`

/** Null: it is an address, or nothing of ours. */
export function fromRef(given: string): FileRef | null {
  if (!given.startsWith(scheme)) return null
  const [conversation = '', message = '', n = ''] = given.slice(scheme.length).split('/').map(decoded)
  return conversation !== '' && message !== '' && /^\d{1,3}$/.test(n) ? { conversation, message, n: Number(n) } : null
}

function decoded(given: string): string {
  try {
    return decodeURIComponent(given)
  } catch {
    return ''
  }
}
