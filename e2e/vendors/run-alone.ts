import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Runs a simulator's main.ts under plain Node until the test is over; its address is where it said that its page is. */
export async function runAlone(main: string, ...options: string[]): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [main, ...options])
  onTestFinished(() => void child.kill('SIGKILL'))
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, url: /http:\S+(?=\/sim)/.exec(said.toString())?.[0] ?? '' }
}

/** A folder that is gone when the test is over. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
