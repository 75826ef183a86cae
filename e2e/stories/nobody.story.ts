import { expect } from '@playwright/test'
import { test } from './story.ts'

test('nobody comes in time: the visitor is told, the bot is back, and a late answer still arrives', {
  tag: '@desk',
}, async ({ page, scene }) => {
  const { desk } = scene
  const widget = await scene.visit(page, 'plain', 'hasty')
  await widget.open()
  await widget.askForPerson()
  await expect(widget.button('Stop waiting')).toBeVisible()
  const thread = await scene.thread()
  await widget.say('It is about order 12')
  await expect
    .poll(widget.lines, { timeout: 20_000 })
    .toContain('(Nobody was free in time. Your message is with our team.)')
  await widget.endsWith(['Assistant: I am back.'])
  await expect.poll(() => scene.atDesk(thread)).toContain('Visitor: It is about order 12')

  desk.agent.reply(thread, 'Sorry to be late. Order 12?')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: Sorry to be late. Order 12?'])
})

test('outside the desk’s hours nobody waits in vain', { tag: '@desk' }, async ({ page, ownScene }) => {
  // Whether the desk is open is known for a minute, so a server that asked before would not ask again.
  const scene = await ownScene({})
  scene.desk.trouble.set('away')
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  await widget.endsWith(['(Our team is away at the moment)', 'Assistant: I am back.'])
})

// Freshchat takes every conversation, whoever is there.
test('outside the desk’s hours a chat waits where the owner chose so', { tag: '@livechat' }, async ({
  page,
  ownScene,
}) => {
  const scene = await ownScene({ sites: [{ deskMore: { support: { continuous: true } } }] })
  scene.desk.trouble.set('away')
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  await widget.say('Still there tomorrow')
  await expect.poll(() => scene.saidAtDesk(thread)).toEqual(['Still there tomorrow'])
  await expect(widget.button('Stop waiting')).toBeVisible()
  scene.desk.trouble.clear('away')
  scene.desk.agent.join(thread)
  scene.desk.agent.reply(thread, 'Good morning')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: Good morning'])
})

test('who asks again after nobody came is served where the desk has them', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { desk } = scene
  const widget = await scene.visit(page, 'plain', 'hasty')
  await widget.open()
  await widget.askForPerson()
  const first = await scene.thread()
  await expect
    .poll(widget.lines, { timeout: 20_000 })
    .toContain('(Nobody was free in time. Your message is with our team.)')
  await widget.endsWith(['Assistant: I am back.'])
  await widget.askForPerson()
  await widget.say('Me again')
  // Freshchat gets a second conversation; in LiveChat the chat is still active, and there can be no other.
  const second = desk.kind === 'livechat' ? first : await scene.thread(1)
  await expect.poll(() => scene.saidAtDesk(second)).toEqual(['Me again'])
  desk.agent.reply(second, 'Here I am')
  await widget.endsWith(['You: Me again', '(Ann Archer joined)', 'Ann Archer: Here I am'])
  desk.agent.resolve(second)
  await widget.endsWith(['Ann Archer: Here I am', '(The chat with our team has ended)', 'Assistant: I am back.'])
})
