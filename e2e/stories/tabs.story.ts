import { expect } from '@playwright/test'
import { test } from './story.ts'

test('two tabs stay in step, and a private window sees nothing of it', { tag: '@desk' }, async ({
  page,
  context,
  browser,
  scene,
}) => {
  const { desk } = scene
  const one = await scene.visit(page)
  await one.open()
  await one.say('Where is my order?')
  await one.endsWith(['Assistant: Your order is on its way.'])

  const other = await scene.visit(await context.newPage())
  await other.open()
  await other.shows(await one.lines())

  await other.askForPerson()
  const thread = await scene.thread()
  desk.agent.reply(thread, 'Hello, both of you')
  for (const tab of [one, other]) await tab.endsWith(['(Ann Archer joined)', 'Ann Archer: Hello, both of you'])
  await one.say('From the first tab')
  await other.say('From the second tab')
  for (const tab of [one, other]) await tab.endsWith(['You: From the first tab', 'You: From the second tab'])
  await expect
    .poll(() => scene.atDesk(thread).slice(-2))
    .toEqual(['Visitor: From the first tab', 'Visitor: From the second tab'])

  const privately = await browser.newContext()
  const stranger = await scene.visit(await privately.newPage())
  await stranger.open()
  await stranger.shows(['Assistant: Hello! Ask me about orders or opening hours.'])
  await privately.close()
})
