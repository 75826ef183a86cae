import { expect, test } from '@playwright/test'
import type { Freshchat } from '../vendors/freshchat/freshchat.ts'
import { startFreshchat } from '../vendors/freshchat/freshchat.ts'
import { violationsOf } from './accessible.ts'

let freshchat: Freshchat

test.beforeEach(async () => {
  freshchat = await startFreshchat()
})
test.afterEach(() => freshchat.stop())

test('an agent reads a visitor, answers, notes, hands over and resolves', async ({ page }) => {
  await page.goto(`${freshchat.url}/sim`)
  const { id } = freshchat.foreign({ channel: freshchat.topic.id, text: 'Where is my order?' })

  const row = page.getByRole('navigation', { name: 'Conversations' }).getByRole('listitem').getByRole('button')
  await expect(row).toContainText('new · nobody')
  await expect(page.getByLabel('1 unread')).toBeVisible()
  await row.click()
  await expect(page.getByRole('log', { name: 'Messages' })).toContainText('Where is my order?')
  await expect(page.getByLabel('1 unread')).toBeHidden()

  await page.getByRole('combobox', { name: 'You are' }).selectOption('Ben Brook')
  await page.getByRole('button', { name: 'Assign to me' }).click()
  await expect(row).toContainText('assigned · Ben Brook')

  const reply = page.getByRole('textbox', { name: 'Reply' })
  await reply.fill('On its way')
  await reply.press('Enter')
  await page.getByRole('checkbox', { name: 'Private note' }).check()
  await reply.fill('Checked with the carrier')
  await page.getByRole('button', { name: 'Send' }).click()
  const log = page.getByRole('log', { name: 'Messages' })
  await expect(log.getByRole('article', { name: 'Ben Brook', exact: true })).toContainText('On its way')
  await expect(log.getByRole('article', { name: 'Ben Brook, private note' })).toContainText('Checked with the carrier')

  freshchat.visitor.say(id, '<b>thanks</b>')
  await expect(log).toContainText('<b>thanks</b>')

  await page.getByRole('combobox', { name: 'Assign to' }).selectOption('Billing')
  await expect(row).toContainText('new · Billing')
  await page.getByRole('button', { name: 'Resolve', exact: true }).click()
  await expect(row).toBeHidden()
  await page.getByRole('button', { name: 'Resolved' }).click()
  await page.getByRole('button', { name: 'Reopen' }).click()
  await expect.poll(() => freshchat.conversation(id).status).toBe('reopened')

  const ben = freshchat.as('Ben Brook').id
  const mine = freshchat.conversation(id).messages.filter((message) => message.by.id === ben)
  expect(mine.map((message) => [message.text, message.type])).toEqual([
    ['On its way', 'normal'],
    ['Checked with the carrier', 'private'],
  ])
})

test('the agent page switches faults, and shows what a client did wrong', async ({ page }) => {
  await page.goto(`${freshchat.url}/sim`)
  await page.getByText('Faults').click()
  await page.getByRole('checkbox', { name: '429 too many requests' }).check()
  await page.getByLabel('429 too many requests: times').fill('1')
  await page.getByLabel('429 too many requests: times').press('Tab')
  await expect.poll(() => freshchat.faults.all()[0]?.setting).toEqual({ how: 'seconds', ms: 2000, times: 1 })
  expect((await fetch(`${freshchat.url}/v2/nowhere`)).status).toBe(429)
  await expect(page.getByRole('checkbox', { name: '429 too many requests' })).not.toBeChecked()

  await fetch(`${freshchat.url}/v2/channels`)
  await page.getByText('Breaches by clients').click()
  await expect(page.getByText('the header Authorization: Bearer <token> is missing')).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the agent page can be used by everybody, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme })
    const { id } = freshchat.foreign()
    freshchat.agent.note(id, 'psst')
    await page.goto(`${freshchat.url}/sim#conversation=${id}`)
    await expect(page.getByRole('log')).toContainText('psst')
    await page.getByText('Faults').click()
    expect(await violationsOf(page)).toEqual([])
  })
}
