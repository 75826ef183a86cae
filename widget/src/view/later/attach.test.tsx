// long because every state of an upload is looked at here.
import type { FileId } from '@baton/shared/ids.ts'
import { act, cleanup, fireEvent, within } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { script } from '../../model/chat-rig.ts'
import { openPanel } from '../view-rig.ts'

const files = { accept: '.png,.pdf,text/plain', size: 2_000_000 }

/** As far as an upload uses it. */
class Request {
  static all: Request[] = []
  upload: { onprogress?: (event: object) => void } = {}
  headers: string[] = []
  opened: string[] = []
  withCredentials = false
  aborted = false
  status = 0
  responseText = ''
  body: unknown = null
  onload = () => {}
  onerror = () => {}
  onabort = () => {}
  constructor() {
    Request.all.push(this)
  }
  open(...to: string[]) {
    this.opened = to
  }
  setRequestHeader(...header: string[]) {
    this.headers.push(header.join(': '))
  }
  send(body: unknown) {
    this.body = body
  }
  abort() {
    this.aborted = true
    this.onabort()
  }
  leave(part: number) {
    this.upload.onprogress?.({ lengthComputable: true, loaded: part * 10, total: 10 })
  }
  answer(status: number, json: object = {}) {
    this.status = status
    this.responseText = JSON.stringify(json)
    this.onload()
  }
}
beforeEach(() => {
  Request.all = []
  vi.stubGlobal('XMLHttpRequest', Request)
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

type Rig = Awaited<ReturnType<typeof openPanel>>
const attachButton = ({ view }: Rig) => view.queryByRole('button', { name: 'Attach a file' })
async function setMode({ server }: Rig, mode: 'bot' | 'waiting' | 'agent') {
  server.setStatus({ mode })
  await act(() => void server.botSays(mode))
}

async function attaching() {
  const rig = await openPanel({ files })
  await setMode(rig, 'agent')
  await vi.waitFor(() => expect(attachButton(rig)).not.toBeNull())
  const { view, clock, server } = rig
  const pass = (ms = 0) => act(() => clock.pass(ms))
  const picker = view.container.querySelector('input[type="file"]') as HTMLInputElement
  const panel = view.getByRole('dialog')
  return {
    ...{ ...rig, rig, pass, picker, panel },
    async choose(...chosen: File[]) {
      fireEvent.change(picker, { target: { files: chosen } })
      await pass()
    },
    async keep() {
      const request = Request.all.at(-1) as Request
      const id = /files\/([\w-]+)\/put/.exec(request.opened[1] ?? '')?.[1] as FileId
      server.files.set(id, { kind: 'file', url: `/files/${id}`, name: 'kept' })
      request.answer(200)
      await pass()
    },
    rows: () => view.queryAllByRole('listitem').map((row) => row.textContent),
    bar: () => view.queryByRole('progressbar'),
    status: () => view.getAllByRole('status').map((element) => element.textContent),
  }
}
const pdf = (name = 'a.pdf', bytes = 1_200) => new File(['x'.repeat(bytes)], name, { type: 'application/pdf' })

describe('the button', () => {
  it('is there while a person is there or is waited for, where the site takes files', async () => {
    const rig = await openPanel({ files })
    expect(attachButton(rig)).toBeNull()
    await setMode(rig, 'waiting')
    await vi.waitFor(() => expect(attachButton(rig)).not.toBeNull())
    expect(attachButton(rig)?.title).toBe('Attach a file')
    await setMode(rig, 'agent')
    expect(attachButton(rig)?.hidden).toBe(false)
    await setMode(rig, 'bot')
    expect(attachButton(rig)).toBeNull()
  })

  it('is not there where the site takes none', async () => {
    const rig = await openPanel()
    await setMode(rig, 'agent')
    await act(() => new Promise((done) => setTimeout(done, 50)))
    expect(rig.view.container.querySelector('.attach')).toBeNull()
  })

  it('opens the picker with what may be attached', async () => {
    const { rig, picker } = await attaching()
    const click = vi.spyOn(picker, 'click').mockImplementation(() => {})
    fireEvent.click(attachButton(rig) as HTMLElement)
    expect(click).toHaveBeenCalledOnce()
    expect([picker.accept, picker.multiple]).toEqual([files.accept, true])
  })
})

describe('an upload', () => {
  it('shows how far it is, and says when it begins and when it is done', async () => {
    const { choose, keep, rows, bar, status, pass, chat } = await attaching()
    await choose(pdf('Invoice.pdf'))
    expect(rows()).toEqual(['Invoice.pdf1.2 kB'])
    expect(bar()?.getAttribute('aria-label')).toBe('Sending Invoice.pdf')
    expect(status()).toContain('Sending Invoice.pdf')
    await act(() => Request.all[0]?.leave(0.428))
    expect(['aria-valuemin', 'aria-valuemax', 'aria-valuenow'].map((name) => bar()?.getAttribute(name))).toEqual([
      '0',
      '100',
      '42',
    ])
    await keep()
    await pass()
    expect([rows(), script(chat).at(-1)]).toEqual([[], 'me: file'])
    expect(status()).toContain('Invoice.pdf has been uploaded')
  })

  it('goes as it is, without cookies, to where the server said', async () => {
    const { choose, server } = await attaching()
    const file = pdf()
    await choose(file)
    const [request] = Request.all
    const path = `/files/file-of-${server.attached[0]?.key}/put/1.mac`
    expect([request?.opened, request?.body, request?.withCredentials]).toEqual([
      ['PUT', `https://chat.example${path}`],
      file,
      false,
    ])
  })

  it('is let go by a button of its own', async () => {
    const { choose, rows, view, pass } = await attaching()
    await choose(pdf())
    fireEvent.click(view.getByRole('button', { name: 'Do not send a.pdf' }))
    await pass(10_000)
    expect([rows(), Request.all.map(({ aborted }) => aborted)]).toEqual([[], [true]])
  })

  it.each([
    [pdf('big.pdf', 2_000_001), 'Too large. A file may have up to 2 MB.'],
    [new File(['x'], 'a.svg'), 'This kind of file cannot be sent. Possible: PNG, PDF, and TXT.'],
    [pdf('no.pdf', 0), 'This file is empty.'],
  ])('says at once what cannot be sent: %#', async (file, words) => {
    const { choose, view, server } = await attaching()
    await choose(file)
    expect(view.getByRole('alert').textContent).toBe(words)
    expect([server.attached, view.queryByRole('button', { name: 'Try again' })]).toEqual([[], null])
  })

  it.each([
    ['noFiles', 'Files can be sent while you are talking to a person.', true],
    ['fileType', 'This file is not what its name says, so it cannot be sent.', false],
    ['tooMany', 'No more files can be sent here for now.', false],
  ] as const)('says what the server has against it: %s', async (code, words, again) => {
    const { choose, view } = await attaching()
    await choose(pdf())
    await act(() => Request.all[0]?.answer(409, { error: { code } }))
    expect(view.getByRole('alert').textContent).toBe(words)
    expect(view.queryByRole('button', { name: 'Try again' }) !== null).toBe(again)
  })

  it('is tried again by hand', async () => {
    const { choose, keep, view, pass, chat } = await attaching()
    await choose(pdf())
    await act(() => Request.all[0]?.answer(400, { error: 'noFiles' }))
    fireEvent.click(view.getByRole('button', { name: 'Try again' }))
    await pass()
    await keep()
    expect(script(chat).at(-1)).toBe('me: file')
  })

  it('says that it waits for the line', async () => {
    const { choose, rows, line, server, pass } = await attaching()
    server.unreachable = true
    line.cut()
    await pass(3_000)
    await choose(pdf())
    expect(rows()).toEqual(['a.pdfGoes on when the connection is back'])
  })

  it('stays to be seen when the person goes', async () => {
    const { rig, choose, rows } = await attaching()
    await choose(pdf())
    await setMode(rig, 'bot')
    expect([rows().length, attachButton(rig)]).toEqual([1, null])
  })

  it('ends with the panel', async () => {
    const { choose, view } = await attaching()
    await choose(pdf())
    view.unmount()
    expect(Request.all[0]?.aborted).toBe(true)
  })
})

describe('files from elsewhere', () => {
  const held = (types: string[], list: File[] = []) => ({ types, files: list, dropEffect: '' })
  const fire = (to: HTMLElement, name: string, init: object) => {
    const event = Object.assign(new Event(name, { bubbles: true, cancelable: true, composed: true }), init)
    to.dispatchEvent(event)
    return event.defaultPrevented
  }

  it('are taken when they are pasted', async () => {
    const { view, rows, pass } = await attaching()
    const field = view.getByRole('textbox')
    expect(fire(field, 'paste', { clipboardData: held(['Files'], [pdf('image.png')]) })).toBe(true)
    await pass()
    expect(rows()).toHaveLength(1)
  })

  it('are left alone where there are words with them', async () => {
    const { view, rows, pass } = await attaching()
    const field = view.getByRole('textbox')
    expect(fire(field, 'paste', { clipboardData: held(['text/plain', 'Files'], [pdf('image.png')]) })).toBe(false)
    await pass()
    expect(rows()).toHaveLength(0)
  })

  it('are taken when they are dropped on the panel, which says so before', async () => {
    const { panel, rows, pass } = await attaching()
    const words = () => within(panel).queryByText('Drop files here to send them')
    expect(fire(panel, 'dragover', { dataTransfer: held(['text/plain']) })).toBe(false)
    await pass()
    expect(words()).toBeNull()
    expect(fire(panel, 'dragover', { dataTransfer: held(['Files']) })).toBe(true)
    await pass()
    expect(words()).not.toBeNull()
    expect(fire(panel, 'drop', { dataTransfer: held(['Files'], [pdf(), pdf('b.pdf')]) })).toBe(true)
    await pass()
    expect([words(), rows().length]).toEqual([null, 2])
  })

  it('are refused in silence while none can be taken, and the page is not left for them', async () => {
    const { rig, panel, rows, pass } = await attaching()
    await setMode(rig, 'bot')
    expect(fire(panel, 'dragover', { dataTransfer: held(['Files']) })).toBe(true)
    await pass()
    expect(within(panel).queryByText('Drop files here to send them')).toBeNull()
    expect(fire(panel, 'drop', { dataTransfer: held(['Files'], [pdf()]) })).toBe(true)
    await pass()
    expect(rows()).toEqual([])
  })
})
