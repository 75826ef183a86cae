import { expect, type Locator } from '@playwright/test'
import { test } from './story.ts'

const look = (locator: Locator) =>
  locator.evaluate((element) => {
    const { fontSize, textTransform, color, direction, borderTopWidth, display } = getComputedStyle(element)
    const { width, height } = element.getBoundingClientRect()
    return {
      fontSize,
      textTransform,
      color,
      direction,
      borderTopWidth,
      display,
      width: Math.round(width),
      height: Math.round(height),
    }
  })

test('styles that reach for everything change nothing of the chat', async ({ page, context, scene }) => {
  const fine = await scene.visit(await context.newPage(), 'plain')
  const hurt = await scene.visit(page, 'hostile-css')
  const looks = []
  for (const widget of [fine, hurt]) {
    await widget.page.bringToFront()
    const { direction: _, ...launcher } = await look(widget.launcher)
    await widget.open()
    if (widget === fine) await widget.say('<b>hours</b>')
    await widget.endsWith(['You: <b>hours</b>', 'Assistant: We are open every day from 9 to 18.'])
    const seen = [
      widget.panel,
      widget.input,
      widget.button('Send'),
      widget.log.locator('.bubble').last(),
      widget.panel.getByRole('heading'),
    ]
    // Its fade-in is over when it stands still.
    await widget.panel.evaluate((panel) =>
      Promise.all(panel.getAnimations({ subtree: true }).map((one) => one.finished.catch(() => {}))),
    )
    const parts = []
    for (const part of seen) parts.push(await look(part))
    looks.push({ launcher, parts, at: await widget.panel.boundingBox() })
  }
  expect(looks[1]).toEqual(looks[0])
})

test('the page below stays usable: what is not the launcher takes no click', async ({ page, scene }) => {
  const widget = await scene.visit(page, 'hostile-css')
  await expect(widget.launcher).toBeVisible()
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 }
  const hit = (x: number, y: number) =>
    page.evaluate(([x, y]) => document.elementFromPoint(x, y)?.localName, [x, y] as const)
  expect(await hit(width - 40, height - 40)).toBe('baton-chat')
  expect(await hit(width - 40, height - 140)).not.toBe('baton-chat')
  expect(await hit(20, height - 20)).not.toBe('baton-chat')
})
