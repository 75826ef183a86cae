// long because every way that an upload can go wrong is told here.
// @vitest-environment node
import type { FileId } from '@baton/shared/ids.ts'
import { afterEach, describe, expect, it } from 'vitest'
import type { PutAnswer, PutFile } from '../browser/put-file.ts'
import { createRig, script, type Tab } from './chat-rig.ts'
import { createUploads, type Uploads } from './uploads.ts'

type Put = {
  url: string
  stopped: boolean
  progress(part: number): void
  /** The server has it all, and keeps it. */
  keep(): void
  answer(answer: PutAnswer): void
}

const open: { chat: Tab['chat']; uploads: Uploads }[] = []
afterEach(() => {
  for (const { chat, uploads } of open.splice(0)) {
    uploads.stop()
    chat.stop()
  }
})

async function uploading(rig = createRig()) {
  const tab = rig.openTab()
  const { chat } = tab
  chat.show()
  await rig.clock.pass(0)
  rig.server.setStatus({ mode: 'agent' })
  rig.server.botSays('hi')
  const puts: Put[] = []
  const put: PutFile = (url, file, { progress, done }) => {
    const one: Put = {
      ...{ url, stopped: false, progress, answer: done },
      keep() {
        const id = /files\/([\w-]+)\/put/.exec(url)?.[1] as FileId
        rig.server.files.set(id, { kind: 'file', url: `/files/${id}`, name: (file as File).name })
        done({ status: 200, error: null })
      },
    }
    puts.push(one)
    return () => {
      one.stopped = true
    }
  }
  const uploads = createUploads(chat.files, 'https://chat.example', put)
  open.push({ chat, uploads })
  const add = (...names: string[]) =>
    uploads.add(
      names.map((name) => new File(['12345'], name)),
      { accept: '.pdf,.png', size: 5 },
    )
  return {
    ...{ ...rig, ...tab, uploads, puts, add },
    last: () => puts.at(-1) as Put,
    shown: () => uploads.list.value.map(({ name, state, why }) => (why ? `${name} ${why}` : `${name} ${state}`)),
    pass: (ms = 0) => rig.clock.pass(ms),
  }
}

describe('an upload', () => {
  it('asks, sends the bytes, and then the message, by one key', async () => {
    const { add, last, pass, shown, server, chat, uploads, values } = await uploading()
    add('a.pdf')
    await pass()
    const [asked] = server.attached
    expect(asked).toMatchObject({ session: 'session-token-1', name: 'a.pdf', size: 5 })
    expect(last().url).toBe(`https://chat.example/files/file-of-${asked?.key}/put/1.mac`)
    last().progress(0.4)
    expect(uploads.list.value[0]).toMatchObject({ state: 'going', part: 0.4 })
    expect([script(chat), server.sent, [...values.keys()].filter((name) => name.includes('.q.'))]).toEqual([
      ['bot: hi'],
      [],
      [],
    ])
    last().keep()
    await pass()
    expect(server.sent).toMatchObject([{ key: asked?.key, file: `file-of-${asked?.key}` }])
    expect([shown(), script(chat)]).toEqual([[], ['bot: hi', 'me: file']])
  })

  it('waits for the one before it, and each is a message of its own, in order', async () => {
    const { add, puts, last, pass, shown, server } = await uploading()
    add('a.pdf', 'b.png')
    await pass()
    add('c.pdf')
    await pass()
    expect([puts.length, shown()]).toEqual([1, ['a.pdf going', 'b.png waiting', 'c.pdf waiting']])
    for (let nth = 0; nth < 3; nth++) {
      last().keep()
      await pass()
    }
    expect(server.sent.map((send) => 'file' in send && server.files.get(send.file))).toMatchObject([
      { name: 'a.pdf' },
      { name: 'b.png' },
      { name: 'c.pdf' },
    ])
  })

  it('goes behind what was written meanwhile, for the visitor as in the store', async () => {
    const { add, last, pass, chat, server } = await uploading()
    add('a.pdf')
    await pass()
    chat.say('look at this')
    last().keep()
    chat.say('seen?')
    const wanted = ['bot: hi', 'me: look at this', 'me: file', 'me: seen?']
    expect(script(chat).map((line) => line.replace(' (pending)', ''))).toEqual(wanted)
    await pass()
    expect(script(chat)).toEqual(wanted)
    expect(server.sent.map((send) => ('text' in send ? send.text : 'file'))).toEqual(['look at this', 'file', 'seen?'])
  })

  it('is refused before anything is sent, and holds up no other', async () => {
    const { uploads, pass, shown, server } = await uploading()
    const offer = { accept: '.pdf', size: 5 }
    uploads.add(
      [new File(['123456'], 'big.pdf'), new File(['1'], 'a.exe'), new File([], 'no.pdf'), new File(['1'], 'ok.pdf')],
      offer,
    )
    await pass()
    expect(shown()).toEqual(['big.pdf tooLarge', 'a.exe fileType', 'no.pdf empty', 'ok.pdf going'])
    expect(server.attached.map(({ name }) => name)).toEqual(['ok.pdf'])
  })

  it.each(['tooLarge', 'fileType', 'tooMany', 'noFiles'] as const)(
    'says why the server refuses it: %s',
    async (code) => {
      const { add, pass, shown, last, puts, server } = await uploading()
      server.refuseAttach = { code }
      add('a.pdf')
      await pass()
      expect([shown(), puts]).toEqual([[`a.pdf ${code}`], []])
      server.refuseAttach = null
      add('b.pdf')
      await pass()
      last().answer({ status: 400, error: code })
      await pass()
      expect(shown()).toEqual([`a.pdf ${code}`, `b.pdf ${code === 'fileType' ? 'misnamed' : code}`])
      expect(server.sent).toEqual([])
    },
  )

  it('understands a proxy that finds it too large', async () => {
    const { add, pass, shown, last } = await uploading()
    add('a.pdf')
    await pass()
    last().answer({ status: 413, error: null })
    expect(shown()).toEqual(['a.pdf tooLarge'])
  })

  it('waits as long as the server wants', async () => {
    const { add, pass, puts, server } = await uploading()
    server.refuseAttach = { code: 'slowDown', after: 5_000 }
    add('a.pdf')
    await pass()
    server.refuseAttach = null
    await pass(4_999)
    expect(puts).toHaveLength(0)
    await pass(1)
    expect(puts).toHaveLength(1)
  })

  it('is tried again by itself, then by hand, and is the same file each time', async () => {
    const { add, pass, shown, last, puts, server } = await uploading()
    add('a.pdf')
    for (let tries = 0; tries < 6; tries++) {
      await pass(20_000)
      last().answer({ status: tries === 0 ? 503 : 0, error: null })
    }
    await pass(60_000)
    expect([puts.length, shown()]).toEqual([6, ['a.pdf failed']])
    const key = server.attached[0]?.key
    open.at(-1)?.uploads.retry(key as never)
    await pass()
    expect(shown()).toEqual(['a.pdf going'])
    last().keep()
    await pass()
    expect(new Set(server.attached.map((frame) => frame.key)).size).toBe(1)
    expect(server.sent).toHaveLength(1)
  })

  it('asks for a new way when the former is too old', async () => {
    const { add, pass, last, puts, server } = await uploading()
    add('a.pdf')
    await pass()
    last().answer({ status: 404, error: 'notFound' })
    await pass(2_000)
    expect([server.attached.length, puts.length]).toEqual([2, 2])
  })

  it('does not send the bytes again when only the answer was lost', async () => {
    const { add, pass, last, puts, server } = await uploading()
    add('a.pdf')
    await pass()
    server.files.set(`file-of-${server.attached[0]?.key}` as FileId, { kind: 'file', url: '/files/x', name: 'a.pdf' })
    last().answer({ status: 0, error: null })
    await pass(2_000)
    expect([puts.length, server.sent.length]).toEqual([1, 1])
  })

  it('is given up and tried again when no byte leaves for a minute', async () => {
    const { add, pass, last, puts } = await uploading()
    add('a.pdf')
    await pass()
    await pass(59_000)
    last().progress(0.5)
    await pass(59_000)
    expect([puts.length, last().stopped]).toEqual([1, false])
    await pass(3_000)
    expect([puts.length, puts[0]?.stopped]).toEqual([2, true])
  })

  it('goes on when the line is back, however long it was away', async () => {
    const { add, pass, last, puts, shown, server, line } = await uploading()
    add('a.pdf')
    await pass()
    server.unreachable = true
    line.cut()
    last().answer({ status: 0, error: null })
    await pass(600_000)
    expect([puts.length, shown()]).toEqual([1, ['a.pdf waiting']])
    server.unreachable = false
    line.reopen()
    await pass(1)
    expect([puts.length, shown()]).toEqual([2, ['a.pdf going']])
    last().keep()
    await pass()
    expect(server.sent).toHaveLength(1)
  })

  it('is let go when the visitor says so, and the next one goes', async () => {
    const { add, pass, puts, shown, uploads, server } = await uploading()
    add('a.pdf', 'b.pdf')
    await pass()
    uploads.discard(uploads.list.value[0]?.key as never)
    await pass()
    expect([puts[0]?.stopped, shown()]).toEqual([true, ['b.pdf going']])
    puts[1]?.keep()
    await pass()
    expect(server.sent).toHaveLength(1)
  })

  it('let go while the server is asked, is not begun', async () => {
    const { add, pass, puts, uploads } = await uploading()
    add('a.pdf')
    uploads.discard(uploads.list.value[0]?.key as never)
    await pass(10_000)
    expect(puts).toEqual([])
  })

  it('never goes under another identity than the one it was chosen under', async () => {
    const rig = await uploading()
    const { add, pass, shown, server, chat, uploads, puts } = rig
    let session = chat.files.session()
    const other = createUploads({ ...chat.files, session: () => session }, '', () => () => {})
    session = null
    other.add([new File(['1'], 'a.pdf')], { accept: '.pdf', size: 5 })
    await pass()
    expect(other.list.value[0]?.why).toBe('failed')
    other.stop()

    add('a.pdf')
    await pass()
    server.visitors.clear()
    rig.line.reopen()
    puts[0]?.answer({ status: 0, error: null })
    await pass(30_000)
    expect([shown(), chat.files.session()]).toEqual([['a.pdf failed'], 'session-token-2'])
    uploads.retry(uploads.list.value[0]?.key as never)
    await pass()
    expect(server.attached.map((frame) => frame.session)).toEqual(['session-token-1', 'session-token-2'])
    expect(new Set(server.attached.map((frame) => frame.key)).size).toBe(2)
  })

  it('is lost with the page before it is kept, and survives it afterwards', async () => {
    const rig = await uploading()
    const { add, pass, server, chat, line } = rig
    add('a.pdf', 'b.pdf')
    await pass()
    server.unreachable = true
    rig.puts[0]?.keep()
    line.cut()
    await pass()
    expect(script(chat)).toEqual(['bot: hi', 'me: file (pending)'])
    rig.uploads.stop()
    chat.stop()
    server.unreachable = false
    const next = rig.openTab()
    next.chat.show()
    await pass()
    expect(script(next.chat)).toEqual(['bot: hi', 'me: file'])
    expect(new Set(server.sent.map(({ key }) => key)).size).toBe(1)
    next.chat.stop()
  })

  it('leaves nothing behind when it is stopped', async () => {
    const { add, pass, puts, uploads } = await uploading()
    add('a.pdf', 'b.pdf')
    await pass()
    uploads.stop()
    await pass(120_000)
    expect([puts.length, puts[0]?.stopped]).toEqual([1, true])
  })
})
