import { expect, type Locator, type Page } from '@playwright/test'

/** The visitor's hands and eyes: everything by role and name, as somebody finds it who cannot see the page. */
export interface Widget {
  readonly page: Page
  readonly launcher: Locator
  readonly panel: Locator
  readonly log: Locator
  readonly input: Locator
  /** Clicks the launcher and waits until one can write. */
  open(): Promise<void>
  close(): Promise<void>
  say(text: string): Promise<void>
  askForPerson(): Promise<void>
  /** What is to be read, top to bottom: `You: …`, `Assistant: …`, `Ann Archer: …`, notes in brackets; without days and times. */
  lines(): Promise<string[]>
  /** Waits until exactly these lines are there. */
  shows(lines: string[]): Promise<void>
  /** Waits until it ends with these lines. */
  endsWith(lines: string[]): Promise<void>
  /** One line that holds this text. */
  line(text: string): Locator
  button(name: string | RegExp): Locator
}

export function widgetOn(page: Page): Widget {
  const panel = page.getByRole('dialog')
  const launcher = page.getByRole('button', { name: /^(Chat|Open chat)/ })
  const log = panel.getByRole('log', { name: 'Messages' })
  const input = panel.getByRole('textbox', { name: 'Write a message…' })
  const lines = () => log.locator('.row, .note').evaluateAll(readLines)
  return {
    ...{ page, launcher, panel, log, input, lines },
    async open() {
      await launcher.click()
      await expect(input).toBeVisible()
    },
    async close() {
      await panel.getByRole('button', { name: 'Close chat' }).click()
      await expect(panel).toBeHidden()
    },
    async say(text) {
      await input.fill(text)
      await input.press('Enter')
      await expect(input).toHaveValue('')
    },
    askForPerson: () => panel.getByRole('button', { name: 'Talk to a person' }).click(),
    shows: (wanted) => expect.poll(lines).toEqual(wanted),
    endsWith: (wanted) => expect.poll(async () => (await lines()).slice(-wanted.length)).toEqual(wanted),
    line: (text) => log.locator('.row', { hasText: text }),
    button: (name) => panel.getByRole('button', { name }),
  }
}

/** Runs in the page. */
function readLines(rows: Element[]): string[] {
  return rows.flatMap((row) => {
    if (row.classList.contains('note')) return [`(${row.textContent})`]
    const bubble = row.querySelector('.bubble')
    // Somebody who is typing has said nothing yet.
    if (!bubble || bubble.classList.contains('typing')) return []
    // biome-ignore lint/performance/useDomNodeTextContent: line breaks are part of what is read
    return [`${row.querySelector('.said > span')?.textContent}: ${(bubble as HTMLElement).innerText}`]
  })
}
