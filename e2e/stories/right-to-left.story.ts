import { expect } from '@playwright/test'
import { test } from './story.ts'

test('on a right-to-left page the chat is at the left, in Arabic, and written from the right', {
  tag: '@desk',
}, async ({ page, scene }) => {
  const { desk } = scene
  await page.goto(scene.host.address('right-to-left', 'shop'))
  const launcher = page.getByRole('button')
  expect((await launcher.boundingBox())?.x).toBeLessThan(100)
  await launcher.click()
  const panel = page.getByRole('dialog')
  const input = panel.getByRole('textbox')
  await expect(input).toHaveAttribute('placeholder', /[\u0600-\u06ff]/)
  expect((await panel.boundingBox())?.x).toBeLessThan(100)
  await expect(panel).toHaveCSS('direction', 'rtl')
  await input.fill('مرحبا، أين طلبي رقم 12؟')
  await input.press('Enter')
  const log = panel.getByRole('log')
  const mine = log.locator('.mine .bubble')
  await expect(mine).toHaveText('مرحبا، أين طلبي رقم 12؟')
  // One's own words stand where a line ends: here at the left.
  const [bubble, box] = [await mine.boundingBox(), await log.boundingBox()]
  expect((bubble?.x ?? 0) - (box?.x ?? 0)).toBeLessThan(60)
  await expect(mine.locator('p')).toHaveCSS('direction', 'rtl')

  await panel
    .getByRole('button', { name: /[\u0600-\u06ff]/ })
    .filter({ hasText: /\S/ })
    .last()
    .click()
  const thread = await scene.thread()
  await expect.poll(() => scene.atDesk(thread).join()).toContain('مرحبا، أين طلبي رقم 12؟')
  desk.agent.reply(thread, 'Order 12 is on its way')
  await expect(log.locator('.theirs .bubble', { hasText: 'Order 12' }).locator('p')).toHaveCSS('direction', 'ltr')
})
