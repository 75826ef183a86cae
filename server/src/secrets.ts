import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Keeps small things secret in the store, under BATON_SECRET_KEY.
 * A sealed value is: 1 byte format (1) · 4 bytes naming the key · 12 bytes nonce · AES-256-GCM text · 16 bytes tag. A purpose
 * is `kind:place`. Each kind has a key of its own and the whole purpose is proven too, so nothing sealed for one place can be
 * passed off at another.
 */
export interface Sealer {
  seal(purpose: string, bytes: Uint8Array): Uint8Array
  /** otherKey: sealed under a BATON_SECRET_KEY that is not here · damaged: changed, cut, or sealed for another purpose. */
  open(purpose: string, sealed: Uint8Array): Opened
  /** 32 bytes that only a holder of the key can make. The first is by the newest key; a check accepts any of them. */
  macs(purpose: string, text: string): [Uint8Array, ...Uint8Array[]]
}

export type Opened =
  | { kind: 'opened'; bytes: Uint8Array }
  | { kind: 'failed'; why: 'otherKey' | 'damaged' | 'unknownFormat' }

const format = 1
const nameBytes = 4
const nonceBytes = 12
const tagBytes = 16
const headBytes = 1 + nameBytes + nonceBytes

/** The first key seals; every key opens, so that an old one can stay while a new one takes over. */
export function createSealer(keys: readonly [string, ...string[]]): Sealer {
  const newest = keyRing(keys[0])
  const older = keys.slice(1).map(keyRing)
  const all = [newest, ...older]
  return {
    seal(purpose, bytes) {
      const head = Buffer.concat([Buffer.of(format), newest.name, randomBytes(nonceBytes)])
      const cipher = createCipheriv('aes-256-gcm', newest.sealing(purpose), head.subarray(1 + nameBytes))
      cipher.setAAD(Buffer.concat([head, Buffer.from(purpose)]))
      return Buffer.concat([head, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed)
      if (bytes[0] !== format) return { kind: 'failed', why: 'unknownFormat' }
      if (bytes.length < headBytes + tagBytes) return { kind: 'failed', why: 'damaged' }
      const head = bytes.subarray(0, headBytes)
      const ring = all.find((one) => one.name.equals(head.subarray(1, 1 + nameBytes)))
      if (!ring) return { kind: 'failed', why: 'otherKey' }
      const decipher = createDecipheriv('aes-256-gcm', ring.sealing(purpose), head.subarray(1 + nameBytes))
      decipher.setAAD(Buffer.concat([head, Buffer.from(purpose)])).setAuthTag(bytes.subarray(-tagBytes))
      try {
        const text = decipher.update(bytes.subarray(headBytes, -tagBytes))
        return { kind: 'opened', bytes: Buffer.concat([text, decipher.final()]) }
      } catch {
        return { kind: 'failed', why: 'damaged' }
      }
    },
    macs: (purpose, text) => [newest.mac(purpose, text), ...older.map((ring) => ring.mac(purpose, text))],
  }
}

/** The keys that follow from one BATON_SECRET_KEY, made when first needed: one for each kind of purpose, of which there are few. */
function keyRing(master: string) {
  const derived = new Map<string, Buffer>()
  const derive = (info: string, length = 32): Buffer => {
    const known = derived.get(info)
    if (known) return known
    const key = Buffer.from(hkdfSync('sha256', master, 'baton', info, length))
    derived.set(info, key)
    return key
  }
  return {
    name: derive('name', nameBytes),
    sealing: (purpose: string) => derive(`seal:${purpose.split(':', 1)[0]}`),
    mac: (purpose: string, text: string): Uint8Array =>
      createHmac('sha256', derive(`mac:${purpose}`))
        .update(text)
        .digest(),
  }
}
