import { expect } from '@playwright/test'
import { test } from './story.ts'
import { tapWire } from './wire-tap.ts'

test('the visitor’s typing is told, seldom and without a word of it; it ends', async ({ page, scene }) => {
  const tap = tapWire(page)
  const widget = await scene.visit(page)
  await widget.open()
  await widget.endsWith(['Assistant: Hello! Ask me about orders or opening hours.'])
  await widget.input.pressSequentially('a secret that is never sent', { delay: 10 })
  const told = () => tap.sent().filter((frame) => frame.includes('"typing"'))
  await expect.poll(told).toEqual(['42["typing",{"on":true}]'])
  await widget.input.fill('')
  await expect.poll(told).toEqual(['42["typing",{"on":true}]', '42["typing",{"on":false}]'])
  expect(tap.sent().join()).not.toContain('secret')
})

/** With LiveChat a sign of its own, by a socket; Freshchat tells nobody, and the telling is put on the line. */
test('an agent’s typing is shown by name and goes with the words', { tag: '@desk' }, async ({ page, scene }) => {
  const { desk } = scene
  let hear = (_frame: string) => {}
  await page.routeWebSocket(/\/live\//, (toPage) => {
    const toServer = toPage.connectToServer()
    hear = (frame) => toPage.send(frame)
    toPage.onMessage((message) => toServer.send(message))
    toServer.onMessage((message) => toPage.send(message))
  })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.reply(thread, 'Hello')
  await widget.endsWith(['Ann Archer: Hello'])
  const typing = widget.log.getByText('is typing')
  await expect(typing).toHaveCount(0)
  const types = () => {
    if (!desk.agent.types(thread, true)) hear('42["passing",{"kind":"typing","by":"agent","on":true}]')
  }
  // Signs may be lost while the socket there is being opened, so people who type are told of again and again.
  await expect(async () => {
    types()
    await expect(typing).toBeAttached({ timeout: 500 })
  }).toPass()
  desk.agent.reply(thread, 'Here I am')
  await widget.endsWith(['Ann Archer: Here I am'])
  await expect(typing).toHaveCount(0)
})

// Freshchat has no sign for it.
test('an agent sees that the visitor types, and not a word of it, where the owner allows it', {
  tag: '@livechat',
}, async ({ page, ownScene }) => {
  const peeks = await ownScene({ sites: [{ deskMore: { support: { sneakPeek: true } } }] })
  const { desk } = peeks
  const widget = await peeks.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await peeks.thread()
  desk.agent.join(thread)
  expect(desk.peek(thread)).toBe(null)
  await widget.input.pressSequentially('a secret', { delay: 10 })
  await expect.poll(() => desk.peek(thread)).toBe('…')
  await widget.say('No secret any more')
  await expect.poll(() => peeks.saidAtDesk(thread)).toEqual(['No secret any more'])
  expect(desk.peek(thread)).toBe(null)
})

test('an agent sees nothing of it where the owner did not allow it', { tag: '@livechat' }, async ({ page, scene }) => {
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  scene.desk.agent.join(thread)
  await widget.input.pressSequentially('a secret', { delay: 10 })
  await widget.say('No secret any more')
  await expect.poll(() => scene.saidAtDesk(thread)).toEqual(['No secret any more'])
  expect(JSON.stringify(scene.desk.evidence())).not.toContain('send_sneak_peek')
})
