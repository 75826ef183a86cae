import { keyPair } from '@baton/e2e/vendors/freshchat/identity.ts'
import { describe, expect, it } from 'vitest'
import type { FreshchatEntry } from './config.ts'
import { freshchatConfig } from './config.ts'

const publicKey = keyPair().publicKeyAs('oneLine')
const entry: FreshchatEntry = { url: 'acme.freshchat.com', token: 'eyJ0.a.b', publicKey, topic: 'Web chat' }

function config(more: Partial<FreshchatEntry>) {
  const result = freshchatConfig({ ...entry, ...more })
  if ('troubles' in result) throw new Error(JSON.stringify(result.troubles))
  return result.config
}

function troubles(more: Partial<FreshchatEntry>) {
  const result = freshchatConfig({ ...entry, ...more })
  return 'troubles' in result ? result.troubles : []
}

describe('a Freshchat desk of the site file', () => {
  it('takes the address in every shape in which it is pasted', () => {
    for (const url of [
      'acme.freshchat.com',
      'https://acme.freshchat.com',
      'https://acme.freshchat.com/',
      'https://acme.freshchat.com/v2',
      'https://acme.freshchat.com/v2/',
      ' ACME.freshchat.com/v2 ',
    ]) {
      expect(config({ url }).origin, url).toBe('https://acme.freshchat.com')
    }
    expect(config({ url: 'http://127.0.0.1:4010/v2' })).toMatchObject({
      origin: 'http://127.0.0.1:4010',
      loopback: true,
    })
    expect(config({ url: 'http://localhost:4010' }).origin).toBe('http://localhost:4010')
  })

  it('refuses addresses that cannot be right, names the place and the mend', () => {
    for (const url of [
      '',
      'http://acme.freshchat.com',
      'acme.freshdesk.com',
      'https://user:word@acme.freshchat.com',
      'https://acme.freshchat.com/a/admin',
      'https://acme.freshchat.com/v2?x=1',
      'ftp://acme.freshchat.com',
      'http://127.0.0.1.evil.example',
      'not an address',
    ]) {
      expect(troubles({ url }), url).toEqual([
        { place: 'url', says: expect.any(String), mend: expect.stringContaining('Chat URL') },
      ])
    }
  })

  it('takes one token or two, with or without the word Bearer', () => {
    expect(config({ token: 'Bearer eyJ0.a.b\n' }).tokens).toEqual(['eyJ0.a.b'])
    expect(config({ token: ['eyJ0.first', 'eyJ0.second'] }).tokens).toEqual(['eyJ0.first', 'eyJ0.second'])
  })

  it('refuses what is no token, and does not repeat it', () => {
    const found = troubles({ token: ['short', 'a secret with blanks'] })
    expect(found).toMatchObject([{ place: 'token' }, { place: 'token[1]' }])
    expect(JSON.stringify(found)).not.toMatch(/a secret|short'/)
    expect(troubles({ token: [] })).toMatchObject([{ place: 'token' }])
    expect(troubles({ token: ['12345678', '12345678', '12345678'] })).toMatchObject([{ place: 'token' }])
  })

  it('goes on with one of two tokens when the other cannot be one, and names that', () => {
    const found = config({ token: ['eyJ0.first', 'a secret with blanks'] })
    expect(found).toMatchObject({ tokens: ['eyJ0.first'], leftOut: [{ place: 'token[1]' }] })
    expect(JSON.stringify(found)).not.toContain('a secret')
    expect(config({ token: ['', 'eyJ0.second'] })).toMatchObject({
      tokens: ['eyJ0.second'],
      leftOut: [{ place: 'token' }],
    })
    expect(config({}).leftOut).toEqual([])
  })

  it('takes one key or two, and names the one that is wrong', () => {
    expect(config({ publicKey: [publicKey, publicKey] }).keys).toHaveLength(2)
    expect(config({ publicKey: undefined }).keys).toEqual([])
    expect(troubles({ publicKey: [publicKey, 'nonsense!'] })).toMatchObject([{ place: 'publicKey[1]' }])
  })

  it('names every mistake at once', () => {
    const places = troubles({ url: 'x://', token: '', publicKey: '-', topic: undefined }).map(({ place }) => place)
    expect(places.sort()).toEqual(['publicKey', 'token', 'topic', 'url'])
  })
})
