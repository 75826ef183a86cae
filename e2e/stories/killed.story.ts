import { expect } from '@playwright/test'
import { test } from './story.ts'

test('the server is killed in the middle of a chat: what was written meanwhile gets through exactly once', {
  tag: '@desk',
}, async ({ page, scene }) => {
  const { desk, server } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.reply(thread, 'Which order?')
  await widget.endsWith(['Ann Archer: Which order?'])

  await server.kill()
  await widget.say('Order 12')
  await widget.say('and order 13')
  await expect(widget.panel.getByText('Connection lost, trying again…')).toBeVisible()
  await expect(widget.line('and order 13')).toContainText('Sending…')
  desk.agent.reply(thread, 'Still there?')

  await server.start()
  await expect(widget.panel.getByText('Back again')).toBeVisible()
  await expect(widget.panel.getByText('Back again')).toBeHidden()
  await expect(widget.panel.getByText('Connection lost, trying again…')).toBeHidden()
  await expect.poll(() => scene.saidAtDesk(thread)).toEqual(['Order 12', 'and order 13'])
  await expect(widget.line('Sending…')).toHaveCount(0)
  await expect(widget.line('Still there?')).toHaveCount(1)
  await desk.hooks.quiet()
  const lines = await widget.lines()
  expect(lines.filter((line) => line.startsWith('You: '))).toEqual(['You: Order 12', 'You: and order 13'])
  expect(lines.filter((line) => line.startsWith('Ann Archer: '))).toEqual([
    'Ann Archer: Which order?',
    'Ann Archer: Still there?',
  ])
})

test('a message that was being sent when the page was left goes out from the next page', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { desk, server } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.reply(thread, 'Which order?')
  await widget.endsWith(['Ann Archer: Which order?'])
  await server.kill()
  await widget.say('Order 14')
  await page.goto('about:blank')
  await server.start()
  const next = await scene.visit(page)
  await expect.poll(() => scene.atDesk(thread).slice(-1)).toEqual(['Visitor: Order 14'])
  await next.endsWith(['Ann Archer: Which order?', 'You: Order 14'])
})
