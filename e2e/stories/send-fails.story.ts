import { expect } from '@playwright/test'
import { test } from './story.ts'

test('a send that is refused stays, says so, holds what follows, and goes out when tried again', async ({
  page,
  scene,
}) => {
  let refuse = true
  await page.routeWebSocket(/\/live\//, (toPage) => {
    const toServer = toPage.connectToServer()
    toServer.onMessage((message) => toPage.send(message))
    toPage.onMessage((message) => {
      const [, id] = /^42(\d+)\["send"/.exec(String(message)) ?? []
      if (id && refuse) toPage.send(`43${id}[{"ok":false,"error":{"code":"badFrame"}}]`)
      else toServer.send(message)
    })
  })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.endsWith(['Assistant: Hello! Ask me about orders or opening hours.'])
  await widget.say('Where is my order?')
  await expect(widget.line('Where is my order?')).toContainText('Not sent')
  await widget.say('hours')
  await expect(widget.line('hours').last()).toContainText('Sending…')
  await widget.say('and this I did not mean')

  refuse = false
  await widget.line('Where is my order?').getByRole('button', { name: 'Try again' }).click()
  await expect
    .poll(async () => (await widget.lines()).filter((line) => line.startsWith('You: ')))
    .toEqual(['You: Where is my order?', 'You: hours', 'You: and this I did not mean'])
  await expect(widget.log.getByText('Not sent')).toHaveCount(0)
  await expect.poll(async () => (await widget.lines()).filter((line) => line.startsWith('Assistant: '))).toHaveLength(4)

  refuse = true
  await widget.say('Oops')
  await expect(widget.line('Oops')).toContainText('Not sent')
  await widget.line('Oops').getByRole('button', { name: 'Delete' }).click()
  await expect(widget.line('Oops')).toHaveCount(0)
  await page.reload()
  await expect(widget.input).toBeVisible()
  await expect(widget.line('and this I did not mean')).toHaveCount(1)
  await expect(widget.line('Oops')).toHaveCount(0)
})

test('a lost answer to a send doubles nothing', async ({ page, scene }) => {
  let swallow = true
  await page.routeWebSocket(/\/live\//, (toPage) => {
    const toServer = toPage.connectToServer()
    const lost = new Set<string>()
    toPage.onMessage((message) => {
      const [, id] = /^42(\d+)\["send"/.exec(String(message)) ?? []
      if (id && swallow) lost.add(id)
      toServer.send(message)
    })
    toServer.onMessage((message) => {
      const [, id = ''] = /^43(\d+)\[/.exec(String(message)) ?? []
      if (!lost.delete(id)) return toPage.send(message)
      swallow = false
      // The line breaks where the answer would have been.
      void toPage.close({ code: 1001 })
    })
  })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.say('Where is my order?')
  await widget.endsWith(['You: Where is my order?', 'Assistant: Your order is on its way.'])
  await widget.say('hours')
  await widget.endsWith([
    'You: Where is my order?',
    'Assistant: Your order is on its way.',
    'You: hours',
    'Assistant: We are open every day from 9 to 18.',
  ])
})
