import { expect } from '@playwright/test'
import { test } from './story.ts'

test('asks for a person, the agent sees the transcript and answers, and the words appear live with "Ann joined"', async ({
  page,
  scene,
}) => {
  const { freshchat } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.say('Where is my parcel?')
  await widget.endsWith(['Assistant: Your order is on its way.'])
  await widget.askForPerson()
  await widget.endsWith(['(You asked for a person)'])

  const thread = await scene.thread()
  const transcript = freshchat
    .conversation(thread)
    .messages.map((message) => message.text)
    .join('\n')
  expect(transcript).toContain('Visitor: Where is my parcel?')
  expect(transcript).toContain('Bot: Your order is on its way.')

  freshchat.agent.assign(thread)
  freshchat.agent.reply(thread, 'Hello, this is Ann.')
  await widget.endsWith(['(You asked for a person)', '(Ann Archer joined)', 'Ann Archer: Hello, this is Ann.'])
  await expect(widget.panel.getByRole('heading', { name: 'Ann Archer' })).toBeVisible()
})
