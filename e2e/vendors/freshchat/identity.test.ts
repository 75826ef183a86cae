import { createPublicKey, verify } from 'node:crypto'
import { expect, it } from 'vitest'
import type { KeyShape } from './freshchat.ts'
import { keyPair } from './identity.ts'

const keys = keyPair()

/** The normalising of contract 4.3, written out here as a stranger would. */
function normalised(shown: string) {
  const body = shown
    .replace(/\\n|\\r/g, ' ')
    .replace(/-----(BEGIN|END) [A-Z ]+-----/g, '')
    .replace(/[\s"']/g, '')
  return createPublicKey({ key: Buffer.from(body, 'base64'), format: 'der', type: 'spki' })
}

it.each<KeyShape>(['pem', 'oneLine', 'oneLineSpaced', 'escaped', 'base64', 'spki'])(
  'shows a key as %s that verifies once it is normalised',
  (shape) => {
    const raw = Buffer.from('{"text":"é 한국어 🎈"}')
    const signature = Buffer.from(keys.sign(raw), 'base64')
    const key = normalised(keys.publicKeyAs(shape))
    expect(verify('sha256', raw, key, signature)).toBe(true)
    expect(verify('sha256', Buffer.concat([raw, Buffer.from(' ')]), key, signature)).toBe(false)
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65537n })
  },
)

it.each<KeyShape>(['pem', 'oneLine', 'oneLineSpaced', 'escaped', 'base64'])(
  'is refused by Node as it is shown in the shape %s',
  (shape) => {
    expect(() => createPublicKey(keys.publicKeyAs(shape))).toThrow()
  },
)

it('fails in Node for the reason that the real key fails', () => {
  expect(() => createPublicKey(keys.publicKeyAs('pem'))).toThrow(
    expect.objectContaining({ code: 'ERR_OSSL_ASN1_WRONG_TAG' }),
  )
  expect(keys.publicKeyAs('base64').startsWith('MIIBIjANBgkqhkiG9w0BAQEF')).toBe(true)
})

it('takes a private key again', () => {
  expect(keyPair(keys.privateKey).publicKeyAs('base64')).toBe(keys.publicKeyAs('base64'))
})
