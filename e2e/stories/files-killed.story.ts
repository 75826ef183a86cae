import { expect } from '@playwright/test'
import { test } from './story.ts'

const text = (name: string) => ({ name, type: 'text/plain', bytes: Buffer.from(`This is ${name}.\n`) })
const given = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text(name).bytes) })

test('a server that dies among files loses none and doubles none, either way', { tag: '@desk' }, async ({
  page,
  ownScene,
}) => {
  const scene = await ownScene({ sites: [{ files: { visitors: true } }] })
  const { desk, server } = scene
  const widget = await scene.visit(page)
  await widget.open()
  await widget.askForPerson()
  const thread = await scene.thread()
  desk.agent.reply(thread, 'Hello')
  await widget.endsWith(['Ann Archer: Hello'])
  const fromAnn = ['one.txt', 'two.txt', 'three.txt']
  const theirs = ['four.txt', 'five.txt']

  for (const [nth, name] of fromAnn.entries()) {
    desk.agent.attach(thread, text(name))
    if (nth === 0) continue
    await server.kill()
    await server.start()
  }
  const chooser = page.waitForEvent('filechooser')
  await widget.button('Attach a file').click()
  await (await chooser).setFiles(theirs.map(given))
  await server.kill()
  await server.start()

  const again = widget.panel.getByRole('button', { name: 'Try again' }).first()
  await expect
    .poll(
      async () => {
        if (await again.isVisible()) await again.click()
        return desk.filesOf(thread).map(({ name }) => name)
      },
      { timeout: 40_000 },
    )
    .toEqual(theirs)
  const shown = (name: string) => widget.log.getByRole('button', { name: new RegExp(name.replace('.', '\\.')) })
  for (const name of [...fromAnn, ...theirs]) await expect(shown(name)).toHaveCount(1)
  for (const name of fromAnn) {
    const download = page.waitForEvent('download')
    await shown(name).click()
    const saved = await (await (await download).createReadStream()).toArray()
    expect(Buffer.concat(saved).toString()).toBe(`This is ${name}.\n`)
  }
})
