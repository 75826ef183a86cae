// @vitest-environment node
import { afterEach, expect, it, vi } from 'vitest'
import { createRig, script, type Tab } from './chat-rig.ts'

const tabs: Tab[] = []
afterEach(() => {
  for (const { chat } of tabs.splice(0)) chat.stop()
})

/** Two conversations of five messages each, of which a new tab has the last three. */
async function opened() {
  const rig = createRig()
  const first = rig.openTab()
  first.chat.show()
  await rig.clock.pass(0)
  for (let n = 1; n <= 5; n++) rig.server.botSays(`old ${n}`)
  rig.server.beginTalk()
  for (let n = 1; n <= 5; n++) rig.server.botSays(`new ${n}`)
  first.chat.stop()
  rig.server.batchEvents = 3
  const tab = rig.openTab()
  tabs.push(tab)
  tab.chat.show()
  await rig.clock.pass(0)
  return { ...rig, ...tab }
}
const all = [1, 2, 3, 4, 5].map((n) => `bot: old ${n}`).concat([1, 2, 3, 4, 5].map((n) => `bot: new ${n}`))
const shown = all.slice(7)

it('holds everything from the beginning, and changes nothing of what is shown', async () => {
  const { chat } = await opened()
  const rows = await chat.transcript.rows()
  expect(script({ rows: { value: rows ?? [] } })).toEqual(all)
  expect(script(chat)).toEqual(shown)
})

it('waits as long as the server asks for, and gives up when nothing comes', async () => {
  const { chat, line, clock } = await opened()
  const older = vi.spyOn(line, 'older')
  older.mockResolvedValueOnce({ ok: false, error: { code: 'slowDown', after: 9_000 } })
  let rows: unknown
  void chat.transcript.rows().then((got) => (rows = got))
  await clock.pass(8_900)
  expect(rows).toBeUndefined()
  await clock.pass(200)
  expect(script({ rows: { value: rows as never } })).toEqual(all)

  older.mockResolvedValue('lost')
  void chat.transcript.rows().then((got) => (rows = got))
  await clock.pass(30_000)
  expect(rows).toBeNull()
})

it('never mixes the histories of two visitors', async () => {
  const { chat, server, otherTab, clock } = await opened()
  const rows = chat.transcript.rows()
  const second = server.mint()
  otherTab().set('baton.acme', JSON.stringify({ token: second.token }))
  await clock.pass(30_000)
  expect(await rows).toBeNull()
})

it('goes by mail with the digits that came to the address', async () => {
  const { chat, server } = await opened()
  const asked: unknown[] = []
  server.mail = (frame) => {
    asked.push(frame)
    if ('email' in frame) return { ok: true, next: 'code' }
    return frame.code === '048213' ? { ok: true, next: 'sent' } : { ok: false, error: { code: 'notFound' } }
  }
  expect(await chat.transcript.mail({ email: 'ann@example.com' })).toBe('code')
  expect(await chat.transcript.mail({ code: '111111' })).toBe('notFound')
  expect(await chat.transcript.mail({ code: '048213' })).toBe('sent')
  expect(asked[0]).toEqual({ session: 'session-token-1', email: 'ann@example.com' })
  server.mail = () => 'lost'
  expect(await chat.transcript.mail({ code: '048213' })).toBe('lost')
})
