import { expect } from '@playwright/test'
import { test } from './story.ts'

test('asks for a person, the agent sees the transcript and answers, and the words appear live with "Ann joined"', {
  tag: '@desk',
}, async ({ page, scene }) => {
  const { desk } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.say('Where is my parcel?')
  await widget.endsWith(['Assistant: Your order is on its way.'])
  await widget.askForPerson()
  await widget.endsWith(['(You asked for a person)'])

  const thread = await scene.thread()
  const transcript = scene.atDesk(thread).join('\n')
  expect(transcript).toContain('Visitor: Where is my parcel?')
  expect(transcript).toContain('Bot: Your order is on its way.')

  desk.agent.join(thread)
  desk.agent.reply(thread, 'Hello, this is Ann.')
  await widget.endsWith(['(You asked for a person)', '(Ann Archer joined)', 'Ann Archer: Hello, this is Ann.'])
  await expect(widget.panel.getByRole('heading', { name: 'Ann Archer' })).toBeVisible()
})
