import { expect } from '@playwright/test'
import { test } from './story.ts'

test('a visitor and an agent talk, each in a browser of their own', { tag: '@desk' }, async ({
  page,
  scene,
  browser,
}) => {
  const widget = await scene.visit(page)
  await widget.open()
  await widget.say('My parcel is <b>late</b>')
  await widget.endsWith(['Assistant: Your order is on its way.'])
  await widget.say('I would like to talk to a person')
  await widget.endsWith(['(You asked for a person)'])
  const thread = await scene.thread()

  const office = await browser.newPage()
  const { address, take, end } = scene.desk.page(thread)
  await office.goto(address)
  const messages = office.getByRole('log', { name: 'Messages' })
  await expect(messages).toContainText('Visitor: My parcel is <b>late</b>')
  await office.getByRole('button', { name: take, exact: true }).click()
  await widget.endsWith(['(Ann Archer joined)'])
  const reply = office.getByRole('textbox', { name: 'Reply' })
  await reply.fill('2 < 3, let me look…')
  await reply.press('Enter')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: 2 < 3, let me look…'])
  await widget.say('Thank you, Ann')
  await expect(messages).toContainText('Thank you, Ann')

  await office.getByRole('button', { name: end, exact: true }).click()
  await widget.endsWith(['(The chat with our team has ended)', 'Assistant: I am back.'])
  await office.close()
})
