import { expect } from '@playwright/test'
import { violationsOf } from './accessible.ts'
import { test } from './story.ts'

for (const rating of ['stars', 'thumbs'] as const)
  test(`who was answered says how it was, by ${rating} and in words`, { tag: '@desk' }, async ({ page, ownScene }) => {
    const scene = await ownScene({ sites: [{ handoff: { rating } }] })
    const widget = await scene.visit(page)
    await widget.open()
    await widget.askForPerson()
    const thread = await scene.thread()
    scene.desk.agent.reply(thread, 'All done.')
    await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: All done.'])
    scene.desk.agent.resolve(thread)
    await widget.endsWith(['(The chat with our team has ended)', 'Assistant: I am back.'])

    const asked = widget.log.getByRole('radiogroup', { name: 'How was the chat with our team?' })
    await expect(asked).toBeVisible()
    expect(await violationsOf(page), 'the rating').toEqual([])
    await asked
      .getByRole('radio', { name: rating === 'stars' ? '5 of 5 stars' : 'Good', exact: true })
      .check({ force: true })
    await widget.log.getByLabel('What would you like to tell us?').fill('Ann was quick')
    await widget.log.getByRole('button', { name: 'Send', exact: true }).click()
    await expect(widget.log.getByText('Thank you!')).toBeVisible()
    await expect(widget.log.getByRole('radio')).toHaveCount(0)
    // LiveChat keeps ratings; Freshchat has no way to take one.
    if (scene.desk.kind === 'livechat')
      await expect.poll(() => JSON.stringify(scene.desk.evidence())).toContain('Ann was quick')
    await page.reload()
    await expect(widget.log.getByText('Ann was quick')).toBeVisible()
  })

test('nobody is asked how it was who was answered by nobody', { tag: '@desk' }, async ({ page, ownScene }) => {
  const scene = await ownScene({ sites: [{ handoff: { rating: 'thumbs' } }] })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  scene.desk.agent.resolve(await scene.thread())
  await widget.endsWith(['(The chat with our team has ended)', 'Assistant: I am back.'])
  await expect(widget.log.getByRole('radio')).toHaveCount(0)
})
