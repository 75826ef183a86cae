import { expect } from '@playwright/test'
import { test } from './story.ts'

test('a message that is too long is refused kindly: it stays in the field, and one less is sent', async ({
  page,
  scene,
}) => {
  const widget = await scene.visit(page)
  await widget.open()
  await widget.endsWith(['Assistant: Hello! Ask me about orders or opening hours.'])
  // Letters that are two units of JavaScript count as one.
  const long = `${'x'.repeat(7_990)} ${'😀'.repeat(9)}`
  await widget.input.fill(`${long}!!`)
  await widget.input.press('Enter')
  await expect(widget.panel.getByRole('alert')).toContainText('Too long by 2')
  await expect(widget.input).toHaveValue(`${long}!!`)
  await expect(widget.input).toBeFocused()
  await expect(widget.input).toHaveAttribute('aria-invalid', 'true')

  await widget.input.press('Backspace')
  await expect(widget.panel.getByRole('alert')).toBeHidden()
  await widget.input.press('Backspace')
  await widget.input.press('Enter')
  await expect(widget.input).toHaveValue('')
  await expect(widget.log.getByText('😀'.repeat(9))).toBeVisible()
  await widget.endsWith(['Assistant: I did not understand that.'])
})
