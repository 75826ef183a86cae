import { expect } from '@playwright/test'
import { violationsOf } from './accessible.ts'
import { test } from './story.ts'

for (const colorScheme of ['light', 'dark'] as const) {
  test(`everybody can use it, ${colorScheme}: closed, open, waiting, with a person, in trouble`, {
    tag: '@desk',
  }, async ({ page, scene }) => {
    const { desk, server } = scene
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const widget = await scene.visit(page)
    await expect(widget.launcher).toBeVisible()
    expect(await violationsOf(page), 'closed').toEqual([])
    await widget.open()
    await widget.endsWith(['Assistant: Hello! Ask me about orders or opening hours.'])
    expect(await violationsOf(page), 'open').toEqual([])
    await widget.button('Opening hours').click()
    await widget.askForPerson()
    await expect(widget.button('Stop waiting')).toBeVisible()
    expect(await violationsOf(page), 'waiting').toEqual([])
    const thread = await scene.thread()
    desk.agent.reply(thread, 'See https://example.com')
    await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: See https://example.com'])
    await widget.button('End chat').click()
    expect(await violationsOf(page), 'asked whether to end').toEqual([])
    await server.kill()
    await widget.say('Hello?')
    await expect(widget.panel.getByText('Connection lost, trying again…')).toBeVisible()
    expect(await violationsOf(page), 'offline').toEqual([])
    await server.start()
    await expect(widget.panel.getByText('Back again')).toBeVisible()
  })
}

test('a screen reader is told what is new, once, and not the whole list', { tag: '@desk' }, async ({ page, scene }) => {
  const { desk } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.endsWith(['Assistant: Hello! Ask me about orders or opening hours.'])
  await expect(widget.log).toHaveAttribute('aria-live', 'off')
  await expect(widget.panel).toHaveAccessibleName('Acme')
  await page.evaluate(hearLiveRegions)
  const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard)

  await widget.say('Where is my order?')
  await expect.poll(heard).toEqual(['Assistant: Your order is on its way.'])
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.join(thread)
  await expect.poll(heard).toContain('Ann Archer joined')
  desk.agent.reply(thread, 'Hello')
  await expect.poll(heard).toContain('Ann Archer: Hello')
  desk.agent.resolve(thread)
  await expect.poll(heard).toContain('Assistant: I am back.')
  const all = await heard()
  expect(all.filter((text) => text.includes('Ann Archer: Hello'))).toHaveLength(1)
  expect(all.join('\n')).toContain('The chat with our team has ended')
})

/** Runs in the page: what live regions say from now on, as they change. */
function hearLiveRegions() {
  const heard: string[] = []
  Object.assign(window, { heard })
  const root = document.querySelector('baton-chat')?.shadowRoot
  if (!root) return
  const regions = () => [...root.querySelectorAll('[role="status"], [role="alert"], [aria-live="polite"]')]
  const textOf = (region: Element) => region.textContent?.trim() ?? ''
  const said = new Map(regions().map((region) => [region, textOf(region)]))
  new MutationObserver(() => {
    for (const region of regions()) {
      const text = textOf(region)
      if (text && text !== said.get(region)) heard.push(...text.split('\n'))
      said.set(region, text)
    }
  }).observe(root, { childList: true, subtree: true, characterData: true })
}
