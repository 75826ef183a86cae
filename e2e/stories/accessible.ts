import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'

/** What axe finds wrong with a page: rule and place. */
export async function violationsOf(page: Page): Promise<[string, string | undefined][]> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') })
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    return (await axe.run()).violations.map(({ id, nodes }) => [id, nodes[0]?.html])
  })
}
