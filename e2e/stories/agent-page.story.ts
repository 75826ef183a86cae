import { expect } from '@playwright/test'
import { test } from './story.ts'

test('a visitor and an agent talk, each in a browser of their own', async ({ page, scene, browser }) => {
  const widget = await scene.visit(page)
  await widget.open()
  await widget.say('My parcel is <b>late</b>')
  await widget.endsWith(['Assistant: Your order is on its way.'])
  await widget.say('I would like to talk to a person')
  await widget.endsWith(['(You asked for a person)'])
  const thread = await scene.thread()

  const desk = await browser.newPage()
  await desk.goto(`${scene.freshchat.url}/sim#conversation=${thread}`)
  const messages = desk.getByRole('log', { name: 'Messages' })
  await expect(messages).toContainText('Visitor: My parcel is <b>late</b>')
  await desk.getByRole('button', { name: 'Assign to me' }).click()
  await widget.endsWith(['(Ann Archer joined)'])
  const reply = desk.getByRole('textbox', { name: 'Reply' })
  await reply.fill('2 < 3, let me look…')
  await reply.press('Enter')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: 2 < 3, let me look…'])
  await widget.say('Thank you, Ann')
  await expect(messages).toContainText('Thank you, Ann')

  await desk.getByRole('button', { name: 'Resolve', exact: true }).click()
  await widget.endsWith(['(The chat with our team has ended)', 'Assistant: I am back.'])
  await desk.close()
})
