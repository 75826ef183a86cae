import { expect } from '@playwright/test'
import { test } from './story.ts'

test('a page with a strict policy and Trusted Types gets the whole chat and not one report', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { desk } = scene
  const words: string[] = []
  page.on('console', (message) => words.push(message.text()))
  await page.addInitScript(() => {
    Object.assign(window, { reports: [] })
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
      (window as unknown as { reports: unknown[] }).reports.push({ effectiveDirective, blockedURI, sample }),
    )
  })
  const widget = await scene.visit(page, 'strict-csp')
  await widget.open()
  await widget.button('Opening hours').click()
  await widget.endsWith(['Assistant: We are open every day from 9 to 18.'])
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.reply(thread, 'See https://example.com/returns')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: See https://example.com/returns'])
  await expect(widget.log.getByRole('link', { name: 'https://example.com/returns' })).toBeVisible()
  await widget.say('<img src=x onerror=alert(1)>')
  await widget.endsWith(['You: <img src=x onerror=alert(1)>'])
  await widget.close()
  await page.evaluate(() => (window as unknown as { Baton: { destroy(): void } }).Baton.destroy())

  expect(await page.evaluate(() => (window as unknown as { reports: unknown[] }).reports)).toEqual([])
  expect(words.filter((text) => /content.security|trusted ?types|refused to/i.test(text))).toEqual([])
})

test('a policy that is broken is noticed by that test', async ({ page, scene }) => {
  await page.addInitScript(() => {
    Object.assign(window, { reports: [] })
    document.addEventListener('securitypolicyviolation', (event) =>
      (window as unknown as { reports: unknown[] }).reports.push(event.effectiveDirective),
    )
  })
  await scene.visit(page, 'strict-csp')
  await page.evaluate(() => {
    const style = document.createElement('style')
    style.textContent = 'body { color: red }'
    document.head.append(style)
  })
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { reports: unknown[] }).reports))
    .toContain('style-src-elem')
})
