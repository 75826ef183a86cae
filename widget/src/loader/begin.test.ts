import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { begin } from './begin.ts'
import type { Baton, Host } from './contract.ts'
import type { Tag } from './tag.ts'

const tag: Tag = {
  site: 'acme',
  origin: 'https://chat.example',
  look: { color: '#123456', position: 'left', zIndex: '7', language: null, label: null },
}
let batons: Baton[] = []

beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}))
afterEach(() => {
  for (const baton of batons) baton.destroy()
  batons = []
  localStorage.clear()
  sessionStorage.clear()
  vi.restoreAllMocks()
})

function load({ fails = 0 } = {}) {
  const app = { open: vi.fn(), close: vi.fn(), visitor: vi.fn(), destroy: vi.fn() }
  const hosts: Host[] = []
  const start = vi.fn((host: Host) => {
    hosts.push(host)
    return app
  })
  let left = fails
  const fetchApp = vi.fn((_path: string) =>
    left-- > 0 ? Promise.reject(new Error('offline')) : Promise.resolve({ start }),
  )
  const baton = begin(tag, { window, fetchApp, appPath: '/app/chat-1.js' })
  window.Baton = baton
  batons.push(baton)
  return { baton, app, start, fetchApp, hosts }
}

const host = () => document.querySelector('baton-chat')
const launcher = () => host()?.shadowRoot?.querySelector('button') as HTMLButtonElement

describe('the loader', () => {
  it('draws the launcher, fetches nothing and stores nothing', () => {
    const { fetchApp } = load()
    expect(launcher().getAttribute('aria-label')).toBe('Chat')
    expect(fetchApp).not.toHaveBeenCalled()
    expect(localStorage.length + sessionStorage.length).toBe(0)
  })

  it('fetches the app when the visitor comes near, and starts it only when they want to chat', async () => {
    const { fetchApp, start, app } = load()
    launcher().dispatchEvent(new Event('pointerenter'))
    launcher().dispatchEvent(new Event('focus'))
    expect(fetchApp).toHaveBeenCalledWith('/app/chat-1.js')
    expect(start).not.toHaveBeenCalled()
    launcher().click()
    await vi.waitFor(() => expect(app.open).toHaveBeenCalledTimes(1))
    expect(start).toHaveBeenCalledTimes(1)
  })

  it('opens once the app has come, unless it was closed meanwhile', async () => {
    const { baton, app, start } = load()
    baton.open()
    baton.close()
    await vi.waitFor(() => expect(start).toHaveBeenCalled())
    expect(app.open).not.toHaveBeenCalled()
  })

  it('starts by itself for somebody who is in a conversation, without opening', async () => {
    localStorage.setItem('baton.acme', '{"token":"t","live":true}')
    const { app, start } = load()
    await vi.waitFor(() => expect(start).toHaveBeenCalled())
    expect(app.open).not.toHaveBeenCalled()
  })

  it('opens again on the next page where the panel was open in this tab', async () => {
    sessionStorage.setItem('baton.acme.open', '1')
    const { app } = load()
    await vi.waitFor(() => expect(app.open).toHaveBeenCalled())
  })

  it('says a failure once, and tries again at the next click under another address', async () => {
    const { fetchApp, app } = load({ fails: 2 })
    launcher().click()
    await vi.waitFor(() => expect(launcher().getAttribute('aria-busy')).toBe('false'))
    launcher().click()
    await vi.waitFor(() => expect(launcher().getAttribute('aria-busy')).toBe('false'))
    expect(console.warn).toHaveBeenCalledTimes(1)
    launcher().click()
    await vi.waitFor(() => expect(app.open).toHaveBeenCalled())
    expect(new Set(fetchApp.mock.calls.map(([path]) => path)).size).toBe(3)
  })

  it('puts the launcher back when the page drops it, but does not fight for ever', async () => {
    load()
    host()?.remove()
    await vi.waitFor(() => expect(host()?.isConnected).toBe(true))
    for (let round = 0; round < 100; round++) {
      host()?.remove()
      await Promise.resolve()
    }
    await new Promise((done) => setTimeout(done))
    expect(host()).toBeNull()
  })

  it('survives a page that swaps its body', () => {
    load()
    const before = host()
    document.documentElement.replaceChild(document.createElement('body'), document.body)
    expect(host()).toBe(before)
    expect(before?.isConnected).toBe(true)
  })

  it('leaves nothing behind when it is destroyed, at once, and no app comes later', async () => {
    const { baton, start } = load()
    baton.open()
    baton.destroy()
    expect(host()).toBeNull()
    expect(window.Baton).toBeUndefined()
    await new Promise((done) => setTimeout(done))
    expect(start).not.toHaveBeenCalled()
    expect(host()).toBeNull()
  })

  it('ends the app with itself', async () => {
    const { baton, app } = load()
    baton.open()
    await vi.waitFor(() => expect(app.open).toHaveBeenCalled())
    baton.destroy()
    expect(app.destroy).toHaveBeenCalledTimes(1)
  })

  it('puts a newer app in the place of an old one, and takes none from elsewhere', async () => {
    const { baton, app, hosts, fetchApp } = load()
    baton.open()
    await vi.waitFor(() => expect(app.open).toHaveBeenCalled())
    hosts[0]?.replace('//evil.example/app.js')
    hosts[0]?.replace('/files/app.js')
    expect(app.destroy).not.toHaveBeenCalled()
    launcher().setAttribute('aria-expanded', 'true')
    hosts[0]?.replace('/app/chat-2.js')
    expect(fetchApp).toHaveBeenLastCalledWith('/app/chat-2.js')
    await vi.waitFor(() => expect(app.open).toHaveBeenCalledTimes(2))
    expect(app.destroy).toHaveBeenCalledTimes(1)
  })

  it('keeps the app that runs when the newer one cannot be had', async () => {
    const { baton, app, hosts, fetchApp } = load()
    baton.open()
    await vi.waitFor(() => expect(app.open).toHaveBeenCalled())
    fetchApp.mockRejectedValueOnce(new Error('gone'))
    hosts[0]?.replace('/app/chat-2.js')
    await vi.waitFor(() => expect(console.warn).toHaveBeenCalled())
    expect(app.destroy).not.toHaveBeenCalled()
    baton.close()
    expect(app.close).toHaveBeenCalled()
  })

  it('tells listeners, ready even to those who come late, and outlives one that throws', async () => {
    const { baton, hosts } = load()
    const heard: unknown[] = []
    baton.on('ready', () => heard.push('ready'))
    baton.on('unread', () => {
      throw new Error('of the page')
    })
    const stop = baton.on('unread', (count) => heard.push(count))
    baton.open()
    await vi.waitFor(() => expect(hosts).toHaveLength(1))
    hosts[0]?.emit('unread', 3)
    stop()
    hosts[0]?.emit('unread', 4)
    expect(heard).toEqual(['ready', 3])
    expect(console.warn).toHaveBeenCalledTimes(1)
  })

  it('tells the app who the visitor is, before it opens, again when more is known, and a newer app too', async () => {
    const { baton, app, hosts } = load()
    baton.q.push(['visitor', { name: 'Ann', phone: '1' }])
    expect(app.visitor).not.toHaveBeenCalled()
    baton.open()
    await vi.waitFor(() => expect(app.open).toHaveBeenCalled())
    expect(app.visitor.mock.calls).toEqual([[{ name: 'Ann', phone: '1' }]])
    expect(app.visitor.mock.invocationCallOrder[0]).toBeLessThan(app.open.mock.invocationCallOrder[0] as number)
    baton.visitor({ email: 'ann@example.com', phone: '2' })
    expect(app.visitor).toHaveBeenLastCalledWith({ name: 'Ann', phone: '2', email: 'ann@example.com' })
    hosts[0]?.replace('/app/chat-2.js')
    await vi.waitFor(() => expect(app.visitor).toHaveBeenCalledTimes(3))
    expect(localStorage.length + sessionStorage.length).toBe(0)
  })

  it('lives with an app of before, which knows nothing of visitors', async () => {
    const { baton, app } = load()
    Object.assign(app, { visitor: undefined })
    baton.visitor({ name: 'Ann' })
    baton.open()
    await vi.waitFor(() => expect(app.open).toHaveBeenCalled())
    baton.visitor({ name: 'Ann B.' })
    expect(console.warn).not.toHaveBeenCalled()
  })

  it('takes calls from a queue, and skips what it does not know', () => {
    const { baton, fetchApp } = load()
    baton.q.push(['dance'], ['on', 'ready', () => baton.q.push(['open'])])
    expect(fetchApp).toHaveBeenCalledTimes(1)
  })

  it('takes looks from the tag, and nothing that is not one', () => {
    load()
    const frame = host()?.shadowRoot?.querySelector('.frame') as HTMLElement
    expect(frame.style.getPropertyValue('--baton-accent')).toBe('#123456')
    expect(frame.style.getPropertyValue('--baton-on-accent')).toBe('#fff')
    expect(frame.dataset.side).toBe('left')
    const other = begin(
      { ...tag, look: { ...tag.look, color: 'red;}*{', zIndex: '1;' } },
      { window, fetchApp: vi.fn(), appPath: '' },
    )
    batons.push(other)
    const hosts = document.querySelectorAll<HTMLElement>('baton-chat')
    expect(hosts[1]?.shadowRoot?.querySelector<HTMLElement>('.frame')?.style.getPropertyValue('--baton-accent')).toBe(
      '',
    )
    expect(hosts[1]?.style.getPropertyValue('--baton-z')).toBe('')
  })
})
