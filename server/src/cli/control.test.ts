import { statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Control, startControl } from './control.ts'
import { controlPath } from './control-path.ts'
import { askServer } from './remote.ts'
import { createRig, type Rig, textOf } from './rig.ts'

let rig: Rig
let control: Control | null
beforeEach(async () => {
  rig = await createRig()
  control = null
})
afterEach(async () => {
  await control?.close()
  await rig.close()
})

const start = async () => {
  control = await startControl({ data: rig.data, deps: rig.deps, logger: rig.logger })
  return control
}
const ask = async (command: string, args: object = {}) => {
  const lines: string[] = []
  const exit = await askServer(rig.data, { command, args }, (line) => lines.push(textOf(line)))
  return { exit, text: lines.join('\n') }
}
/** Writes bytes to the socket and gives what comes back until the other end hangs up. */
const raw = async (bytes: string | Uint8Array): Promise<string> => {
  const socket = connect(controlPath(rig.data))
  socket.on('error', () => {})
  socket.end(bytes)
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

it('carries commands out in the running server', async () => {
  await start()
  expect(await ask('site apply', rig.apply())).toMatchObject({
    exit: 0,
    text: expect.stringContaining('version 1 is applied'),
  })
  expect(await ask('secret set', { name: 'freshchat-token', value: 'tok-SECRET-123' })).toMatchObject({ exit: 0 })
  expect(await ask('check', { site: null, how: 'read' })).toMatchObject({
    exit: 0,
    text: expect.stringContaining('✓ support token'),
  })
  expect(await ask('site show', { site: 'other' })).toMatchObject({ exit: 1 })
  expect(rig.registry.sites()).toHaveLength(1)
  expect(rig.logged.join()).not.toContain('SECRET-123')
})

it('is open to this user alone', async () => {
  await start()
  if (process.platform !== 'win32') expect(statSync(controlPath(rig.data)).mode & 0o777).toBe(0o600)
})

it('says that nobody runs, also beside the file of a server that died', async () => {
  expect((await ask('secret list')).exit).toBe('nobody')
  writeFileSync(path.join(rig.data, 'control.sock'), '')
  expect((await ask('secret list')).exit).toBe('nobody')
  await start()
  expect((await ask('secret list')).exit).toBe(0)
  if (process.platform === 'win32') return
  const file = path.join(rig.data, 'a-file')
  writeFileSync(file, '')
  expect(await askServer(file, { command: 'secret list', args: {} }, () => {}), 'a file for a folder').toBe('nobody')
})

it('leaves the commands to the server that had the folder first', async () => {
  await start()
  expect(await startControl({ data: rig.data, deps: rig.deps, logger: rig.logger })).toBeNull()
  expect((await ask('secret list')).exit).toBe(0)
})

it('lets the server run where the folder takes no socket', async () => {
  const file = path.join(rig.data, 'a-file')
  writeFileSync(file, '')
  expect(await startControl({ data: file, deps: rig.deps, logger: rig.logger })).toBeNull()
  expect(rig.logged.join()).toContain('does not take a socket')
})

it.each([
  '',
  '\n',
  'hello\n',
  '{}\n',
  '{"command":1}\n',
  '{"command":"x","args":{}}\n',
  `${'['.repeat(100_000)}\n`,
  Buffer.from([0xff, 0xfe, 10]),
])('survives what is no command: %#', async (bytes) => {
  await start()
  await raw(bytes)
  expect((await ask('secret list')).exit).toBe(0)
})

it('takes no command that never ends', async () => {
  await start()
  expect(await raw(Buffer.alloc(5 * 1024 * 1024, 'a'))).toContain('could not be read')
  expect((await ask('secret list')).exit).toBe(0)
})

it('takes a large site, and one order in pieces', async () => {
  await start()
  const order = JSON.stringify({
    command: 'site apply',
    args: { file: 'a.yaml', text: `# ${'x'.repeat(300_000)}`, others: {} },
  })
  expect(await raw(`${order}\n`)).toContain('The file is too long.')
})

it('tells of a bug in words and keeps running', async () => {
  await start()
  Object.assign(rig.deps, { store: null })
  expect(await ask('secret list')).toMatchObject({ exit: 1, text: expect.stringContaining('a bug of Baton') })
  expect(rig.logged.join()).toContain('broke off')
})

it('says when the server goes away in the middle', async () => {
  const running = await start()
  Object.assign(rig.deps.store.outbox, {
    counts: () => running?.close().then(() => Promise.withResolvers<never>().promise),
  })
  await rig.say('site apply', rig.apply())
  expect(await ask('outbox', { site: null })).toMatchObject({ exit: 1, text: expect.stringContaining('went away') })
  control = null
})

it('keeps a long folder’s socket where its path fits', () => {
  const long = controlPath(path.join('/srv', 'x'.repeat(200)))
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(104)
  expect(long).toBe(controlPath(path.join('/srv', 'x'.repeat(200))))
  expect(long).not.toBe(controlPath(path.join('/srv', 'y'.repeat(200))))
})
