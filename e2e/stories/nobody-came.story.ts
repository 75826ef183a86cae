import { expect } from '@playwright/test'
import { startFreshdesk } from '../vendors/freshdesk/freshdesk.ts'
import { startSmtp } from '../vendors/smtp/smtp.ts'
import { violationsOf } from './accessible.ts'
import { test } from './story.ts'

test('who waited in vain chooses: they keep waiting, and somebody comes', { tag: '@desk' }, async ({
  page,
  ownScene,
}) => {
  const scene = await ownScene({ sites: [{ handoff: { wait: '10s', afterWait: 'ask' } }] })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  await widget.button('Keep waiting').click({ timeout: 20_000 })
  await expect(widget.button('Stop waiting')).toBeVisible()
  await widget.say('Still here')
  await expect.poll(() => scene.saidAtDesk(thread)).toContain('Still here')
  scene.desk.agent.reply(thread, 'Thank you for waiting.')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: Thank you for waiting.'])
})

test('who waited in vain can have the bot again', { tag: '@desk' }, async ({ page, ownScene }) => {
  const scene = await ownScene({ sites: [{ handoff: { wait: '10s', afterWait: 'ask' } }] })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  await widget.button('Back to the assistant').click({ timeout: 20_000 })
  await widget.endsWith(['Assistant: I am back.'])
})

test('a message that is left at a closed desk is answered there', { tag: '@desk' }, async ({ page, ownScene }) => {
  const scene = await ownScene({ sites: [{ tickets: { kind: 'desk' } }] })
  scene.desk.trouble.set('away')
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const form = widget.log.getByRole('group', { name: 'Leave us a message' })
  await form.getByLabel('Your message').fill('Please call me about order 12')
  await form.getByRole('button', { name: 'Send message' }).click()
  await widget.endsWith(['You: Please call me about order 12', '(Your message is with our team.)'])
  const thread = await scene.thread()
  await expect.poll(() => scene.saidAtDesk(thread)).toEqual(['Please call me about order 12'])
  scene.desk.agent.reply(thread, 'Good morning, about order 12')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: Good morning, about order 12'])
})

test('a message becomes one ticket, whose number the visitor is told, though its answer was lost', async ({
  page,
  ownScene,
}) => {
  const freshdesk = await startFreshdesk()
  const tickets = { kind: 'freshdesk', url: freshdesk.url, key: { secret: 'freshdesk-key' } }
  const scene = await ownScene({ sites: [{ tickets }], secrets: { 'freshdesk-key': freshdesk.key } })
  scene.desk.trouble.set('away')
  freshdesk.faults.set('loseAnswer', { times: 1, on: 'POST /tickets' } as never)
  const widget = await scene.visit(page)
  await widget.open()
  await widget.say('My parcel 4711 never came')
  await widget.askForPerson()
  const form = widget.log.getByRole('group', { name: 'Leave us a message' })
  await expect(form).toBeVisible()
  expect(await violationsOf(page), 'the form').toEqual([])
  await form.getByLabel('Your e-mail address').fill('vera@example.com')
  await form.getByRole('button', { name: 'Send message' }).click()
  await expect.poll(widget.lines, { timeout: 20_000 }).toContainEqual(expect.stringMatching(/Your number: \d+/))
  expect(freshdesk.tickets).toHaveLength(1)
  const [ticket] = freshdesk.tickets
  if (!ticket) throw new Error('no ticket')
  expect(await widget.lines()).toContain(`(Your message is with our team. Your number: ${ticket.id})`)
  expect(freshdesk.requesterOf(ticket)).toMatchObject({ email: 'vera@example.com' })
  expect(freshdesk.textOf(ticket)).toContain('My parcel 4711 never came')
  expect(freshdesk.breaches).toEqual([])
  await freshdesk.stop()
})

test('a message goes out by mail, and so does the chat, to whoever proves the address', async ({ page, ownScene }) => {
  const smtp = await startSmtp()
  const scene = await ownScene({
    sites: [{ tickets: { kind: 'mail', to: 'help@acme.example' }, transcripts: { from: 'chat@acme.example' } }],
    env: { BATON_SMTP_URL: smtp.url },
  })
  scene.desk.trouble.set('away')
  const widget = await scene.visit(page)
  await widget.open()
  await widget.say('Do you sell tents?')
  await widget.askForPerson()
  const form = widget.log.getByRole('group', { name: 'Leave us a message' })
  await form.getByLabel('Your e-mail address').fill('vera@example.com')
  await form.getByRole('button', { name: 'Send message' }).click()
  await expect.poll(() => smtp.mails.length).toBe(1)
  expect(smtp.mails[0]?.to).toEqual(['help@acme.example'])
  await expect.poll(widget.lines).toContainEqual(expect.stringMatching(/Your number: B-/))

  await widget.button('Save chat').click()
  const save = widget.panel.getByRole('region', { name: 'Save chat' })
  expect(await violationsOf(page), 'saving').toEqual([])
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    save.getByRole('button', { name: 'Download as a text file' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^chat-.*\.txt$/)
  await save.getByLabel('Your e-mail address').fill('vera@example.com')
  await save.getByRole('button', { name: 'Send by e-mail' }).click()
  await expect.poll(() => smtp.mails.length).toBe(2)
  const code = /\d{6}/.exec(smtp.mails[1]?.subject ?? '')?.[0] ?? ''
  await save.getByLabel('The six digits').fill(code)
  await save.getByRole('button', { name: 'Confirm' }).click()
  await expect.poll(() => smtp.mails.length).toBe(3)
  expect(smtp.mails[2]?.text).toContain('You: Do you sell tents?')
  expect(smtp.breaches).toEqual([])
  await smtp.stop()
})
