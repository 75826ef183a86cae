import { expect, type Page } from '@playwright/test'
import type { DeskFile } from '../drive/agent-side.ts'
import type { Scene } from './scene.ts'
import { test } from './story.ts'

/** 40 × 30, blue. */
const photo: DeskFile = {
  name: 'tent.png',
  type: 'image/png',
  bytes: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAACgAAAAeCAIAAADRv8uKAAAAK0lEQVR42u3NMQ0AAAgDsP2IxL8KkAFHk/5N9ZyIWCwWi8VisVgsFov/xgutk5yLAJ2NbQAAAABJRU5ErkJggg==',
    'base64',
  ),
}
const leaflet: DeskFile = {
  name: 'How to pitch.txt',
  type: 'text/plain',
  bytes: Buffer.from('First, find a flat place.\n'),
}
const given = ({ name, type, bytes }: DeskFile) => ({ name, mimeType: type, buffer: Buffer.from(bytes) })

async function withAnn(page: Page, scene: Scene, hostPage = 'plain') {
  const widget = await scene.visit(page, hostPage)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  scene.desk.agent.reply(thread, 'Hello')
  await widget.endsWith(['Ann Archer: Hello'])
  const attach = async (...files: DeskFile[]) => {
    const chooser = page.waitForEvent('filechooser')
    await widget.button('Attach a file').click()
    await (await chooser).setFiles(files.map(given))
  }
  return { widget, thread, attach }
}

test('a visitor sends a picture and a file; the agent can open both, once, in order', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { widget, thread, attach } = await withAnn(page, scene)
  await attach(photo, leaflet)
  await widget.say('What is wrong with it?')
  const there = () => scene.desk.filesOf(thread)
  await expect.poll(() => there().map(({ type }) => type)).toEqual(['image/png', 'text/plain'])
  expect(Buffer.from(there()[1]?.bytes ?? []).toString()).toBe('First, find a flat place.\n')
  await expect(widget.log.getByRole('button', { name: /How to pitch\.txt/ })).toBeVisible()
  const picture = widget.log.getByRole('img', { name: 'tent.png' })
  await expect(picture).toBeVisible()
  await expect.poll(() => picture.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(40)
  await scene.desk.hooks.quiet()
  await expect.poll(() => scene.saidAtDesk(thread)).toHaveLength(3)
  await expect(widget.log.getByRole('button', { name: /How to pitch\.txt/ })).toHaveCount(1)
  // After a reload both are there again, by links of their own.
  await page.reload()
  await expect(widget.log.getByRole('img', { name: 'tent.png' })).toBeVisible()
})

test('an agent’s picture and file are shown, and the page never learns where they came from', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  const { widget, thread } = await withAnn(page, scene)
  scene.desk.agent.attach(thread, photo)
  scene.desk.agent.attach(thread, leaflet)
  const picture = widget.log.getByRole('img').last()
  await expect.poll(() => picture.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(40)
  const download = page.waitForEvent('download')
  await widget.log.getByRole('button', { name: /How to pitch/ }).click()
  const saved = await download
  expect(saved.suggestedFilename()).toBe('How to pitch.txt')
  expect(await (await saved.createReadStream()).toArray().then((all) => Buffer.concat(all).toString())).toBe(
    'First, find a flat place.\n',
  )
  expect(asked.filter((url) => url.startsWith(scene.desk.url))).toEqual([])
  expect(await page.content()).not.toContain(scene.desk.url)
})

test('an agent’s file that is refused is told for good, and opens nothing', { tag: '@desk' }, async ({
  page,
  scene,
}) => {
  const { widget, thread } = await withAnn(page, scene)
  const bytes = Buffer.from('<!doctype html><script>alert(1)</script>')
  scene.desk.agent.attach(thread, { name: 'page.html', type: 'text/html', bytes })
  const file = widget.log.getByRole('button', { name: /page\.html/ })
  await expect(file).toBeVisible()
  const refused = () => scene.server.lines.some((line) => line.includes("a desk's file is not shown"))
  await expect.poll(refused).toBe(true)
  await file.click()
  await expect(widget.log.getByText('Content that cannot be shown here')).toBeVisible()
  expect(page.context().pages()).toHaveLength(1)
})

test('what cannot be sent is said at once, and nothing of it leaves the page', async ({ page, scene }) => {
  const { widget, thread, attach } = await withAnn(page, scene)
  const puts: string[] = []
  page.on('request', (request) => void (request.method() === 'PUT' && puts.push(request.url())))
  await attach({ name: 'drawing.svg', type: 'image/svg+xml', bytes: Buffer.from('<svg/>') })
  await expect(widget.panel.getByRole('alert')).toContainText('This kind of file cannot be sent.')
  await widget.button('Do not send drawing.svg').click()
  await attach({ name: 'long.txt', type: 'text/plain', bytes: Buffer.alloc(5 * 1_048_576 + 1, 'a') })
  await expect(widget.panel.getByRole('alert')).toContainText('Too large.')
  expect(puts).toEqual([])
  expect(scene.desk.filesOf(thread)).toEqual([])
})

test('a file that is not what it is called is refused by the server, in words', async ({ page, scene }) => {
  const { widget, thread, attach } = await withAnn(page, scene)
  await attach({ name: 'photo.png', type: 'image/png', bytes: Buffer.from('<script>alert(1)</script>') })
  await expect(widget.panel.getByRole('alert')).toContainText('This file is not what its name says')
  expect(scene.desk.filesOf(thread)).toEqual([])
})

test('a connection that is lost in the middle of a file goes on when it is back', async ({ page, context, scene }) => {
  const { widget, thread, attach } = await withAnn(page, scene)
  let broken = 0
  await page.route(/\/files\/.*\/put\//, (route) => (broken++ < 2 ? route.abort('connectionreset') : route.continue()))
  await context.setOffline(true)
  await attach(leaflet)
  await expect(widget.panel.getByText('How to pitch.txt').first()).toBeVisible()
  await context.setOffline(false)
  const again = widget.panel.getByRole('button', { name: 'Try again' })
  await expect
    .poll(
      async () => {
        if (await again.isVisible()) await again.click()
        return scene.desk.filesOf(thread).length
      },
      { timeout: 30_000 },
    )
    .toBe(1)
})

test('files can be attached while a person is there, and not with the bot', async ({ page, scene }) => {
  const { widget, thread } = await withAnn(page, scene)
  await expect(widget.button('Attach a file')).toBeVisible()
  scene.desk.agent.resolve(thread)
  await expect(widget.button('Attach a file')).toBeHidden()
})

test('a site that did not switch files on has no button for them', async ({ page, scene }) => {
  const widget = await scene.visit(page, 'plain', 'outlet')
  await widget.open()
  await widget.askForPerson()
  await scene.thread()
  await expect(widget.button('Stop waiting')).toBeVisible()
  await expect(widget.button('Attach a file')).toHaveCount(0)
})

test('a strict policy shows pictures and takes files without a report', { tag: '@desk' }, async ({ page, scene }) => {
  await page.addInitScript(() => {
    Object.assign(window, { reports: [] })
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      (window as unknown as { reports: unknown[] }).reports.push({ effectiveDirective, blockedURI }),
    )
  })
  const { widget, thread, attach } = await withAnn(page, scene, 'strict-csp')
  scene.desk.agent.attach(thread, photo)
  await expect
    .poll(() =>
      widget.log
        .getByRole('img')
        .last()
        .evaluate((one) => (one as HTMLImageElement).naturalWidth),
    )
    .toBe(40)
  await attach(photo)
  await expect.poll(() => scene.desk.filesOf(thread)).toHaveLength(1)
  expect(await page.evaluate(() => (window as unknown as { reports: unknown[] }).reports)).toEqual([])
})

test('a file that is up only when the bot is back says why it was not sent, and goes to the next person', {
  tag: '@desk',
}, async ({ page, scene }) => {
  const { widget, thread, attach } = await withAnn(page, scene)
  const resolved = Promise.withResolvers<void>()
  await page.route('**/files/*/put/*', async (route) => {
    await resolved.promise
    await route.continue()
  })
  const put = page.waitForRequest((request) => request.method() === 'PUT')
  await attach(photo)
  await put
  scene.desk.agent.resolve(thread)
  await widget.endsWith(['(The chat with our team has ended)', 'Assistant: I am back.'])
  resolved.resolve()
  // A longer line than "Sending…": it is in view all the same.
  await expect(widget.log.getByText('Files can be sent while you are talking to a person.')).toBeInViewport({
    ratio: 1,
  })
  await expect(widget.button('Try again')).toBeInViewport({ ratio: 1 })
  expect(scene.desk.filesOf(thread)).toEqual([])
  await widget.askForPerson()
  const next = await scene.thread(1)
  scene.desk.agent.reply(next, 'Me again')
  await widget.button('Try again').click()
  await expect.poll(() => scene.desk.filesOf(next)).toHaveLength(1)
  await expect(widget.log).not.toContainText('Files can be sent')
})

test('a tap on what an agent offers comes back with the desk’s own payload, and the page never sees it', {
  tag: '@desk',
}, async ({ page, scene }) => {
  const { widget, thread } = await withAnn(page, scene)
  scene.desk.agent.offer(thread, 'Shall I send a new one?', ['Yes, please', 'No'])
  await widget.button('Yes, please').click()
  await widget.endsWith(['You: Yes, please'])
  await expect.poll(() => scene.saidAtDesk(thread)).toEqual(['Yes, please'])
  expect(scene.desk.taps(thread)).toEqual(['payload of Yes, please'])
  expect(await page.content()).not.toContain('payload of')
})
