import { expect } from '@playwright/test'
import { test } from './story.ts'

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 })

test('on a phone the chat fills the screen, and no keyboard jumps out', { tag: '@desk' }, async ({ page, scene }) => {
  const { desk } = scene
  const widget = await scene.visit(page)
  await widget.launcher.tap()
  await expect(widget.input).toBeVisible()
  // It opens with a movement.
  await expect.poll(() => widget.panel.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 })
  await expect(widget.input).not.toBeFocused()
  await expect(widget.panel).toBeFocused()
  // Under 16 px Safari zooms into the field.
  await expect(widget.input).toHaveCSS('font-size', '16px')
  await expect(page.getByRole('button', { name: 'Close chat' })).toHaveCount(1)

  await widget.input.tap()
  await widget.input.fill('Where is my order?')
  await widget.button('Send').tap()
  await widget.endsWith(['Assistant: Your order is on its way.'])
  await widget.button('Talk to a person').tap()
  const thread = await scene.thread()
  desk.agent.reply(
    thread,
    'A word without end: https://example.com/abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz',
  )
  await expect(widget.line('A word without end')).toBeVisible()
  expect(await page.evaluate(() => document.scrollingElement?.scrollWidth)).toBe(390)
  expect(await widget.log.evaluate((log) => log.scrollWidth <= log.clientWidth)).toBe(true)

  for (const button of await widget.panel.getByRole('button').all()) {
    const box = await button.boundingBox()
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), (await button.textContent()) ?? '').toBeGreaterThanOrEqual(24)
  }
  await widget.button('Close chat').tap()
  await expect(widget.panel).toBeHidden()
  await expect(widget.launcher).toBeVisible()
})

test('a page that was left with the chat open does not open it over the next one on a phone', async ({
  page,
  scene,
}) => {
  const widget = await scene.visit(page)
  await widget.launcher.tap()
  await expect(widget.input).toBeVisible()
  await widget.say('Where is my order?')
  await widget.endsWith(['Assistant: Your order is on its way.'])
  await page.reload()
  await expect(page.getByRole('button', { name: 'Open chat' })).toBeVisible()
  await expect(widget.panel).toBeHidden()
})
