import { expect, it } from 'vitest'
import { senderOf, smtpServer } from './smtp-url.ts'

it.each([
  [
    'smtps://me:p%40ss@mail.example.com',
    { host: 'mail.example.com', port: 465, tls: 'first', login: { user: 'me', pass: 'p@ss' } },
  ],
  ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, tls: 'required', login: null }],
  ['smtp://mail.example.com:25?tls=optional', { host: 'mail.example.com', port: 25, tls: 'offered', login: null }],
  ['smtps://mail.example.com:2465?tls=optional', { host: 'mail.example.com', port: 2465, tls: 'first', login: null }],
  ['smtp://127.0.0.1:2525', { host: '127.0.0.1', port: 2525, tls: 'offered', login: null }],
  ['smtp://[::1]:2525', { host: '::1', port: 2525, tls: 'offered', login: null }],
  ['smtp://me:100%@localhost', { host: 'localhost', port: 587, tls: 'offered', login: { user: 'me', pass: '100%' } }],
  ['https://mail.example.com', null],
  ['mail.example.com:587', null],
])('%s leads to %o', (url, server) => expect(smtpServer(url)).toEqual(server))

it('takes the user for the sender where that is an address', () => {
  expect(senderOf('smtps://chat%40acme.example:secret@mail.example.com')).toBe('chat@acme.example')
  expect(senderOf('smtps://apikey:secret@mail.example.com')).toBeNull()
})
