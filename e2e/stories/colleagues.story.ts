import { expect } from '@playwright/test'
import { test } from './story.ts'

test('an agent hands the visitor to a colleague, who is named and goes on', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { desk } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.join(thread)
  desk.agent.reply(thread, 'Ben knows more about that')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: Ben knows more about that'])
  desk.agent.transfer(thread, { agent: 'Ben Brook' })
  desk.as('Ben Brook').reply(thread, 'I do')
  await widget.endsWith([
    'Ann Archer: Ben knows more about that',
    '(Ann Archer left)',
    '(Ben Brook joined)',
    'Ben Brook: I do',
  ])
  await expect(widget.panel.getByRole('heading', { name: 'Ben Brook' })).toBeVisible()
  await widget.say('Tell me')
  await expect.poll(() => scene.saidAtDesk(thread)).toEqual(['Tell me'])
  desk.as('Ben Brook').resolve(thread)
  await widget.endsWith(['(The chat with our team has ended)', 'Assistant: I am back.'])
})

test('an agent who lets go leaves the visitor waiting for the next one, not alone', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { desk } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.join(thread)
  desk.agent.reply(thread, 'One moment')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: One moment'])
  desk.agent.leave(thread)
  await widget.say('Still there?')
  await expect.poll(() => scene.saidAtDesk(thread)).toEqual(['Still there?'])
  desk.as('Ben Brook').join(thread)
  desk.as('Ben Brook').reply(thread, 'I am')
  await expect.poll(widget.lines).toContain('(Ben Brook joined)')
  await widget.endsWith(['Ben Brook: I am'])
})

// Freshchat can neither change nor take back what was said.
test('what an agent mends or takes back is mended and gone for the visitor', { tag: '@livechat' }, async ({
  page,
  scene,
}) => {
  const { desk, server } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  const wrong = desk.agent.reply(thread, 'It costs 10')
  const secret = desk.agent.reply(thread, 'For Ben: he is angry')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: It costs 10', 'Ann Archer: For Ben: he is angry'])
  expect(desk.agent.edit(thread, wrong.id, 'It costs 12')).toBe(true)
  expect(desk.agent.remove(thread, secret.id)).toBe(true)
  await expect.poll(widget.lines).toContain('Ann Archer: It costs 12')
  await expect(widget.log.getByText('he is angry')).toHaveCount(0)
  await expect(widget.log.getByText('It costs 10')).toHaveCount(0)

  await server.kill()
  await server.start()
  await page.reload()
  await expect.poll(widget.lines).toContain('Ann Archer: It costs 12')
  await expect(widget.log.getByText('he is angry')).toHaveCount(0)
})

// The simulated Freshchat gives threads to nobody: who gets one is decided by rules of the account.
test('LiveChat’s own router finds somebody who is free: they are named at once', { tag: '@livechat' }, async ({
  page,
  ownScene,
}) => {
  const scene = await ownScene({ desk: { router: true } })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  await widget.endsWith(['(You asked for a person)', '(Ann Archer joined)'])
  const thread = await scene.thread()
  scene.desk.agent.reply(thread, 'Hello')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: Hello'])
})
