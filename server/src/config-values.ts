import { isIP } from 'node:net'

/** The address, if it can be read and has one of these schemes. */
export function urlOf(value: string, ...schemes: string[]): URL | null {
  const url = URL.parse(value)
  return url && schemes.includes(url.protocol) ? url : null
}

/** Whether a host is this machine: where plain http is fine. */
export const loopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127(\.\d{1,3}){3}$/.test(hostname)

export function databaseMistake(value: string): { wrong: string; mend: string } | null {
  const mend =
    'Write postgres://user:password@host:5432/database (special characters as %40), or leave it out for SQLite.'
  const url = urlOf(value, 'postgres:', 'postgresql:')
  if (!url) return { wrong: 'is not the address of a PostgreSQL database.', mend }
  return url.pathname.length > 1 ? null : { wrong: 'names no database.', mend }
}

// Values that stand in examples, or that people type to get past a check.
const wellKnown =
  /change.?me|example|secret.?key|password|default|placeholder|insert|your.?key|0123456789|abcdefgh|qwert/i

/** What is wrong with a key, or null. 32 random bytes are wanted, in whatever letters they are written. */
export function keyMistake(key: string): string | null {
  if (wellKnown.test(key)) return 'looks like an example or a default.'
  const hex = /^[0-9a-f]+$/i.test(key)
  if (key.length < (hex ? 64 : 32)) return 'is too short: it must hold 32 random bytes.'
  if (new Set(key).size < 10 || /^(.{1,16})\1+$/s.test(key)) return 'repeats itself: it must be random.'
  return null
}

const proxyNames = ['loopback', 'linklocal', 'uniquelocal']

export function proxyMistake(addresses: string[]): { wrong: string; mend: string } | null {
  const mend = `Write how many proxies stand in front (1), or their addresses: 10.0.0.0/8, or ${proxyNames.join(', ')}.`
  if (addresses.some((one) => /^(true|yes|on|\*|all)$/i.test(one))) {
    return { wrong: 'would let anybody claim any address.', mend }
  }
  return addresses.every((one) => proxyNames.includes(one) || isAddress(one))
    ? null
    : { wrong: 'is neither a number nor a list of addresses.', mend }
}

function isAddress(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}
