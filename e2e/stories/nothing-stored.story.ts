import { expect, type Page } from '@playwright/test'
import { test } from './story.ts'
import { tapWire } from './wire-tap.ts'

const stored = async (page: Page) => ({
  ...(await page.evaluate(async () => ({
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }))),
  cookies: (await page.context().cookies()).map(({ name }) => name),
})
const nothing = { local: [], session: [], databases: [], caches: [], workers: 0, cookies: [] }

test('before the visitor opens the chat nothing is stored, and nothing is fetched but the script', async ({
  page,
  scene,
}) => {
  const { server, host } = scene
  const tap = tapWire(page)
  const widget = await scene.visit(page)
  await expect(widget.launcher).toBeVisible()
  await page.getByRole('textbox', { name: 'Search' }).fill('spade')
  await page.waitForLoadState('networkidle')
  const ours = () =>
    tap.requests.filter((url) => !url.startsWith(host.origin)).map((url) => url.replace(/^\w+:\/\/[^/]+/, ''))
  expect(ours()).toEqual(['/baton.js'])
  expect(await stored(page)).toEqual(nothing)

  // A pointer over the launcher fetches the app, which still says nothing and stores nothing.
  await widget.launcher.hover()
  await expect.poll(ours).toContainEqual(expect.stringMatching(/^\/app\/chat-[\w-]+\.js$/))
  await page.waitForLoadState('networkidle')
  expect(tap.requests.some((url) => url.startsWith('ws'))).toBe(false)
  expect(await stored(page)).toEqual(nothing)

  await widget.open()
  await expect.poll(async () => (await stored(page)).local).toEqual(['baton.shop'])
  expect(await stored(page)).toEqual({ ...nothing, local: ['baton.shop'], session: ['baton.shop.open'] })
  expect(new Set(tap.requests.map((url) => new URL(url).host))).toEqual(
    new Set([new URL(host.origin).host, new URL(server.origin).host]),
  )
  // A token that stands in an address ends up in somebody's log.
  const { token } = JSON.parse((await page.evaluate(() => localStorage.getItem('baton.shop'))) ?? '{}') as {
    token: string
  }
  expect(token.length).toBeGreaterThan(30)
  expect(tap.requests.join()).not.toContain(token)
})

test('neither the launcher nor the panel moves anything on the page', async ({ page, scene }) => {
  await page.addInitScript(() => {
    Object.assign(window, { seen: [] })
    const note = (list: PerformanceObserverEntryList) =>
      (window as unknown as { seen: string[] }).seen.push(...list.getEntries().map(({ entryType }) => entryType))
    new PerformanceObserver(note).observe({ type: 'layout-shift', buffered: true })
  })
  const widget = await scene.visit(page)
  await expect(widget.launcher).toBeVisible()
  await widget.open()
  await widget.close()
  expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual([])
})
