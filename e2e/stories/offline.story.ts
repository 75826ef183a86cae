import { expect } from '@playwright/test'
import { test } from './story.ts'

test('offline and back: a banner, a message that waits, and everything that came meanwhile', { tag: '@desk' }, async ({
  page,
  context,
  scene,
}) => {
  const { desk } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.reply(thread, 'Hello')
  await widget.endsWith(['Ann Archer: Hello'])

  await context.setOffline(true)
  await widget.say('In the tunnel')
  await expect(widget.panel.getByText('Connection lost, trying again…')).toBeVisible({ timeout: 25_000 })
  await expect(widget.line('In the tunnel')).toContainText('Sending…')
  for (const nth of [1, 2, 3]) desk.agent.reply(thread, `While you were away ${nth}`)
  await desk.hooks.quiet()

  await context.setOffline(false)
  await expect(widget.panel.getByText('Back again')).toBeVisible()
  await expect.poll(() => scene.atDesk(thread).at(-1)).toBe('Visitor: In the tunnel')
  await expect
    .poll(async () => (await widget.lines()).filter((line) => line.startsWith('Ann Archer: While')))
    .toHaveLength(3)
  await expect(widget.line('In the tunnel')).toHaveCount(1)
  await expect(widget.panel.getByText('Back again')).toBeHidden()
})
