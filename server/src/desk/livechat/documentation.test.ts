import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../../../..')
const page = readFileSync(path.join(root, 'docs/livechat.md'), 'utf8')
const tests = ['traps.test.ts', 'unknowns.test.ts'].map((name) =>
  readFileSync(path.join(import.meta.dirname, name), 'utf8'),
)
const numbers = (from: string, count: number) => Array.from({ length: count }, (_, n) => `${from}${n + 1}`)

/** The numbers that titles of tests begin with: `3: …`, `9, 10: …`, `U4, U5: …`. */
const proven = new Set(
  tests.flatMap((text) =>
    [...text.matchAll(/\('((?:U?\d+(?:, )?)+): /g), ...text.matchAll(/\(\s*'((?:U?\d+(?:, )?)+): /g)].flatMap(
      ([, all = '']) => all.split(', '),
    ),
  ),
)
/** What is not the adapter's to prove, and where it is proven. */
const elsewhere: { [unknown: string]: string } = {
  U6: 'server/src/http/hooks.test.ts',
  U20: 'e2e/vendors/livechat/sdk.test.ts',
}

describe('what the documentation says of LiveChat', () => {
  it('has a row for every trap and every unknown', () => {
    const all = [...numbers('8.', 27), ...numbers('U', 20)]
    expect(all.filter((number) => page.split(`\n| ${number} |`).length !== 2)).toEqual([])
  })

  it('is proven by a test for every trap and every unknown, under its number', () => {
    const all = [...numbers('', 27), ...numbers('U', 20)]
    expect(all.filter((number) => !proven.has(number) && !(number in elsewhere))).toEqual([])
    for (const place of Object.values(elsewhere)) expect(existsSync(path.join(root, place)), place).toBe(true)
  })

  it('names every scope that is asked for, and leads nowhere that is not there', () => {
    for (const scope of [
      'customers:own',
      'chats--all:ro',
      'agents--all:ro',
      'webhooks.configuration:rw',
      'webhooks.state:rw',
    ])
      expect(page).toContain(`\`${scope}\``)
    for (const [, to = ''] of page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g))
      expect(existsSync(path.join(root, 'docs', to)), to).toBe(true)
  })

  it('holds no token of anybody', () => {
    const token = /\b(dal|fra):[A-Za-z0-9_-]{20,}|\beyJ[A-Za-z0-9_-]{12,}\./
    const held = globSync(['server/src/desk/livechat/**/*.ts', 'e2e/vendors/livechat/**/*.ts', 'docs/livechat.md'], {
      cwd: root,
    })
    expect(held.filter((name) => token.test(readFileSync(path.join(root, name), 'utf8')))).toEqual([])
  })
})
