// long because every kind of part, and each way that it can fail, is told here.
import type { Part } from '@baton/shared/message.ts'
import { act, cleanup, fireEvent, within } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { script } from '../../model/chat-rig.ts'
import { openPanel } from '../view-rig.ts'

const id = 'abcdefghijklmnopqrstuv'
const picture = { kind: 'image', url: `/files/${id}`, alt: 'A spade', width: 520, height: 120 } as const
const invoice = { kind: 'file', url: `/files/${id}`, name: 'Invoice.pdf', size: 48_213 } as const

/** Tells every picture that it is seen. */
let look: () => void = () => {}
let opened: HTMLAnchorElement[] = []
beforeEach(() => {
  const watchers: ((entries: unknown[]) => void)[] = []
  look = () => {
    for (const tell of watchers) tell([{ isIntersecting: true }])
  }
  class Watcher {
    constructor(tell: (entries: unknown[]) => void) {
      watchers.push(tell)
    }
    observe() {}
    disconnect() {}
  }
  vi.stubGlobal('IntersectionObserver', Watcher)
  opened = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    opened.push(this)
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

async function said(...parts: Part[]) {
  const rig = await openPanel()
  await act(() => void rig.server.happen({ kind: 'agentSaid', agent: null, message: { parts } }))
  const log = within(rig.view.getByRole('log'))
  const pass = (ms = 0) => act(() => rig.clock.pass(ms))
  await vi.waitFor(() => expect(rig.view.container.querySelector('.bubble .note')).toBeNull())
  await pass()
  return { ...rig, log, pass, bubble: () => rig.view.container.querySelector('.bubble') as HTMLElement }
}

describe('an image that we keep', () => {
  it('takes its room at once, and asks for its link when it is seen', async () => {
    const { log, pass, server } = await said(picture)
    const box = log.getByRole('button', { name: 'Open A spade' })
    expect([box.style.width, box.style.aspectRatio, server.linked]).toEqual(['260px', '520 / 120', []])
    await act(look)
    await pass()
    expect(server.linked).toMatchObject([{ path: `/files/${id}`, conversation: '0190-token-1-0' }])
    const image = log.getByRole('img', { name: 'A spade' })
    expect(image.getAttribute('src')).toBe(`https://chat.example/files/${id}/1.session.mac/name`)
    expect(box.getAttribute('aria-busy')).toBe('true')
    fireEvent.load(image)
    await pass()
    expect(box.getAttribute('aria-busy')).toBe('false')
  })

  it('keeps within the bubble, however tall it is', async () => {
    const { log } = await said({ ...picture, width: 100, height: 2_400 })
    expect(log.getByRole('button', { name: 'Open A spade' }).style.width).toBe('10px')
  })

  it('takes the room of what has come, where the desk said another one', async () => {
    const { log, pass } = await said(picture)
    await act(look)
    await pass()
    const image = log.getByRole('img', { name: 'A spade' })
    Object.defineProperties(image, { naturalWidth: { value: 120 }, naturalHeight: { value: 520 } })
    fireEvent.load(image)
    await pass()
    const { width, aspectRatio } = log.getByRole('button', { name: 'Open A spade' }).style
    expect([Math.round(Number.parseFloat(width)), aspectRatio]).toEqual([55, '120 / 520'])
  })

  it('opens whole in another tab', async () => {
    const { log, pass } = await said(picture)
    fireEvent.click(log.getByRole('button', { name: 'Open A spade' }))
    await pass()
    expect(opened.map(({ href, target, rel }) => [href, target, rel])).toEqual([
      [`https://chat.example/files/${id}/1.session.mac/name`, '_blank', 'noopener noreferrer'],
    ])
  })

  it('is asked for anew some times, then by hand', async () => {
    const { log, pass, server } = await said(picture)
    await act(look)
    for (let tries = 0; tries < 4; tries++) {
      await pass(20_000)
      fireEvent.error(log.getByRole('img'))
      await pass()
    }
    expect([server.linked.length, log.getByText('A spade could not be loaded.')]).toEqual([4, expect.anything()])
    fireEvent.click(log.getByRole('button', { name: 'Try again' }))
    await pass()
    expect(log.getByRole('img').getAttribute('src')).toContain('.session.mac/')
  })

  it('says so at once and for good when nobody will have it, as when it was refused', async () => {
    const { log, pass, server } = await said(picture)
    server.refuseLink = { code: 'notFound' }
    await act(look)
    await pass()
    expect(log.getByText('Content that cannot be shown here')).toBeDefined()
    expect(log.queryByRole('button', { name: 'Try again' })).toBeNull()
  })

  it('comes by itself when the line is back', async () => {
    const { log, pass, server, line } = await said(picture)
    server.unreachable = true
    line.cut()
    await act(look)
    await pass(2_000)
    expect(log.getByRole('button', { name: 'Try again' })).toBeDefined()
    server.unreachable = false
    line.reopen()
    await vi.waitFor(async () => {
      await pass()
      expect(log.getByRole('img')).toBeDefined()
    })
  })
})

describe('an image from elsewhere', () => {
  it('is shown as it is, and as a link where the page forbids it', async () => {
    const { log, server } = await said({ kind: 'image', url: 'https://img.example/a.png', alt: 'A spade' })
    expect(log.getByRole('img', { name: 'A spade' }).getAttribute('src')).toBe('https://img.example/a.png')
    fireEvent.error(log.getByRole('img'))
    await vi.waitFor(() => expect(log.getByRole('link', { name: 'A spade' }).textContent).toBe('A spade'))
    expect([server.linked, log.queryByRole('img')]).toEqual([[], null])
  })

  it.each(['http://x.y/a.png', 'javascript:alert(1)', '//x.y/a.png', '/files/../a', '/other/a', 'blob:x'])(
    'is not shown from %s',
    async (url) => {
      const { bubble } = await said({ kind: 'image', url }, { kind: 'file', url, name: 'a.pdf' })
      expect(bubble().textContent).toBe('Content that cannot be shown here'.repeat(2))
      expect(bubble().querySelector('img, a, button')).toBeNull()
    },
  )
})

describe('a file', () => {
  it('is named with its size, and downloaded by a link that is asked for at the click', async () => {
    const { log, pass, server } = await said(invoice)
    const button = log.getByRole('button', { name: 'Download Invoice.pdf 48 kB' })
    expect([button.textContent, server.linked]).toEqual(['Invoice.pdf 48 kB', []])
    fireEvent.click(button)
    fireEvent.click(button)
    await pass()
    expect(opened.map(({ href }) => href)).toEqual([`https://chat.example/files/${id}/1.session.mac/name`])
  })

  it('says whether it cannot be had now or never', async () => {
    const { log, pass, server, line } = await said(invoice)
    const click = () => fireEvent.click(log.getByRole('button', { name: 'Download Invoice.pdf 48 kB' }))
    server.unreachable = true
    line.cut()
    click()
    await pass()
    expect(log.getByText(/not available right now/).getAttribute('role')).toBe('status')
    server.unreachable = false
    line.reopen()
    server.refuseLink = { code: 'notFound' }
    await vi.waitFor(async () => {
      click()
      await pass()
      expect(log.getByText('Content that cannot be shown here').getAttribute('role')).toBe('status')
    })
    expect(log.queryByText(/not available right now/)).toBeNull()
    expect(opened).toEqual([])
  })

  it('that was on its way at one click is asked for anew at the next, since it may have been refused', async () => {
    const { log, pass, server } = await said(invoice)
    const click = () => fireEvent.click(log.getByRole('button', { name: 'Download Invoice.pdf 48 kB' }))
    click()
    await pass()
    server.refuseLink = { code: 'notFound' }
    click()
    await pass()
    expect([opened.length, log.getByText('Content that cannot be shown here')]).toEqual([1, expect.anything()])
  })

  it('of a bot’s from elsewhere is a link', async () => {
    const { log } = await said({ ...invoice, url: 'https://x.y/i.pdf' })
    const link = log.getByRole('link', { name: 'Download Invoice.pdf 48 kB' })
    expect([link.getAttribute('href'), link.getAttribute('rel')]).toEqual([
      'https://x.y/i.pdf',
      'noopener noreferrer nofollow',
    ])
  })

  it('is spoken of by its name, and never by the path that opens nothing', async () => {
    const { view } = await said(invoice, { ...picture, alt: '' })
    const spoken = view.getAllByRole('status').map((element) => element.textContent)
    expect(spoken).toContain('Our team: Invoice.pdf\nImage')
  })
})

describe('cards and choices', () => {
  const card = {
    title: 'A card',
    text: 'with words',
    image: `/files/${id}`,
    links: [
      { url: 'https://x.y', label: 'Look' },
      { url: 'javascript:alert(1)', label: 'Not a link' },
    ],
    choices: [{ id: 'c', label: 'Take it' }],
  }

  it('have a picture, words and links, and are tapped once', async () => {
    const { log, chat, pass } = await said({ kind: 'cards', cards: [card] })
    const article = within(log.getByRole('article', { name: 'A card' }))
    expect(article.getByRole('link', { name: 'Look' }).getAttribute('href')).toBe('https://x.y')
    expect(article.queryByText('Not a link')).toBeNull()
    expect(article.getByRole('button', { name: 'Open A card' })).toBeDefined()
    fireEvent.click(article.getByRole('button', { name: 'Take it' }))
    await pass()
    expect(script(chat).at(-1)).toBe('me: c')
    expect(article.getByRole('button', { name: 'Take it' })).toHaveProperty('disabled', true)
  })

  it('that were all that was said are still to be read when they are spent', async () => {
    const { log, pass } = await said({ kind: 'choices', choices: [{ id: 'y', label: 'Yes' }] })
    fireEvent.click(log.getByRole('button', { name: 'Yes' }))
    await pass()
    expect(log.getByRole('button', { name: 'Yes' })).toHaveProperty('disabled', true)
  })
})
