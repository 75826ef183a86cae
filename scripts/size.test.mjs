import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { keep } from './build.mjs'
import { checkSizes } from './size.mjs'

/** Random bytes cannot be packed: brotli adds a few. */
function widget(sizes) {
  const folder = mkdtempSync(path.join(tmpdir(), 'baton-size-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(path.join(folder, 'app'))
  for (const [name, bytes] of Object.entries(sizes)) writeFileSync(path.join(folder, name), randomBytes(bytes))
  const needs = Object.keys(sizes).filter((name) => name.startsWith('app/'))
  writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ app: needs[0], needs }))
  return folder
}

it.each([
  ['keeps both budgets', true, { 'baton.js': 2_900, 'app/chat.js': 20_000, 'app/more.js': 8_900 }],
  ['has a loader that is too heavy', false, { 'baton.js': 3_001, 'app/chat.js': 1_000 }],
  [
    'has an app that is too heavy with what it imports',
    false,
    { 'baton.js': 2_900, 'app/chat.js': 20_000, 'app/more.js': 9_200 },
  ],
])('says of a widget whether it %s', (_what, good, sizes) => {
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  onTestFinished(() => print.mockRestore())
  expect(checkSizes(widget(sizes))).toBe(good)
})

it('keeps the files of the last five builds, and counts the same build once', () => {
  const builds = [['5'], ['4'], ['3'], ['2'], ['1']]
  expect(keep(builds, ['6'])).toEqual([['6'], ['5'], ['4'], ['3'], ['2']])
  expect(keep(builds, ['5'])).toEqual(builds)
  expect(keep(builds, ['3'])).toEqual([['3'], ['5'], ['4'], ['2'], ['1']])
})
