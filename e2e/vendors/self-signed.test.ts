import { X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { selfSigned } from './self-signed.ts'

it('makes a certificate that Node can read, for the loopback and signed by itself', () => {
  const { cert, key } = selfSigned()
  const certificate = new X509Certificate(cert)
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
  expect(certificate.checkIssued(certificate)).toBe(true)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.ca).toBe(true)
  expect(key).toContain('PRIVATE KEY')
})
