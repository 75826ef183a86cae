import { expect } from '@playwright/test'
import { test } from './story.ts'

test('a page that swaps its body keeps one chat, open and alive', { tag: '@desk' }, async ({ page, scene }) => {
  const { desk } = scene
  const widget = await scene.visit(page, 'swaps-body')
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.reply(thread, 'Hello')
  await widget.endsWith(['Ann Archer: Hello'])

  for (const [button, title] of [
    ['Next page', 'Body 2'],
    ['Next page', 'Body 3'],
    ['Replace the whole document', 'Document 4'],
    ['Next page', 'Body 5'],
  ] as const) {
    await page.getByRole('button', { name: button }).click()
    await expect(page.getByRole('heading', { name: title })).toBeVisible()
    await expect(page.locator('baton-chat')).toHaveCount(1)
    await expect(widget.input).toBeVisible()
    desk.agent.reply(thread, `You are at ${title}`)
    await widget.endsWith([`Ann Archer: You are at ${title}`])
  }
  await widget.say('Still me')
  await widget.endsWith(['Ann Archer: You are at Body 5', 'You: Still me'])
  await expect.poll(() => scene.atDesk(thread).at(-1)).toBe('Visitor: Still me')
})
