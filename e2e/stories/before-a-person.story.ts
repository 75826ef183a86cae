import { expect } from '@playwright/test'
import { violationsOf } from './accessible.ts'
import { test } from './story.ts'

test('a short form is asked once, kindly, and whoever answers knows what was said in it', { tag: '@desk' }, async ({
  page,
  ownScene,
}) => {
  const scene = await ownScene({ sites: [{ handoff: { form: ['name?', 'email', 'question'] } }] })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const form = widget.log.getByRole('group', { name: 'So that we can help you better' })
  await expect(form).toBeVisible()
  expect(await violationsOf(page), 'the form').toEqual([])

  await form.getByLabel('Your e-mail address').fill('vera at home')
  await form.getByLabel('Your question').fill('Where is order 4711?')
  await form.getByRole('button', { name: 'Continue' }).click()
  await expect(form.getByText('Please check the address.')).toBeVisible()
  expect(await violationsOf(page), 'what is wrong in it').toEqual([])
  await form.getByLabel('Your e-mail address').fill('vera@example.com')
  await form.getByRole('button', { name: 'Continue' }).click()

  const thread = await scene.thread()
  await expect.poll(() => JSON.stringify(scene.desk.thread(thread).lines)).toContain('vera@example.com')
  expect(JSON.stringify(scene.desk.thread(thread).lines)).toContain('Visitor: Where is order 4711?')
  scene.desk.agent.reply(thread, 'I have it here.')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: I have it here.'])
  scene.desk.agent.resolve(thread)
  await widget.endsWith(['Assistant: I am back.'])

  await widget.askForPerson()
  await scene.thread(1)
  await expect(widget.button('Stop waiting')).toBeVisible()
})

test('who would rather not fill it in gets a person all the same', { tag: '@desk' }, async ({ page, ownScene }) => {
  const scene = await ownScene({ sites: [{ handoff: { form: ['email'] } }] })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  await widget.button('No, thanks').click()
  await expect(widget.button('Stop waiting')).toBeVisible()
  await scene.thread()
})

test('the visitor chooses the team, and a closed one gives way to the next', { tag: '@desk' }, async ({
  page,
  ownScene,
}) => {
  const never = { timeZone: 'UTC', open: { mon: '00:00-00:01' }, closed: [today()] }
  const scene = await ownScene({
    sites: [
      {
        desks: ['support', 'sales'],
        handoff: { chooseDesk: true },
        deskMore: { sales: { label: 'Sales & offers', otherwise: 'support', hours: never } },
      },
    ],
  })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  await widget.button('Sales & offers').click()
  const thread = await scene.thread()
  scene.desk.agent.reply(thread, 'Sales is closed, I can help.')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: Sales is closed, I can help.'])
})

test('a rule brings people at once on its pages, and for whom the page says it is', { tag: '@desk' }, async ({
  page,
  ownScene,
}) => {
  const rules = [
    { name: 'nowhere', page: '/elsewhere*' },
    { name: 'a gold customer', attributes: { plan: 'gold' } },
  ]
  const scene = await ownScene({ sites: [{ handoff: { when: { rules } } }] })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.say('Where is my order?')
  await widget.endsWith(['You: Where is my order?', 'Assistant: Your order is on its way.'])
  await page.evaluate(() => {
    const { Baton } = window as unknown as { Baton: { q: { push(call: unknown[]): void } } }
    Baton.q.push(['visitor', { name: 'Vera Gold', attributes: { plan: 'gold' } }])
  })
  await expect(async () => {
    await widget.say('And now?')
    await expect(widget.button('Stop waiting')).toBeVisible({ timeout: 1_000 })
  }).toPass()
  const thread = await scene.thread()
  await expect.poll(() => JSON.stringify(scene.desk.thread(thread).lines)).toContain('a gold customer')
  expect(JSON.stringify(scene.desk.thread(thread).lines)).toContain('Vera Gold')
})

const today = () => new Date().toISOString().slice(0, 10)
