import { expect } from '@playwright/test'
import { test } from './story.ts'

test('a visitor opens the chat, is greeted, says a first word and is answered', async ({ page, scene }) => {
  const widget = await scene.visit(page)
  await widget.open()
  await widget.shows(['Assistant: Hello! Ask me about orders or opening hours.'])

  await widget.say('Where is my parcel?')
  await widget.shows([
    'Assistant: Hello! Ask me about orders or opening hours.',
    'You: Where is my parcel?',
    'Assistant: Your order is on its way.',
  ])
  // One time for what was said within minutes.
  await expect(widget.log.getByText(/^\d+:\d\d/)).toHaveCount(1)
})

test('a tapped quick reply is the visitor’s answer, and cannot be tapped again', async ({ page, scene }) => {
  const widget = await scene.visit(page)
  await widget.open()
  await widget.button('Opening hours').click()
  await widget.endsWith(['You: Opening hours', 'Assistant: We are open every day from 9 to 18.'])
  await expect(widget.button('Opening hours')).toBeHidden()
})
