import { expect } from '@playwright/test'
import { test } from './story.ts'

test('an agent resolves and the bot is back; a second person comes and goes the same way', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { desk } = scene
  const widget = await scene.visit(page)
  await widget.open()

  for (const [nth, name] of ['Ann Archer', 'Ben Brook'].entries()) {
    await widget.askForPerson()
    const thread = await scene.thread(nth)
    const agent = desk.as(name)
    agent.join(thread)
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
  const second = await scene.thread(1)
  await expect.poll(() => scene.atDesk(second)[0]).toContain('Agent Ann Archer: Ann Archer here.')
})

test('an agent who answers after resolving has the visitor back', { tag: '@desk' }, async ({ page, scene }) => {
  const { desk } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.reply(thread, 'All done?')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: All done?'])
  desk.agent.resolve(thread)
  await widget.endsWith(['Assistant: I am back.'])
  desk.agent.reply(thread, 'One more thing.')
  await widget.endsWith(['Ann Archer: One more thing.'])
  await widget.say('Yes?')
  await expect.poll(() => scene.atDesk(thread)).toContain('Visitor: Yes?')
})

test('a desk that ends a silent chat by itself has the bot back', { tag: '@desk' }, async ({ page, scene }) => {
  const { desk } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.reply(thread, 'Are you there?')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: Are you there?'])
  desk.fallAsleep(thread)
  await widget.endsWith(['Ann Archer: Are you there?', '(The chat with our team has ended)', 'Assistant: I am back.'])
  expect(desk.thread(thread).open).toBe(false)
})
