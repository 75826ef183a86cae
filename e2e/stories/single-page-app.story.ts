import { expect, type Page } from '@playwright/test'
import { test } from './story.ts'

type Heard = { events: [string, unknown][]; kept: Record<string, number> }

test('a single-page app that adds the tag again has one chat; one that destroys it has nothing left', async ({
  page,
  scene,
}) => {
  await page.addInitScript(countListeners)
  const sockets: { isClosed(): boolean }[] = []
  page.on('websocket', (socket) => sockets.push(socket))
  const widget = await scene.visit(page, 'single-page-app')
  await expect(widget.launcher).toBeVisible()
  await page.getByRole('link', { name: 'Orders' }).click()
  await expect(page.getByRole('heading', { name: 'orders' })).toBeVisible()
  await expect(page.locator('baton-chat')).toHaveCount(1)
  await widget.open()
  await widget.say('Where is my order?')
  await widget.endsWith(['Assistant: Your order is on its way.'])
  await page.getByRole('link', { name: 'Home' }).click()
  await expect(widget.input).toBeVisible()
  await widget.say('And the other order?')
  await widget.endsWith(['You: And the other order?', 'Assistant: Your order is on its way.'])
  await expect(page.locator('baton-chat')).toHaveCount(1)
  expect(sockets.filter((socket) => !socket.isClosed())).toHaveLength(1)
  expect(
    Object.values(await kept(page)).some((count) => count > 0),
    'the app has listeners while it runs',
  ).toBe(true)

  await page.getByRole('link', { name: 'A view without chat' }).click()
  await expect(page.locator('baton-chat')).toHaveCount(0)
  await expect.poll(() => sockets.filter((socket) => !socket.isClosed())).toHaveLength(0)
  expect(await page.evaluate(() => 'Baton' in window)).toBe(false)
  expect(await kept(page)).toEqual({})

  await page.getByRole('link', { name: 'Orders' }).click()
  await expect(page.locator('baton-chat')).toHaveCount(1)
  await widget.endsWith(['You: And the other order?', 'Assistant: Your order is on its way.'])
})

test('calls from before load are made, listeners hear no words, and the rest of window.Baton works', {
  tag: '@desk',
}, async ({ page, scene }) => {
  const { desk } = scene
  const widget = await scene.visit(page, 'single-page-app')
  const events = () => page.evaluate(() => (window as unknown as Heard).events)
  const call = (code: string) => page.evaluate(code)
  await expect.poll(events).toEqual([['ready', undefined]])
  await call('Baton.open()')
  await expect(widget.input).toBeVisible()
  await widget.say('Where is my order?')
  await widget.endsWith(['Assistant: Your order is on its way.'])
  await widget.askForPerson()
  const thread = await scene.thread()
  await call('Baton.close()')
  await expect(widget.panel).toBeHidden()
  await call(`window.late = []; window.stop = Baton.on('unread', (n) => late.push(n)); 0`)
  desk.agent.reply(thread, 'SECRET WORDS')
  await expect.poll(() => page.evaluate('late')).toEqual([1])
  await call('stop()')
  desk.agent.reply(thread, 'SECRET AGAIN')
  await expect(page.getByRole('button', { name: 'Open chat, 2 new messages' })).toBeVisible()
  expect(await page.evaluate('late')).toEqual([1])
  await call(`Baton.q.push(['open'])`)
  await widget.endsWith(['Ann Archer: SECRET WORDS', 'Ann Archer: SECRET AGAIN'])

  const heard = await events()
  expect(heard.filter(([name]) => name === 'open' || name === 'close').map(([name]) => name)).toEqual([
    'open',
    'close',
    'open',
  ])
  expect(heard.filter(([name]) => name === 'unread').map(([, n]) => n)).toEqual([1, 2, 0])
  expect(heard).toContainEqual(['message', { by: 'agent' }])
  expect(JSON.stringify(heard)).not.toContain('SECRET')
})

const kept = (page: Page) =>
  page.evaluate(() =>
    Object.fromEntries(Object.entries((window as unknown as Heard).kept).filter(([, count]) => count > 0)),
  )

/** Runs in the page before anything else: counts what our scripts leave on window, document and the media queries. */
function countListeners() {
  const kept: Record<string, number> = {}
  Object.assign(window, { kept })
  const ours = (target: unknown) =>
    target === window || target === document || target === window.visualViewport || target instanceof MediaQueryList
  const { addEventListener, removeEventListener } = EventTarget.prototype
  const known = new Map<unknown, Set<string>>()
  EventTarget.prototype.addEventListener = function (
    this: EventTarget,
    type: string,
    listener: never,
    options?: never,
  ) {
    addEventListener.call(this, type, listener, options)
    // The page and the tool that drives it have listeners of their own.
    if (!ours(this) || !listener || !/\/(baton|app\/[\w-]+)\.js/.test(new Error().stack ?? '')) return
    const mine = known.get(listener) ?? new Set()
    known.set(listener, mine)
    if (!mine.has(type)) kept[type] = (kept[type] ?? 0) + 1
    mine.add(type)
  }
  EventTarget.prototype.removeEventListener = function (
    this: EventTarget,
    type: string,
    listener: never,
    options?: never,
  ) {
    removeEventListener.call(this, type, listener, options)
    if (ours(this) && known.get(listener)?.delete(type)) kept[type] = (kept[type] ?? 0) - 1
  }
}
