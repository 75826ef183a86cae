import { expect } from '@playwright/test'
import { test } from './story.ts'

test('an agent resolves and the bot is back; a second person comes and goes the same way', async ({ page, scene }) => {
  const { freshchat } = scene
  const widget = await scene.visit(page)
  await widget.open()

  for (const [nth, name] of ['Ann Archer', 'Ben Brook'].entries()) {
    await widget.askForPerson()
    const thread = await scene.thread(nth)
    const agent = freshchat.as(name)
    agent.assign(thread)
    agent.reply(thread, `${name} here.`)
    await widget.endsWith([`(${name} joined)`, `${name}: ${name} here.`])
    // While a person holds it the bot is silent, whatever is asked.
    await widget.say(`Where is my order, ${name}?`)
    await expect.poll(() => scene.atDesk(thread)).toContain(`Visitor: Where is my order, ${name}?`)

    agent.resolve(thread)
    await widget.endsWith([
      `You: Where is my order, ${name}?`,
      '(The chat with our team has ended)',
      'Assistant: I am back.',
    ])
    await widget.say('And my order?')
    await widget.endsWith(['You: And my order?', 'Assistant: Your order is on its way.'])
  }
  expect(scene.threads()).toBe(2)
  const second = freshchat.conversation(await scene.thread(1)).messages[0]?.text
  expect(second).toContain('Agent Ann Archer: Ann Archer here.')
})

test('an agent who answers after resolving has the visitor back', async ({ page, scene }) => {
  const { freshchat } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  freshchat.agent.reply(thread, 'All done?')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: All done?'])
  freshchat.agent.resolve(thread)
  await widget.endsWith(['Assistant: I am back.'])
  freshchat.agent.reply(thread, 'One more thing.')
  await widget.endsWith(['Ann Archer: One more thing.'])
  await widget.say('Yes?')
  await expect.poll(() => scene.atDesk(thread)).toContain('Visitor: Yes?')
})
