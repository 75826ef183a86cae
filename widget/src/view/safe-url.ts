/** The address if it is one that a message may link to, null otherwise: https, http, mailto and tel, and nothing relative. */
export function safeUrl(address: string): string | null {
  // Browsers skip control characters inside a scheme, so an address with any is not looked at.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0020\u007f]/.test(address)) return null
  return /^(https?:\/\/[^/?#]|mailto:[^?]|tel:[+\d])/i.test(address) ? address : null
}

/** A picture's or a file's address: https, or a path of our own server. */
export function mediaUrl(address: string, origin: string): string | null {
  if (/^\/(?!\/)/.test(address)) return origin + address
  return /^https:/i.test(address) ? safeUrl(address) : null
}
