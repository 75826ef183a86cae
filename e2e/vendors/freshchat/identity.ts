import type { KeyObject } from 'node:crypto'
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyShape } from './freshchat.ts'

/** A token as long and as dotted as the vendor's; nothing can be read from it. */
export function newToken(): string {
  const part = (bytes: number) => randomBytes(bytes).toString('base64url')
  return `eyJ${part(24)}.eyJ${part(240)}.${part(256)}`
}

/** The same name in the same account always gets the same UUID, so that a demo keeps its ids without a file. */
export function steadyId(appId: string, name: string): string {
  const hex = createHash('sha256').update(`${appId}/${name}`).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

/** Digits beyond 2^53, as the vendor's organisation ids are. */
export function longNumber(): string {
  return `9${randomBytes(8).readBigUInt64BE().toString().padStart(18, '0').slice(0, 18)}`
}

export interface KeyPair {
  readonly privateKey: string
  publicKeyAs(shape: KeyShape): string
  /** RSA PKCS#1 v1.5 with SHA-256 over exactly these bytes, in base64. */
  sign(raw: Uint8Array | string): string
}

export function keyPair(privatePem?: string): KeyPair {
  const key: KeyObject = privatePem
    ? createPrivateKey(privatePem)
    : generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 65537 }).privateKey
  const body = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')
  return {
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyAs: (shape) => armoured(body, shape),
    sign: (raw) => sign('sha256', typeof raw === 'string' ? Buffer.from(raw) : raw, key).toString('base64'),
  }
}

function armoured(body: string, shape: KeyShape): string {
  const lines = body.match(/.{1,64}/g) ?? []
  const begin = '-----BEGIN RSA PUBLIC KEY-----'
  const end = '-----END RSA PUBLIC KEY-----'
  switch (shape) {
    case 'pem':
      return `${[begin, ...lines, end].join('\n')}\n`
    case 'oneLine':
      return `${begin}${body}${end}`
    case 'oneLineSpaced':
      return `${begin} ${body} ${end}`
    case 'escaped':
      return [begin, ...lines, end].join('\\n')
    case 'base64':
      return body
    case 'spki':
      return `-----BEGIN PUBLIC KEY-----\n${lines.join('\n')}\n-----END PUBLIC KEY-----\n`
  }
}
