import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const fileOf = (data: string) => path.join(data, 'demo-key')

/** The key of a demo: made once, kept beside its data, readable by this user only. Never used outside of a demo. */
export function demoKey(data: string): string {
  mkdirSync(data, { recursive: true })
  try {
    writeFileSync(fileOf(data), randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(fileOf(data), 'utf8').trim()
}

/** Whether this data is a demo's, so that the owner's commands find its key without being told. */
export const isDemo = (data: string): boolean => existsSync(fileOf(data))
