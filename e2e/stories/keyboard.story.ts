import { expect, type Page } from '@playwright/test'
import { test } from './story.ts'

/** Role and name of what has the focus, inside the chat or outside. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const outer = document.activeElement
    const element = outer?.shadowRoot?.activeElement ?? outer
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim().slice(0, 40) ?? ''
  })

test('with the keyboard alone: to the chat, through it, and back to where one was', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { desk } = scene
  const widget = await scene.visit(page)
  await expect(widget.launcher).toBeVisible()
  // The page's own things come first, the launcher last.
  for (const name of ['Another page', 'Ask us', '']) {
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe(name)
  }
  await page.keyboard.press('Tab')
  await expect(widget.launcher).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(widget.input).toBeFocused()
  await widget.endsWith(['Assistant: Hello! Ask me about orders or opening hours.'])

  await page.keyboard.type('Where is my')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('order?')
  await page.keyboard.press('Enter')
  await widget.endsWith(['You: Where is my\norder?', 'Assistant: Your order is on its way.'])
  await expect(widget.input).toBeFocused()

  const back: string[] = []
  for (let n = 0; n < 3; n++) {
    await page.keyboard.press('Shift+Tab')
    back.push(await focused(page))
  }
  expect(back).toEqual(['Talk to a person', 'Messages', 'Close chat'])
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const thread = await scene.thread()
  desk.agent.reply(thread, 'Hello')
  await widget.endsWith(['Ann Archer: Hello'])

  await widget.button('End chat').focus()
  await page.keyboard.press('Enter')
  await expect(widget.button('End chat')).toBeFocused()
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Keep chatting')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await expect(widget.panel).toBeHidden()
  await expect(widget.launcher).toBeFocused()
})

test('what is typed in the chat is not the page’s to hear, and opening takes no focus that it was not given', async ({
  page,
  scene,
}) => {
  const widget = await scene.visit(page)
  await page.evaluate(() => {
    Object.assign(window, { heard: [] })
    for (const type of ['keydown', 'keyup', 'keypress'])
      document.addEventListener(type, (event) =>
        (window as unknown as { heard: string[] }).heard.push((event as KeyboardEvent).key),
      )
  })
  await widget.open()
  await page.keyboard.type('j/k')
  await page.keyboard.down('Escape')
  await expect(widget.panel).toBeHidden()
  expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([])
  await page.keyboard.up('Escape')

  // Opened again by a reload, while the visitor writes somewhere else.
  await widget.open()
  await page.reload()
  const search = page.getByRole('textbox', { name: 'Search' })
  await search.focus()
  await expect(widget.input).toBeVisible()
  await expect(search).toBeFocused()
})
