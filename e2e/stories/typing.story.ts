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

test('an agent’s typing is shown by name and goes with the words; a desk that cannot tell it shows none', {
  tag: '@desk',
}, async ({ page, scene }) => {
  const { desk } = scene
  let hear = (_frame: string) => {}
  // Freshchat tells nobody that an agent types, LiveChat only who holds a socket there: the telling is put on the line here.
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
  desk.agent.types(thread, true)
  await expect(widget.log.getByText('is typing')).toHaveCount(0)
  hear('42["passing",{"kind":"typing","by":"agent","on":true}]')
  await expect(widget.log.getByText('is typing')).toBeAttached()
  desk.agent.reply(thread, 'Here I am')
  await widget.endsWith(['Ann Archer: Here I am'])
  await expect(widget.log.getByText('is typing')).toHaveCount(0)
})

// Freshchat has no sign for it.
test('an agent sees that the visitor types, and not a word of it', { tag: '@livechat' }, async ({ page, scene }) => {
  const { desk } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.join(thread)
  expect(desk.peek(thread)).toBe(null)
  await widget.input.pressSequentially('a secret', { delay: 10 })
  await expect.poll(() => desk.peek(thread)).toBe('…')
  await widget.say('No secret any more')
  await expect.poll(() => scene.saidAtDesk(thread)).toEqual(['No secret any more'])
  expect(desk.peek(thread)).toBe(null)
})
