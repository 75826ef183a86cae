import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { demoKey, isDemo } from './demo-key.ts'

const made: string[] = []
const folder = () => {
  const made1 = mkdtempSync(path.join(tmpdir(), 'baton-'))
  made.push(made1)
  return path.join(made1, 'data')
}
afterEach(() => {
  for (const one of made.splice(0)) rmSync(one, { recursive: true })
})

it('makes a key once and keeps it where only this user can read it', () => {
  const data = folder()
  expect(isDemo(data)).toBe(false)
  const key = demoKey(data)
  expect(Buffer.from(key, 'base64')).toHaveLength(32)
  expect(demoKey(data)).toBe(key)
  expect(isDemo(data)).toBe(true)
  if (process.platform !== 'win32') expect(statSync(path.join(data, 'demo-key')).mode & 0o777).toBe(0o600)
})
