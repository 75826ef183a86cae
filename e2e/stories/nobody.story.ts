import { expect } from '@playwright/test'
import { test } from './story.ts'

test('nobody comes in time: the visitor is told, the bot is back, and a late answer still arrives', async ({
  page,
  scene,
}) => {
  const { freshchat } = scene
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
  expect(scene.atDesk(thread)).toContain('Visitor: It is about order 12')

  freshchat.agent.reply(thread, 'Sorry to be late. Order 12?')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: Sorry to be late. Order 12?'])
})

test('outside the desk’s hours nobody waits in vain', async ({ page, ownScene }) => {
  // Whether the desk is open is known for a minute, so a server that asked before would not ask again.
  const scene = await ownScene({})
  scene.freshchat.faults.set('outsideHours')
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  await widget.endsWith(['(Our team is away at the moment)', 'Assistant: I am back.'])
})
