import { expect, type Page } from '@playwright/test'
import type { Scene } from './scene.ts'
import { test } from './story.ts'

async function withAnn(page: Page, scene: Scene) {
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  scene.desk.agent.join(thread)
  await widget.endsWith(['(Ann Archer joined)'])
  return { widget, thread }
}

test('a visitor ends the chat, after a question, and the desk sees it resolved', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { widget, thread } = await withAnn(page, scene)
  await widget.button('End chat').click()
  await expect(widget.panel.getByText('End the chat with Ann Archer?')).toBeVisible()
  await widget.button('Keep chatting').click()
  await expect(widget.panel.getByText('End the chat with Ann Archer?')).toBeHidden()

  await widget.say('Bye, and thanks!')
  await widget.button('End chat').click()
  await expect(widget.button('End chat')).toBeFocused()
  await widget.button('End chat').click()
  await widget.endsWith(['You: Bye, and thanks!', '(You ended the chat with our team)', 'Assistant: I am back.'])
  await expect.poll(() => scene.desk.thread(thread).open).toBe(false)
  expect(scene.atDesk(thread).at(-1)).toBe('Visitor: Bye, and thanks!')
})

test('a visitor who types /leave has left, and the word reaches nobody', { tag: '@desk' }, async ({ page, scene }) => {
  const { widget, thread } = await withAnn(page, scene)
  await widget.say('/leave')
  await widget.endsWith(['(You ended the chat with our team)', 'Assistant: I am back.'])
  await expect.poll(() => scene.desk.thread(thread).open).toBe(false)
  expect(scene.atDesk(thread).join()).not.toContain('/leave')
})

test('a visitor who stops waiting is not looked for by an agent', { tag: '@desk' }, async ({ page, scene }) => {
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  await expect(widget.panel.getByText('Looking for a person…').first()).toBeVisible()
  await widget.button('Stop waiting').click()
  await widget.endsWith(['(You stopped waiting for a person)', 'Assistant: I am back.'])
  await expect.poll(() => scene.desk.thread(thread).open).toBe(false)
})
