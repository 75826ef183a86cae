import { expect, test } from '@playwright/test'
import type { Livechat } from '../vendors/livechat/livechat.ts'
import { startLivechat } from '../vendors/livechat/livechat.ts'
import { violationsOf } from './accessible.ts'

let livechat: Livechat

test.beforeEach(async () => {
  livechat = await startLivechat()
})
test.afterEach(() => livechat.stop())

test('an agent accepts a queued visitor, answers, notes, mends and deletes, hands over and closes', async ({
  page,
}) => {
  livechat.faults.set('nobodyFree')
  await page.goto(`${livechat.url}/sim`)
  const customer = await started(livechat, 'Where is my order?')
  const chat = livechat.chats[0]?.id ?? ''

  const row = page.getByRole('navigation', { name: 'Conversations' }).getByRole('listitem').getByRole('button')
  await expect(row).toContainText('queued, place 1')
  await page.getByRole('button', { name: 'Queue', exact: true }).click()
  await row.click()
  const log = page.getByRole('log', { name: 'Messages' })
  await expect(log).toContainText('Where is my order?')
  await expect(page.getByLabel('1 unread')).toBeHidden()
  await page.getByRole('button', { name: 'Open', exact: true }).click()

  await page.getByRole('combobox', { name: 'You are' }).selectOption('Ben Brook')
  await page.getByRole('button', { name: 'Accept' }).click()
  await expect(row).toContainText('active · Ben Brook')

  await page.getByRole('checkbox', { name: 'Typing' }).check()
  await expect.poll(() => livechat.chat(chat).typing).toEqual(['ben@example.com'])
  const reply = page.getByRole('textbox', { name: 'Reply' })
  await reply.fill('On its wya')
  await reply.press('Enter')
  const mine = log.getByRole('article', { name: 'Ben Brook', exact: true })
  await expect(mine).toContainText('On its wya')
  await mine.getByRole('button', { name: 'Edit' }).click()
  await reply.fill('On its way')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(mine).toContainText('On its way')

  await page.getByRole('checkbox', { name: 'Private note' }).check()
  await reply.fill('Checked with the carrier')
  await reply.press('Enter')
  const note = log.getByRole('article', { name: 'Ben Brook, private note' })
  await expect(note).toContainText('Checked with the carrier')
  await note.getByRole('button', { name: 'Delete' }).click()
  await expect(note).toContainText('deleted')

  livechat.visitor.say(chat, '<b>thanks</b>')
  await expect(log).toContainText('<b>thanks</b>')

  livechat.faults.clear()
  await page.getByRole('combobox', { name: 'Assign to' }).selectOption('Sales')
  await expect(row).toContainText('active · Ann Archer')
  await page.getByRole('button', { name: 'Close chat' }).click()
  await expect(row).toBeHidden()
  await page.getByRole('button', { name: 'Closed' }).click()
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect.poll(() => livechat.chat(chat).threads.length).toBe(2)
  expect(livechat.chat(chat).customer).toBe(customer)
})

test('the agent page switches faults, and shows what a client did wrong', async ({ page }) => {
  await page.goto(`${livechat.url}/sim`)
  await page.getByText('Faults').click()
  await page.getByRole('checkbox', { name: 'too_many_requests' }).check()
  await page.getByLabel('too_many_requests: times').fill('1')
  await page.getByLabel('too_many_requests: times').press('Tab')
  await expect.poll(() => livechat.faults.all()[0]?.setting).toEqual({ how: 'seconds', ms: 2000, times: 1 })
  expect((await fetch(`${livechat.url}/v3.6/agent/action/list_chats`, { method: 'POST' })).status).toBe(429)
  await expect(page.getByRole('checkbox', { name: 'too_many_requests' })).not.toBeChecked()

  await fetch(`${livechat.url}/v3.5/agent/action/list_chats`, { method: 'POST' })
  await page.getByText('Breaches by clients').click()
  await expect(page.getByText('uses v3.5; v3.6 is the one in force')).toBeVisible()
})

test('a person lets an app in on the consent page, and is sent back with a code', async ({ page }) => {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: livechat.clientId,
    redirect_uri: `${livechat.url}/sim`,
    state: 'abc',
  })
  livechat.app.redirectUris.push(`${livechat.url}/sim`)
  await page.goto(`${livechat.url}/?${query}`)
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('combobox', { name: 'You are' }).selectOption('Olga Owner')
  await page.getByRole('button', { name: 'Allow access' }).click()
  await page.waitForURL(/code=dal%3A.+/)
  expect(new URL(page.url()).searchParams.get('state')).toBe('abc')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the agent page can be used by everybody, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme })
    const { id } = livechat.foreign()
    livechat.agent.note(id, 'psst')
    livechat.botSays(id, 'Well?')
    await page.goto(`${livechat.url}/sim#chat=${id}`)
    await expect(page.getByRole('log')).toContainText('psst')
    await page.getByText('Faults').click()
    expect(await violationsOf(page)).toEqual([])
  })
}

async function started({ url, agentToken, clientId, organizationId }: Livechat, text: string): Promise<string> {
  const post = async (path: string, token: string, body: object) => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }
    return (await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()
  }
  const grant = { grant_type: 'agent_token', client_id: clientId, response_type: 'token' }
  const token = await post('/v2/customer/token', agentToken, grant)
  await post(`/v3.6/customer/action/start_chat?organization_id=${organizationId}`, token.access_token, {
    chat: { access: { group_ids: [0] }, thread: { events: [{ type: 'message', text }] } },
  })
  return token.entity_id
}
