import { expect } from '@playwright/test'
import { test } from './story.ts'

test('after a reload everything is there, and the panel is open as it was', async ({ page, scene }) => {
  const widget = await scene.visit(page)
  await widget.open()
  await widget.say('Where is my order?')
  await widget.endsWith(['Assistant: Your order is on its way.'])
  const before = await widget.lines()

  await page.reload()
  await expect(widget.input).toBeVisible()
  await widget.shows(before)
})

test('what came while the panel was closed is counted, on this page and the next, and a look makes it read', {
  tag: '@desk',
}, async ({ page, scene }) => {
  const { desk } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.reply(thread, 'One moment')
  await widget.endsWith(['Ann Archer: One moment'])
  await widget.close()

  desk.agent.reply(thread, 'Here it is')
  desk.agent.reply(thread, 'Order 12')
  const unread = page.getByRole('button', { name: 'Open chat, 2 new messages' })
  await expect(unread).toBeVisible()
  await page.reload()
  await expect(unread).toBeVisible()
  await unread.click()
  await widget.endsWith(['Ann Archer: Here it is', 'Ann Archer: Order 12'])
  await widget.close()
  await expect(page.getByRole('button', { name: 'Open chat', exact: true })).toBeVisible()
})

test('what an agent wrote while the visitor was away is there when they return tomorrow', { tag: '@desk' }, async ({
  page,
  scene,
  context,
}) => {
  const { desk } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.reply(thread, 'I will find out')
  await widget.endsWith(['Ann Archer: I will find out'])
  await page.close()
  desk.agent.reply(thread, 'It leaves on Monday')
  await desk.hooks.quiet()

  const tomorrow = await context.newPage()
  await tomorrow.clock.setFixedTime(Date.now() + 86_400_000)
  const later = await scene.visit(tomorrow)
  await expect(tomorrow.getByRole('button', { name: 'Open chat, 1 new message' })).toBeVisible()
  await tomorrow.getByRole('button', { name: 'Open chat, 1 new message' }).click()
  await later.endsWith(['Ann Archer: I will find out', 'Ann Archer: It leaves on Monday'])
  await expect(later.log.getByText('Yesterday')).toBeVisible()
})
