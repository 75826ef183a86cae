import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Environment, readConfig, sayConfigMistakes } from './config.ts'

const key = 'wq8X0vT5mJ1nC7rLz3FhKd9YbE2sGuPa6oViNtR4yMQ='
const other = 'Zk1uB7xQe4Jt9WmR2cLs8PvHf3YgTn6DoAq5iUVbEK0='
const help = { demoKey: () => 'the demo key' }
const read = (env: Environment) => readConfig(env, help)
const good = (env: Environment = {}) => {
  const { config, mistakes } = read({ BATON_SECRET_KEY: key, ...env })
  if (!config) throw new Error(sayConfigMistakes(mistakes))
  return config
}
const bad = (env: Environment) =>
  (read({ BATON_SECRET_KEY: key, ...env }).mistakes ?? []).map(({ variable, wrong }) => `${variable} ${wrong}`)

describe('the configuration', () => {
  it('needs nothing but a key', () => {
    expect(good()).toEqual({
      port: 3000,
      host: '0.0.0.0',
      publicUrl: 'http://localhost:3000',
      data: path.resolve('data'),
      database: { data: path.resolve('data') },
      secretKeys: [key],
      trustProxy: false,
      smtpUrl: null,
      fileScanner: null,
      logLevel: 'info',
      lookUps: [2_000, 5_000, 15_000, 60_000],
      lookEvery: 60_000,
      demo: false,
    })
  })

  it('takes every value that it names', () => {
    const config = good({
      PORT: '8080',
      HOST: '::1',
      BATON_PUBLIC_URL: 'https://Chat.Example.com/',
      BATON_DATA: '/srv/baton',
      BATON_DATABASE_URL: 'postgres://baton:s3cret@db:5432/baton',
      BATON_SECRET_KEY: `${key}, ${other}`,
      BATON_TRUST_PROXY: '10.0.0.0/8, loopback',
      BATON_SMTP_URL: 'smtps://me:pw@mail.example.com:465',
      BATON_FILE_SCANNER: 'https://scan.example.com/files',
      BATON_LOG_LEVEL: 'WARN',
    })
    expect(config).toMatchObject({
      port: 8080,
      host: '::1',
      publicUrl: 'https://chat.example.com',
      data: '/srv/baton',
      database: { url: 'postgres://baton:s3cret@db:5432/baton' },
      secretKeys: [key, other],
      trustProxy: ['10.0.0.0/8', 'loopback'],
      smtpUrl: 'smtps://me:pw@mail.example.com:465',
      fileScanner: 'https://scan.example.com/files',
      logLevel: 'warn',
    })
    expect(Object.isFrozen(config)).toBe(true)
  })

  it('tells every mistake at once', () => {
    const { mistakes } = read({
      PORT: '99999',
      HOST: 'http://x',
      BATON_PUBLIC_URL: 'http://chat.example.com',
      BATON_DATABASE_URL: 'mysql://x',
      BATON_TRUST_PROXY: 'true',
      BATON_SMTP_URL: 'mail.example.com',
      BATON_LOG_LEVEL: 'loud',
      BATON_DEMO: 'maybe',
    })
    expect(mistakes?.map((one) => one.variable).sort()).toEqual([
      'BATON_DATABASE_URL',
      'BATON_DEMO',
      'BATON_LOG_LEVEL',
      'BATON_PUBLIC_URL',
      'BATON_SECRET_KEY',
      'BATON_SMTP_URL',
      'BATON_TRUST_PROXY',
      'HOST',
      'PORT',
    ])
    for (const one of mistakes ?? []) expect(one.mend.length).toBeGreaterThan(10)
    expect(sayConfigMistakes(mistakes ?? [])).toContain('9 mistakes')
  })

  it('wants https unless it is this machine', () => {
    expect(bad({ BATON_PUBLIC_URL: 'http://10.0.0.5' })).toEqual(['BATON_PUBLIC_URL is not https.'])
    for (const url of ['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:80', 'https://a.b']) {
      expect(bad({ BATON_PUBLIC_URL: url })).toEqual([])
    }
  })

  it.each([
    ['https://chat.example.com/baton', 'holds a path'],
    ['https://u:p@chat.example.com', 'user name'],
    ['chat.example.com', 'not a web address'],
    ['ftp://chat.example.com', 'not a web address'],
  ])('refuses the public address %s', (url, why) => {
    expect(bad({ BATON_PUBLIC_URL: url })[0]).toContain(why)
  })

  it.each([
    ['Xq7-brief', 'too short'],
    ['a'.repeat(64), 'repeats'],
    ['key-key-key-key-key-key-key-key-key-', 'repeats'],
    ['please-change-me-please-change-me-pl', 'looks like'],
    ['0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', 'looks like'],
    ['5f2c9a7be4d1086335f2c9a7be4d1087', 'too short'],
  ])('refuses the key %s', (value, why) => {
    const { mistakes } = read({ BATON_SECRET_KEY: value })
    expect(mistakes?.[0]?.wrong).toContain(why)
    expect(sayConfigMistakes(mistakes ?? [])).not.toContain(value)
  })

  it('takes a hex key of 32 bytes', () => {
    expect(bad({ BATON_SECRET_KEY: 'c41f7a0e96d8b3522f9ce07741ab8d63e5109fb27cd64a8833b06efd15a2974c' })).toEqual([])
  })

  it.each([
    ['https://scan.example.com/files', true],
    ['http://127.0.0.1:3310/scan', true],
    ['http://localhost:3310', true],
    ['http://scan.example.com/files', false],
    ['https://me:pw@scan.example.com', false],
    ['tcp://127.0.0.1:3310', false],
    ['scan.example.com', false],
  ])('sends files to the scanner %s: %s', (url, fine) => {
    expect(bad({ BATON_FILE_SCANNER: url })).toHaveLength(fine ? 0 : 1)
  })

  it('checks an old key as strictly as the new one', () => {
    expect(bad({ BATON_SECRET_KEY: `${key},old` })).toEqual([
      'BATON_SECRET_KEY is too short: it must hold 32 random bytes.',
    ])
  })

  it('makes a key only for a demo, and keeps a demo to this machine', () => {
    const { config } = read({ BATON_DEMO: '1' })
    expect(config).toMatchObject({ demo: true, host: '127.0.0.1', secretKeys: ['the demo key'] })
    expect(read({}).mistakes?.map((one) => one.variable)).toEqual(['BATON_SECRET_KEY'])
  })

  it.each(['1', '2', '127.0.0.1', '2001:db8::/32', 'loopback, uniquelocal', 'false'])(
    'trusts the proxies %s',
    (value) => {
      expect(bad({ BATON_TRUST_PROXY: value })).toEqual([])
    },
  )

  it.each(['true', '*', '10.0.0.0/33', '10.0.0', 'proxy.example.com', '0.0.0.0/0/0'])(
    'does not trust the proxies %s',
    (value) => {
      expect(bad({ BATON_TRUST_PROXY: value })).toHaveLength(1)
    },
  )

  it('takes other times to look at the desks, and refuses what is no time', () => {
    expect(good({ BATON_LOOK_UPS: '100ms, 1s,2m', BATON_LOOK_EVERY: '5s' })).toMatchObject({
      lookUps: [100, 1_000, 120_000],
      lookEvery: 5_000,
    })
    expect(bad({ BATON_LOOK_UPS: '5s,2s', BATON_LOOK_EVERY: 'often' })).toHaveLength(2)
  })

  it('notices a misspelled variable, and leaves those of other tools alone', () => {
    expect(bad({ BATON_PUBLICURL: 'https://a.b', BATON_TEST_POSTGRES: 'x', BATONIST: 'y' })).toEqual([
      'BATON_PUBLICURL is not a variable of Baton.',
    ])
  })

  it('never throws and never repeats a value, whatever the values', () => {
    const strange = fc.oneof(
      fc.string(),
      fc.webUrl(),
      fc.constantFrom('', ' ', 'true', '\0', '[::', 'http://', 'postgres://'),
    )
    const names = fc.constantFrom(
      'PORT',
      'HOST',
      'BATON_PUBLIC_URL',
      'BATON_DATABASE_URL',
      'BATON_SECRET_KEY',
      'BATON_TRUST_PROXY',
      'BATON_SMTP_URL',
      'BATON_LOG_LEVEL',
      'BATON_DEMO',
    )
    fc.assert(
      fc.property(fc.dictionary(names, strange), fc.string({ minLength: 12 }), (env, secret) => {
        const { config, mistakes } = read({ ...env, BATON_DATABASE_URL: secret, BATON_SMTP_URL: secret })
        expect(config ?? mistakes).toBeTruthy()
        if (mistakes && secret.trim().length > 11) expect(sayConfigMistakes(mistakes)).not.toContain(secret.trim())
      }),
    )
  })
})
