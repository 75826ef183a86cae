import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { key, others, siteYaml } from './rig.ts'

// The real command under plain Node, on data of its own: what a test runner forgives shows here.
let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'baton-'))
  writeFileSync(path.join(folder, 'acme.yaml'), siteYaml)
  writeFileSync(path.join(folder, 'acme.bot.yaml'), others['acme.bot.yaml'])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function baton(
  args: string[],
  { input = '', env = {} as { [name: string]: string } } = {},
): Promise<{ exit: number | null; text: string }> {
  const { promise, resolve } = Promise.withResolvers<{ exit: number | null; text: string }>()
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'baton.ts'), ...args], {
    env: { BATON_DATA: path.join(folder, 'data'), BATON_SECRET_KEY: key, ...env },
  })
  let text = ''
  child.stdout.on('data', (chunk) => (text += String(chunk)))
  child.stderr.on('data', (chunk) => (text += String(chunk)))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  child.on('close', (exit) => resolve({ exit, text }))
  return promise
}

describe('the owner’s commands', { timeout: 60_000 }, () => {
  it('work on the data when no server is running', async () => {
    expect(await baton(['site', 'apply', path.join(folder, 'acme.yaml')])).toMatchObject({
      exit: 0,
      text: expect.stringContaining('version 1 is applied'),
    })
    expect(await baton(['secret', 'set', 'freshchat-token'], { input: 'tok-SECRET-123\n' })).toEqual({
      exit: 0,
      text: '✓ The secret freshchat-token is set.\n  Used by: acme\n',
    })
    const shown = await baton(['site', 'show'])
    expect(shown.text).toContain('secret freshchat-token (set)')
    expect(shown.text).not.toContain('SECRET-123')
  })

  it('begin a new history after a restore, each time that they are told to, and only then', async () => {
    const generation = (): unknown => {
      const database = new DatabaseSync(path.join(folder, 'data', 'baton.db'))
      const { value } = database.prepare("select value from meta where key = 'generation'").get() ?? {}
      database.close()
      return value
    }
    await baton(['secret', 'list'])
    const first = generation()
    await baton(['secret', 'list'])
    expect(generation()).toBe(first)
    expect(await baton(['restored'])).toMatchObject({ exit: 0, text: expect.stringContaining('A new history begins') })
    expect(generation()).not.toBe(first)
  })

  it('say what is wrong with the environment', async () => {
    const { exit, text } = await baton(['secret', 'list'], {
      env: { BATON_SECRET_KEY: 'brief', BATON_PUBLIC_URL: 'http://example.com' },
    })
    expect(exit).toBe(1)
    expect(text).toContain('BATON_SECRET_KEY is too short')
    expect(text).toContain('BATON_PUBLIC_URL is not https')
  })

  it('refuse a secret on the command line', async () => {
    const { exit, text } = await baton(['secret', 'set', 'a', 'tok-SECRET-123'])
    expect(exit).toBe(1)
    expect(text).not.toContain('SECRET-123')
  })
})
