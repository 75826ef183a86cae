import type { KeyObject } from 'node:crypto'
import { createPublicKey } from 'node:crypto'

/** Why a key of the site file cannot be used, and the mend. */
export type KeyTrouble = { says: string; mend: string }

const mend = 'Copy the whole RSA PUBLIC KEY from Freshchat: Admin → Webhooks → Authentication.'

/**
 * Reads a public key in every shape in which admin pages and config stores hold it (vendors/freshchat.md §4.3). The label says
 * PKCS#1 while the bytes are SPKI, so both are tried and the label is not believed.
 */
export function publicKeyOf(given: string): KeyObject | KeyTrouble {
  if (/PRIVATE KEY/.test(given))
    return trouble('is a private key.', `${mend} Treat the private one as known to others: replace it.`)
  if (/BEGIN CERTIFICATE/.test(given)) return trouble('is a certificate.')
  if ((given.match(/-----BEGIN/g) ?? []).length > 1)
    return trouble('holds more than one key.', 'Write a list of two keys, each on its own.')
  const base64 = given
    .replace(/\\+[rnt]/g, ' ')
    .replace(/-----(BEGIN|END)[A-Z0-9 ]*-----/g, ' ')
    .replace(/[\s"']/g, '')
  if (base64 === '') return trouble('is empty.')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return trouble('holds letters that no key has.')
  const key = load(Buffer.from(base64, 'base64'))
  if (!key) return trouble('is not a whole public key; a piece may be missing.')
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (key.asymmetricKeyType !== 'rsa') return trouble('is not an RSA key.')
  if (bits < 2048 || bits > 8192) return trouble(`has ${bits} bits; Freshchat's have 2048.`)
  return key
}

function load(der: Buffer): KeyObject | null {
  if (!isWhole(der)) return null
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      return createPublicKey({ key: der, format: 'der', type })
    } catch {
      // Not in this form.
    }
  }
  return null
}

/** Its own length says where it ends. OpenSSL reads on without a word when bytes are left over, as after a doubled paste. */
const isWhole = (der: Buffer): boolean =>
  der[0] === 0x30 &&
  der.length > 4 &&
  (der[1] === 0x82 ? der.readUInt16BE(2) + 4 : der[1] === 0x81 ? (der[2] ?? 0) + 3 : (der[1] ?? 0) + 2) === der.length

const trouble = (says: string, how = mend): KeyTrouble => ({ says, mend: how })
