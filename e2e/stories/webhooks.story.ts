import { expect, type Page } from '@playwright/test'
import type { RawHook } from '../drive/desk-hooks.ts'
import type { Scene } from './scene.ts'
import { test } from './story.ts'

async function withAnn(page: Page, scene: Scene) {
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  scene.desk.agent.reply(thread, 'Hello')
  await widget.endsWith(['Ann Archer: Hello'])
  return { widget, thread }
}

test('doubled webhooks: one message each', { tag: '@desk' }, async ({ page, scene }) => {
  const { desk } = scene
  desk.trouble.set('hooksDoubled', { copies: 3 })
  const { widget, thread } = await withAnn(page, scene)
  desk.agent.reply(thread, 'Once')
  // Whoever writes at the same time may well be first.
  await widget.endsWith(['Ann Archer: Once'])
  await widget.say('Once?')
  await expect.poll(() => scene.atDesk(thread)).toContain('Visitor: Once?')
  await desk.hooks.quiet()
  desk.agent.reply(thread, 'Only once')
  await widget.endsWith([
    '(Ann Archer joined)',
    'Ann Archer: Hello',
    'Ann Archer: Once',
    'You: Once?',
    'Ann Archer: Only once',
  ])
})

test('webhooks out of order: messages stand in the order in which they were written', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { desk } = scene
  const { widget, thread } = await withAnn(page, scene)
  // A push would tell them in their order, before any webhook.
  desk.trouble.set('notLive')
  desk.trouble.set('hooksReordered', { ms: 5_000, on: 'said', times: 1 })
  const first = desk.agent.reply(thread, 'First')
  // Within one millisecond nobody could tell which was first.
  await expect.poll(() => Date.now()).toBeGreaterThan(first.at)
  desk.agent.reply(thread, 'Second')
  await widget.endsWith(['Ann Archer: Hello', 'Ann Archer: First', 'Ann Archer: Second'])
  await desk.hooks.quiet()
  const [one, two] = ['First', 'Second'].map((text) => desk.hooks.toldAt(thread, text))
  expect(one ?? 0, 'the first was really told second').toBeGreaterThan(two ?? Number.POSITIVE_INFINITY)
})

for (const [how, isNoticeLost] of [
  ['', false],
  [', nor when the notice in the thread got lost', true],
] as const) {
  test(`a late "resolved" does not end the next stay${how}`, { tag: '@desk' }, async ({ page, scene }) => {
    const { desk } = scene
    const { widget, thread } = await withAnn(page, scene)
    desk.trouble.set('notLive')
    desk.trouble.set('hooksLate', { ms: 2_500, on: 'ended' })
    // Both desks tell of an end twice, by a notice in the thread and by a webhook of its own.
    if (isNoticeLost) desk.trouble.set('hooksLost', { on: 'said', times: 1 })
    desk.agent.resolve(thread)
    await widget.button('End chat').click()
    await widget.button('End chat').click()
    await widget.endsWith(['(You ended the chat with our team)', 'Assistant: I am back.'])
    await widget.askForPerson()
    const next = await scene.thread(1)
    desk.as('Ben Brook').reply(next, 'Ben here')
    await widget.endsWith(['(Ben Brook joined)', 'Ben Brook: Ben here'])
    await desk.hooks.quiet()
    desk.as('Ben Brook').reply(next, 'Still here')
    await widget.endsWith(['Ben Brook: Ben here', 'Ben Brook: Still here'])
    await expect(widget.button('End chat')).toBeVisible()
  })
}

test('lost webhooks: a restart brings what they told, by id and by level', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { desk, server } = scene
  const { widget, thread } = await withAnn(page, scene)
  desk.trouble.set('notLive')
  desk.trouble.set('hooksLost')
  desk.agent.reply(thread, 'Lost on the way')
  desk.agent.resolve(thread)
  await desk.hooks.quiet()
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

test('lost webhooks: without a restart a look brings what they told', { tag: '@desk' }, async ({ page, ownScene }) => {
  const scene = await ownScene({ env: { BATON_LOOK_EVERY: '1s' } })
  const { desk } = scene
  const { widget, thread } = await withAnn(page, scene)
  desk.trouble.set('notLive')
  desk.trouble.set('hooksLost')
  desk.agent.reply(thread, 'Lost on the way')
  await widget.endsWith(['Ann Archer: Hello', 'Ann Archer: Lost on the way'])
  desk.agent.resolve(thread)
  await widget.endsWith(['(The chat with our team has ended)', 'Assistant: I am back.'])
})

test('forged webhooks are refused and change nothing', { tag: '@desk' }, async ({ page, scene }) => {
  const { desk, server } = scene
  const { widget, thread } = await withAnn(page, scene)
  const url = server.hookUrl('shop')
  const post = async ({ body, headers }: RawHook, to = url) =>
    (await fetch(to, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } })).status
  for (const { why, hook } of desk.hooks.forgeries(thread, 'Hello', 'FORGED')) {
    expect(hook.body).toContain('FORGED')
    expect(await post(hook), why).toBe(401)
  }
  const right = desk.hooks.genuine(thread, 'Hello', 'FORGED')
  expect(
    await post(
      right,
      url.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    ),
    'another address',
  ).toBe(401)
  // Rightly signed, and of no shape that we know: taken, and nothing comes of it.
  expect(await post(desk.hooks.strange())).toBe(200)

  desk.agent.reply(thread, 'Real')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: Hello', 'Ann Archer: Real'])
})

test('an agent who is faster than the answer that names the thread is heard, once', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { desk } = scene
  // The answer waits for the webhook, and the agent answers as soon as there is a conversation.
  desk.trouble.set('hooksFirst', { on: 'open', times: 1 })
  const stop = desk.watch(() => {
    if (scene.threads() === 0) return
    stop()
    void scene.thread().then((thread) => desk.agent.reply(thread, 'Quick as lightning'))
  })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  await widget.endsWith(['(You asked for a person)', '(Ann Archer joined)', 'Ann Archer: Quick as lightning'])
  const thread = await scene.thread()
  await desk.hooks.quiet()
  desk.agent.reply(thread, 'And so on')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: Quick as lightning', 'Ann Archer: And so on'])
})
