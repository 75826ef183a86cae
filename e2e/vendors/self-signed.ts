import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { Certificate } from './server.ts'

/** A certificate of its own for 127.0.0.1, for clients that insist on TLS: X.509 v3 by hand, since Node can read but not make one. */
export function selfSigned(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = seq(set(seq(oid('550403'), der(0x0c, Buffer.from('simulator')))))
  const algorithm = seq(oid('2a8648ce3d040302'))
  const now = Date.now()
  const validity = seq(utcTime(now - 86_400_000), utcTime(now + 30 * 86_400_000))
  const loopback = seq(der(0x87, Buffer.from([127, 0, 0, 1])))
  const isAuthority = seq(der(0x01, Buffer.from([0xff])))
  const extensions = der(0xa3, seq(extension('551d11', loopback), extension('551d13', isAuthority)))
  const toBeSigned = seq(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  )
  const signature = sign('sha256', toBeSigned, privateKey)
  const whole = seq(toBeSigned, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  }
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const long = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...long]), content])
}

const seq = (...parts: Buffer[]): Buffer => der(0x30, Buffer.concat(parts))
const set = (part: Buffer): Buffer => der(0x31, part)
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const extension = (id: string, value: Buffer): Buffer => seq(oid(id), der(0x04, value))

function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${digits}Z`))
}
