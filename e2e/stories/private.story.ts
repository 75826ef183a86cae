import { expect } from '@playwright/test'
import { test } from './story.ts'
import { tapWire } from './wire-tap.ts'

test('an agents’ note never reaches the browser, and neither does anything of the desk’s own', {
  tag: '@desk',
}, async ({ page, scene }) => {
  const { desk, server } = scene
  const tap = tapWire(page)
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.trouble.set('noteBesideReply')
  desk.agent.join(thread)
  desk.agent.note(thread, 'canary-one')
  desk.agent.note(thread, 'canary-two')
  desk.agent.reply(thread, 'For your eyes')
  await widget.endsWith(['(Ann Archer joined)', 'Ann Archer: For your eyes'])
  desk.as('Ben Brook').note(thread, 'canary-three', 'hidden')
  desk.agent.reply(thread, 'All of it')
  await widget.endsWith(['Ann Archer: For your eyes', 'Ann Archer: All of it'])
  await desk.hooks.quiet()

  // What comes by catch-up, by an older page, and in the next agent's transcript is the same.
  await server.kill()
  await server.start()
  await page.reload()
  await widget.endsWith(['Ann Archer: For your eyes', 'Ann Archer: All of it'])
  desk.agent.resolve(thread)
  await widget.endsWith(['Assistant: I am back.'])
  await widget.askForPerson()
  const next = await scene.thread(1)
  await desk.hooks.quiet()
  await expect.poll(() => scene.atDesk(next).join()).toContain('For your eyes')
  expect(scene.atDesk(next).join()).not.toContain('canary')

  const bytes = await tap.received()
  expect(bytes).toContain('For your eyes')
  const secrets = { note: 'canary', 'webhook address': server.hookUrl('shop'), ...desk.private(thread) }
  for (const [what, secret] of Object.entries(secrets))
    expect(bytes.includes(secret), `${what} "${secret.slice(0, 40)}" reached the browser`).toBe(false)
  expect(server.lines.join('\n')).not.toMatch(/canary|For your eyes/)
})
