import { expect, type Page } from '@playwright/test'
import type { Scene } from './scene.ts'
import { test } from './story.ts'

async function withAnn(page: Page, scene: Scene) {
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  scene.desk.agent.reply(thread, 'Hello')
  await widget.endsWith(['Ann Archer: Hello'])
  const said = () => scene.saidAtDesk(thread)
  /** Delivered, and nothing is said of trouble any more. */
  const settles = async (lines: string[]) => {
    await expect.poll(said, { timeout: 20_000 }).toEqual(lines)
    for (const words of ['Checking whether it arrived…', 'Waiting for our team’s system…', 'Could not be delivered'])
      await expect(widget.log.getByText(words)).toBeHidden()
    expect(said()).toEqual(lines)
  }
  return { widget, thread, settles }
}

test('the desk answers 500: the visitor reads the truth, and the desk has it once', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { widget, settles } = await withAnn(page, scene)
  scene.desk.trouble.set('fails', { on: 'say', status: 500, times: 2 })
  await widget.say('ok')
  await widget.say('ok')
  await expect(
    widget.log.getByText('Checking whether it arrived…').or(widget.log.getByText('Waiting for our team’s system…')),
  ).toBeVisible()
  await settles(['ok', 'ok'])
})

test('the desk answers 429: the visitor is told that it waits, and the desk has it once', { tag: '@desk' }, async ({
  page,
  ownScene,
}) => {
  // The whole account waits, so this story has one of its own.
  const scene = await ownScene({})
  const { widget, thread, settles } = await withAnn(page, scene)
  scene.desk.trouble.set('slowDown', { on: 'say', ms: 1_000, times: 1 })
  await widget.say('Are you there?')
  await expect(widget.line('Are you there?')).toContainText('Waiting for our team’s system…')
  await settles(['Are you there?'])
  expect(scene.desk.sends(thread)).toEqual([429, 200])
})

test('the desk takes a message and loses the answer: "checking", and the desk has it once', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { widget, settles } = await withAnn(page, scene)
  scene.desk.trouble.set('answerLost', { on: 'say', how: 'reset', times: 1 })
  scene.desk.trouble.set('noEcho')
  scene.desk.trouble.set('notLive')
  // Nor is it in the list at once.
  scene.desk.trouble.set('listsLate', { ms: 600 })
  await widget.say('Did it arrive?')
  await expect(widget.line('Did it arrive?')).toContainText('Checking whether it arrived…')
  await settles(['Did it arrive?'])
  await widget.say('It did')
  await settles(['Did it arrive?', 'It did'])
})

test('the desk never answers: "checking", and the desk has it once', { tag: '@desk' }, async ({ page, scene }) => {
  const { widget, settles } = await withAnn(page, scene)
  scene.desk.trouble.set('silent', { on: 'say', times: 1 })
  await widget.say('Hello?')
  await expect(widget.line('Hello?')).toContainText('Checking whether it arrived…', { timeout: 20_000 })
  await settles(['Hello?'])
})

test('the answer to the opening is lost: one conversation at the desk, and the visitor is served', {
  tag: '@desk',
}, async ({ page, scene }) => {
  const { desk } = scene
  desk.trouble.set('answerLost', { on: 'open', how: 'hang', times: 1 })
  desk.trouble.set('answerLost', { on: 'identify', how: 'reset', times: 1 })
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  await widget.say('Two parcels')
  const thread = await scene.thread()
  await expect.poll(() => scene.saidAtDesk(thread), { timeout: 30_000 }).toContain('Two parcels')
  desk.agent.reply(thread, 'Two?')
  await widget.endsWith(['Ann Archer: Two?'])
  expect(scene.threads()).toBe(1)
})
