import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { parse } from 'yaml'
import { lightPng } from './light-png.ts'
import type { Scene } from './scene.ts'
import { test } from './story.ts'
import { type Widget, widgetOn } from './widget.ts'

/**
 * Takes pictures of real conversations, to where a run leaves its results: what can be seen at a glance is looked at in every
 * run. Those that the documentation shows go to docs/images with BATON_PICTURES=docs.
 */
const isForDocs = process.env.BATON_PICTURES === 'docs'
const inDocs = ['side-by-side']
const results = path.join(import.meta.dirname, '../../test-results/pictures')
const folderOf = (picture: string) =>
  isForDocs && inDocs.includes(picture) ? path.join(import.meta.dirname, '../../docs/images') : results
const desktop = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }

const demo = (file: string) => parse(readFileSync(path.join(import.meta.dirname, '../demo', file), 'utf8'))
const { name, widget: looks } = demo('demo.yaml') as { name: string; widget: { [key: string]: unknown } }
const garden = { site: 'demo', name, widget: looks, bot: demo('demo.bot.yaml') as object, desks: ['support', 'sales'] }

test.use({ deviceScaleFactor: 2, viewport: desktop, reducedMotion: 'reduce' } as object)

test('the pictures of the documentation', async ({ page, browser, ownScene }) => {
  mkdirSync(results, { recursive: true })
  const scene = await ownScene({ sites: [garden], env: { BATON_DEMO: '1' } })
  const { server } = scene

  const visit = async (on: Page): Promise<Widget> => {
    await on.goto(`${server.origin}/demo`)
    await on.evaluate(calm)
    const widget = widgetOn(on)
    await expect(widget.launcher).toBeVisible()
    return widget
  }
  const widget = await visit(page)
  await take(page, 'closed')

  await widget.open()
  await widget.button('Plant care').click()
  await widget.button('Yellow leaves').click()
  await expect(widget.log.getByText('too much water')).toBeVisible()
  await widget.say('Thanks! How long does delivery take?')
  await expect(widget.button('Where is my order?')).toBeVisible()
  await take(page, 'bot')

  await widget.say('My rose arrived with a broken stem. Can I talk to someone?')
  await widget.button('Support').click()
  await expect(widget.button('Stop waiting')).toBeVisible()
  await take(page, 'waiting')

  const thread = await scene.thread()
  await chatWithAnn(scene, widget, thread)
  await take(page, 'agent')

  const office = await browser.newContext({ deviceScaleFactor: 1, viewport: { width: 1104, height: 800 } })
  await sideBySide(scene, thread, page, await office.newPage())

  await server.kill()
  await widget.say('Wonderful, thank you! May I keep both?')
  await expect(widget.panel.getByText('Connection lost, trying again…')).toBeVisible()
  await take(page, 'offline')
  await server.start()

  const mobile = await browser.newContext({
    viewport: phone,
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    reducedMotion: 'reduce',
  })
  const small = await visit(await mobile.newPage())
  await small.launcher.tap()
  await expect(small.input).toBeVisible()
  await small.button('Delivery').tap()
  await expect(small.button('Returns')).toBeVisible()
  await small.askForPerson()
  const second = await scene.thread(1)
  await small.say('My rose has a broken stem')
  await expect.poll(() => scene.atDesk(second).at(-1)).toContain('broken stem')
  await chatWithAnn(scene, small, second)
  await take(small.page, 'phone')
  await mobile.close()
})

async function chatWithAnn({ desk, atDesk }: Scene, widget: Widget, thread: string): Promise<void> {
  desk.agent.join(thread)
  desk.agent.reply(thread, 'Hello, Ann here. A broken stem, I am sorry! Where did it break?')
  await expect(widget.log.getByText('Where did it break')).toBeVisible()
  await widget.say('Just above the second knot')
  await expect.poll(() => atDesk(thread).at(-1)).toContain('second knot')
  desk.agent.reply(
    thread,
    'Then cut it cleanly right above that knot, and it grows again. A new one is on its way as well, it arrives on Thursday.',
  )
  await expect(widget.log.getByText('arrives on Thursday')).toBeVisible()
  // Her picture has come, too.
  await expect
    .poll(() =>
      widget.panel
        .locator('.header img')
        .evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth > 0)),
    )
    .toEqual([true])
}

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready)
  const picture = lightPng(await page.screenshot({ animations: 'disabled', caret: 'hide' }))
  writeFileSync(path.join(folderOf(name), `${name}.png`), picture)
  // Which font there is decides about the last few kilobytes.
  if (isForDocs) expect(picture.length, `${name}.png is light enough for a page`).toBeLessThan(200_000)
}

/** Runs in the page: 256 colours are too few for a sunset, which is the page's and not the chat's. */
function calm(): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('.hero { background: #264c42 }')
  document.adoptedStyleSheets = [sheet]
}

/** The visitor's window and the agent's, side by side. */
async function sideBySide(scene: Scene, thread: string, visitor: Page, office: Page): Promise<void> {
  await office.goto(scene.desk.page(thread).address)
  await expect(office.getByRole('log', { name: 'Messages' })).toContainText('arrives on Thursday')
  await visitor.setViewportSize({ width: 500, height: 800 })
  const windows = await Promise.all(
    [visitor, office].map(async (one) =>
      (await one.screenshot({ animations: 'disabled', caret: 'hide' })).toString('base64'),
    ),
  )
  await visitor.setViewportSize(desktop)
  await office.setViewportSize({ width: 1716, height: 880 })
  await office.setContent(`<style>
    body { margin: 0; height: 880px; display: flex; gap: 32px; padding: 40px; box-sizing: border-box; background: #e4e1d9 }
    img { height: 800px; border-radius: 12px; box-shadow: 0 10px 40px rgb(0 0 0 / .18) }
  </style>${windows.map((window) => `<img src="data:image/png;base64,${window}">`).join('')}`)
  await expect
    .poll(() =>
      office.locator('img').evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0)),
    )
    .toBe(true)
  await take(office, 'side-by-side')
  await office.context().close()
}
