import { generateKeyPairSync, KeyObject, verify } from 'node:crypto'
import { keyPair } from '@baton/e2e/vendors/freshchat/identity.ts'
import { describe, expect, it } from 'vitest'
import { publicKeyOf } from './keys.ts'

const pair = keyPair()
const pem = pair.publicKeyAs('pem')
const base64 = pair.publicKeyAs('base64')

const shapes: { [name: string]: string } = {
  'as the admin page shows it': pem,
  'on one line': pair.publicKeyAs('oneLine'),
  'on one line with blanks': pair.publicKeyAs('oneLineSpaced'),
  'with written line breaks': pair.publicKeyAs('escaped'),
  'with doubly written line breaks': pair.publicKeyAs('escaped').replaceAll('\\n', '\\\\n'),
  'as base64 alone': base64,
  'with the right label': pair.publicKeyAs('spki'),
  'in quotes': `"${pair.publicKeyAs('oneLine')}"`,
  'with Windows line ends and blanks around': `\n  ${pem.replaceAll('\n', '\r\n  ')}`,
  'with every blank turned into a line break': pem
    .replaceAll(' ', '\n')
    .replace('-----BEGIN\nRSA\nPUBLIC\nKEY-----', '-----BEGIN RSA PUBLIC KEY-----')
    .replace('-----END\nRSA\nPUBLIC\nKEY-----', '-----END RSA PUBLIC KEY-----'),
}

describe('the public key of an account', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    it(`verifies a webhook when it stands there ${name}`, () => {
      const key = publicKeyOf(shape)
      expect(key).toBeInstanceOf(KeyObject)
      const raw = Buffer.from('{"a":"é"}')
      expect(verify('RSA-SHA256', raw, key as KeyObject, Buffer.from(pair.sign(raw), 'base64'))).toBe(true)
    })
  }

  it('is also read where the bytes are what the label says', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pkcs1 = publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    expect((publicKeyOf(pkcs1) as KeyObject).export({ type: 'spki', format: 'pem' })).toBe(
      publicKey.export({ type: 'spki', format: 'pem' }),
    )
  })

  const small = generateKeyPairSync('rsa', { modulusLength: 1024 })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString()
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString()
  const wrong: { [name: string]: string } = {
    nothing: '',
    'only the label': '-----BEGIN RSA PUBLIC KEY----- -----END RSA PUBLIC KEY-----',
    'some words': 'the key of my account',
    'a cut key': base64.slice(0, -40),
    'a doubled key': base64 + base64,
    'two keys at once': pem + pem,
    'a private key': pair.privateKey,
    'a certificate': '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
    'a short key': small,
    'a key that is not RSA': curve,
  }
  for (const [name, given] of Object.entries(wrong)) {
    it(`is refused with a mend when it is ${name}`, () => {
      expect(publicKeyOf(given)).toMatchObject({
        says: expect.stringMatching(/\.$/),
        mend: expect.stringMatching(/\S/),
      })
    })
  }
})
