import { expect } from '@playwright/test'
import { test } from './story.ts'

test('two sites at one account: each visitor hears what is meant for them', { tag: '@desk' }, async ({
  page,
  context,
  scene,
}) => {
  const { desk } = scene
  // The account has one webhook address, the shop's.
  const shop = await scene.visit(page, 'plain', 'shop')
  const outlet = await scene.visit(await context.newPage(), 'plain', 'outlet')
  await shop.open()
  await shop.askForPerson()
  const shopThread = await scene.thread(0)
  await outlet.open()
  await outlet.askForPerson()
  const outletThread = await scene.thread(1)
  expect(desk.thread(shopThread).user).not.toBe(desk.thread(outletThread).user)

  desk.agent.reply(shopThread, 'Ann for the shop')
  desk.as('Ben Brook').reply(outletThread, 'Ben for the outlet')
  await shop.endsWith(['(You asked for a person)', '(Ann Archer joined)', 'Ann Archer: Ann for the shop'])
  await outlet.endsWith(['(You asked for a person)', '(Ben Brook joined)', 'Ben Brook: Ben for the outlet'])
  await outlet.say('Thanks, Ben')
  await expect.poll(() => scene.atDesk(outletThread)).toContain('Visitor: Thanks, Ben')
  desk.as('Ben Brook').resolve(outletThread)
  await outlet.endsWith(['(The chat with our team has ended)', 'Assistant: I am back.'])

  // Somebody else's conversation in the same account is nobody's.
  desk.strangers('not ours')
  desk.agent.reply(shopThread, 'Anything else?')
  await shop.endsWith(['Ann Archer: Ann for the shop', 'Ann Archer: Anything else?'])
})
