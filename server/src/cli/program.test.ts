import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CommanderError } from 'commander'
import { expect, it } from 'vitest'
import type { Order } from './dispatch.ts'
import { createProgram } from './program.ts'
import { readSite } from './site-text.ts'

async function type(line: string[], { secret = 'typed' as string | null } = {}) {
  const orders: Order[] = []
  const refused: string[] = []
  let printed = ''
  const program = createProgram({
    carryOut: async (order) => void orders.push(order),
    readSite: (file) =>
      file === 'missing.yaml' ? { wrong: 'It is not there.', mend: 'Name it.' } : { file, text: 'site: a', others: {} },
    askSecret: async () => secret,
    refuse: (wrong, mend) => void refused.push(`${wrong} ${mend}`),
  })
  const write = (text: string) => {
    printed += text
  }
  for (const command of [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)]) {
    command.exitOverride().configureOutput({ writeErr: write, writeOut: write })
  }
  let exit = 0
  try {
    await program.parseAsync(line, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    exit = error.exitCode
  }
  return { orders, refused: refused.join('\n'), printed, exit }
}

it.each([
  ['site apply acme.yaml', { command: 'site apply', args: { file: 'acme.yaml', text: 'site: a', others: {} } }],
  ['site show', { command: 'site show', args: { site: null } }],
  ['site show acme', { command: 'site show', args: { site: 'acme' } }],
  ['secret set freshchat-token', { command: 'secret set', args: { name: 'freshchat-token', value: 'typed' } }],
  ['secret list', { command: 'secret list', args: {} }],
  ['secret remove a', { command: 'secret remove', args: { name: 'a' } }],
  ['check', { command: 'check', args: { site: null, how: 'read' } }],
  ['check acme --live', { command: 'check', args: { site: 'acme', how: 'live' } }],
  ['check --mend', { command: 'check', args: { site: null, how: 'mend' } }],
  ['outbox', { command: 'outbox', args: { site: null } }],
  ['outbox acme', { command: 'outbox', args: { site: 'acme' } }],
  ['outbox again x1', { command: 'outbox again', args: { id: 'x1' } }],
  ['outbox again --all', { command: 'outbox again', args: { id: null } }],
  ['outbox forget x1', { command: 'outbox forget', args: { id: 'x1' } }],
  ['transcript c1', { command: 'transcript', args: { conversation: 'c1' } }],
  ['desk disconnect acme support', { command: 'desk disconnect', args: { site: 'acme', desk: 'support' } }],
])('reads %s', async (line, order) => {
  expect((await type(line.split(' '))).orders).toEqual([order])
})

it.each([['tok-SECRET-123'], ['-tok-SECRET-123'], ['a', 'b-SECRET-123'], ['--value', 'tok-SECRET-123']])(
  'refuses a secret on the command line and does not repeat it: %j',
  async (...value) => {
    const { orders, refused, printed } = await type(['secret', 'set', 'freshchat-token', ...value])
    expect(orders).toEqual([])
    expect(refused).toContain('does not go on the command line')
    expect(refused).toContain('pipe it in')
    expect(refused + printed).not.toContain('SECRET-123')
  },
)

it.each([
  ['site apply missing.yaml', 'It is not there.'],
  ['outbox again', 'Say which'],
  ['outbox again x --all', 'Say which'],
  ['check --live --mend', 'do not go together'],
])('refuses %s', async (line, why) => {
  const { orders, refused } = await type(line.split(' '))
  expect([orders, refused]).toEqual([[], expect.stringContaining(why)])
})

it('sets nothing when the owner thinks better of it', async () => {
  expect(await type(['secret', 'set', 'a'], { secret: null })).toMatchObject({
    orders: [],
    refused: expect.stringContaining('Nothing was set'),
  })
})

it('helps whoever mistypes a command', async () => {
  expect(await type(['sit'])).toMatchObject({ exit: 1, printed: expect.stringContaining('--help') })
  for (const line of [['--help'], ['help']]) expect((await type(line)).printed).toContain('transcript')
})

it('reads a site with its bot file, from the folder of the site file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'baton-'))
  const file = path.join(folder, 'acme.yaml')
  writeFileSync(file, 'site: acme\nbot: { kind: script, file: bot.yaml }\n')
  expect(readSite(file)).toEqual({ file, text: 'site: acme\nbot: { kind: script, file: bot.yaml }\n', others: {} })
  writeFileSync(path.join(folder, 'bot.yaml'), 'greeting: Hi')
  expect(readSite(file)).toMatchObject({ others: { 'bot.yaml': 'greeting: Hi' } })
  writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00]))
  expect(readSite(file)).toMatchObject({ wrong: expect.stringContaining('is not text in UTF-8') })
  expect(readSite(folder)).toMatchObject({ wrong: expect.stringContaining('is a folder') })
  expect(readSite(`${file}x`)).toMatchObject({ wrong: expect.stringContaining('is not there') })
  rmSync(folder, { recursive: true })
})
