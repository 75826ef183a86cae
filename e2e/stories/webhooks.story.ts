import { expect, type Page } from '@playwright/test'
import type { Scene } from './scene.ts'
import { test } from './story.ts'

async function withAnn(page: Page, scene: Scene) {
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  scene.freshchat.agent.reply(thread, 'Hello')
  await widget.endsWith(['Ann Archer: Hello'])
  return { widget, thread }
}

test('doubled webhooks: one message each', async ({ page, scene }) => {
  const { freshchat } = scene
  freshchat.faults.set('duplicateHook', { copies: 3 })
  const { widget, thread } = await withAnn(page, scene)
  freshchat.agent.reply(thread, 'Once')
  await widget.say('Once?')
  await expect.poll(() => scene.atDesk(thread)).toContain('Visitor: Once?')
  await freshchat.quiet()
  freshchat.agent.reply(thread, 'Only once')
  await widget.endsWith([
    '(Ann Archer joined)',
    'Ann Archer: Hello',
    'Ann Archer: Once',
    'You: Once?',
    'Ann Archer: Only once',
  ])
})

test('webhooks out of order: messages stand in the order in which they were written', async ({ page, scene }) => {
  const { freshchat } = scene
  const { widget, thread } = await withAnn(page, scene)
  freshchat.faults.set('reorderHook', { ms: 5_000, on: 'message_create', times: 1 })
  const first = freshchat.agent.reply(thread, 'First')
  // Within one millisecond nobody could tell which was first.
  await expect.poll(() => Date.now()).toBeGreaterThan(Date.parse(first.at))
  freshchat.agent.reply(thread, 'Second')
  await widget.endsWith(['Ann Archer: Hello', 'Ann Archer: First', 'Ann Archer: Second'])
  const told = freshchat.deliveries
    .filter(({ conversation, action }) => conversation === thread && action === 'message_create')
    .slice(-2)
  const at = told.map(({ attempts }) => Date.parse(attempts[0]?.at ?? ''))
  expect(at[0], 'the first was really told second').toBeGreaterThan(at[1] ?? Number.POSITIVE_INFINITY)
})

test('a late "resolved" does not end the next stay', async ({ page, scene }) => {
  const { freshchat } = scene
  const { widget, thread } = await withAnn(page, scene)
  freshchat.faults.set('delayHook', { ms: 2_500, on: 'conversation_resolution' })
  freshchat.agent.resolve(thread)
  await widget.button('End chat').click()
  await widget.button('End chat').click()
  await widget.endsWith(['(You ended the chat with our team)', 'Assistant: I am back.'])
  await widget.askForPerson()
  const next = await scene.thread(1)
  freshchat.as('Ben Brook').reply(next, 'Ben here')
  await widget.endsWith(['(Ben Brook joined)', 'Ben Brook: Ben here'])
  await freshchat.quiet()
  freshchat.as('Ben Brook').reply(next, 'Still here')
  await widget.endsWith(['Ben Brook: Ben here', 'Ben Brook: Still here'])
  await expect(widget.button('End chat')).toBeVisible()
})

test('lost webhooks: a restart brings what they told, by id and by level', async ({ page, scene }) => {
  const { freshchat, server } = scene
  const { widget, thread } = await withAnn(page, scene)
  freshchat.faults.set('dropHook')
  freshchat.agent.reply(thread, 'Lost on the way')
  freshchat.agent.resolve(thread)
  await freshchat.quiet()
  expect((await widget.lines()).at(-1)).toBe('Ann Archer: Hello')
  await server.kill()
  await server.start()
  await widget.endsWith([
    'Ann Archer: Hello',
    'Ann Archer: Lost on the way',
    '(The chat with our team has ended)',
    'Assistant: I am back.',
  ])
})

test('lost webhooks: without a restart a look brings what they told', async ({ page, ownScene }) => {
  const scene = await ownScene({ env: { BATON_LOOK_EVERY: '1s' } })
  const { freshchat } = scene
  const { widget, thread } = await withAnn(page, scene)
  freshchat.faults.set('dropHook')
  freshchat.agent.reply(thread, 'Lost on the way')
  await widget.endsWith(['Ann Archer: Hello', 'Ann Archer: Lost on the way'])
  freshchat.agent.resolve(thread)
  await widget.endsWith(['(The chat with our team has ended)', 'Assistant: I am back.'])
})

test('forged webhooks are refused and change nothing', async ({ page, scene }) => {
  const { freshchat, server } = scene
  const { widget, thread } = await withAnn(page, scene)
  const told = freshchat.deliveries.findLast(
    ({ conversation, body }) => conversation === thread && body.includes('Hello'),
  )
  const body = (told?.body ?? '').replaceAll('Hello', 'FORGED')
  expect(body).toContain('FORGED')
  const post = async (url: string, signature: Record<string, string>, raw = body) =>
    (await fetch(url, { method: 'POST', body: raw, headers: { 'Content-Type': 'application/json', ...signature } }))
      .status
  const right = { 'X-Freshchat-Signature': freshchat.sign(body) }
  const url = server.hookUrl('shop')
  expect(await post(url, {})).toBe(401)
  expect(await post(url, { 'X-Freshchat-Signature': freshchat.sign(told?.body ?? '') })).toBe(401)
  expect(await post(url, { 'X-Freshchat-Signature': 'x' })).toBe(401)
  expect(
    await post(
      url.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      right,
    ),
  ).toBe(401)
  // Rightly signed, and of no shape that we know: taken, and nothing comes of it.
  const strange = '{"action":"FORGED","data":[]}'
  expect(await post(url, { 'X-Freshchat-Signature': freshchat.sign(strange) }, strange)).toBe(200)

  freshchat.agent.reply(thread, 'Real')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: Hello', 'Ann Archer: Real'])
})

test('an agent who is faster than the answer that names the thread is heard, once', async ({ page, scene }) => {
  const { freshchat } = scene
  // The answer waits for the webhook, and the agent answers as soon as there is a conversation.
  freshchat.faults.set('webhookFirst', { on: 'POST /conversations', times: 1 })
  const stop = freshchat.watch(() => {
    if (scene.threads() === 0) return
    stop()
    void scene.thread().then((thread) => freshchat.agent.reply(thread, 'Quick as lightning'))
  })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  await widget.endsWith(['(You asked for a person)', '(Ann Archer joined)', 'Ann Archer: Quick as lightning'])
  const thread = await scene.thread()
  await freshchat.quiet()
  freshchat.agent.reply(thread, 'And so on')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: Quick as lightning', 'Ann Archer: And so on'])
})
