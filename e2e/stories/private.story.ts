import { expect } from '@playwright/test'
import { test } from './story.ts'
import { tapWire } from './wire-tap.ts'

test('an agents’ note never reaches the browser, and neither does anything of the desk’s own', async ({
  page,
  scene,
}) => {
  const { freshchat, server } = scene
  const tap = tapWire(page)
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  freshchat.faults.set('noteBesideReply')
  freshchat.agent.assign(thread)
  freshchat.agent.note(thread, 'canary-one', 'private')
  freshchat.agent.note(thread, 'canary-two', 'bots')
  freshchat.agent.reply(thread, 'For your eyes')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: For your eyes'])
  freshchat.as('Ben Brook').note(thread, 'canary-three')
  freshchat.agent.reply(thread, 'All of it')
  await widget.endsWith(['Ann Archer: For your eyes', 'Ann Archer: All of it'])
  await freshchat.quiet()

  // What comes by catch-up, by an older page, and in the next agent's transcript is the same.
  await server.kill()
  await server.start()
  await page.reload()
  await widget.endsWith(['Ann Archer: For your eyes', 'Ann Archer: All of it'])
  freshchat.agent.resolve(thread)
  await widget.endsWith(['Assistant: I am back.'])
  await widget.askForPerson()
  const next = await scene.thread(1)
  await freshchat.quiet()
  expect(scene.atDesk(next).join()).toContain('For your eyes')
  expect(scene.atDesk(next).join()).not.toContain('canary')

  const bytes = await tap.received()
  expect(bytes).toContain('For your eyes')
  const [conversation, agent] = [freshchat.conversation(thread), freshchat.agents[0]]
  const secrets = { thread, user: conversation.user, agent: agent?.id, email: agent?.email, account: freshchat.appId }
  for (const secret of ['canary', freshchat.token, freshchat.url, server.hookUrl('shop'), ...Object.values(secrets)]) {
    expect(bytes.includes(String(secret)), `"${String(secret).slice(0, 40)}" reached the browser`).toBe(false)
  }
  expect(server.lines.join('\n')).not.toMatch(/canary|For your eyes/)
})
