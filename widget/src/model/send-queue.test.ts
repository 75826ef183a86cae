// @vitest-environment node
import type { FileId, SendKey, SessionId } from '@baton/shared/ids.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { createRig, keysOf, script, type Tab } from './chat-rig.ts'

const tabs: Tab[] = []
afterEach(() => {
  for (const { chat } of tabs.splice(0)) chat.stop()
})

async function opened(rig = createRig()) {
  const tab = rig.openTab()
  tabs.push(tab)
  tab.chat.show()
  await rig.clock.pass(0)
  return { ...rig, ...tab }
}

describe('the send queue', () => {
  it('shows one message when the answer is lost and it is sent again', async () => {
    const { chat, server, clock } = await opened()
    server.loseAnswers = 1
    chat.say('hello')
    await clock.pass(5_000)
    expect(script(chat)).toEqual(['me: hello'])
    expect(server.visitor().talks[0]?.log).toHaveLength(1)
  })

  it('does not send again what the history already shows', async () => {
    const { chat, server, clock } = await opened()
    server.loseAnswers = 1
    chat.say('hello')
    await clock.pass(60_000)
    expect(server.sent).toHaveLength(1)
  })

  it('sends with the same key however often it has to', async () => {
    const { chat, server, clock } = await opened()
    server.refuseSend = { code: 'unavailable', after: 100 }
    chat.say('hello')
    await clock.pass(20_000)
    server.refuseSend = null
    await clock.pass(30_000)
    expect(server.sent.length).toBeGreaterThan(2)
    expect(new Set(server.sent.map(({ key }) => key)).size).toBe(1)
    expect(script(chat)).toEqual(['me: hello'])
  })

  it('keeps the order while the line is down, and sends all when it is back', async () => {
    const { chat, line, server, clock } = await opened()
    server.unreachable = true
    line.cut()
    for (const text of ['one', 'two', 'three']) chat.say(text)
    await clock.pass(10_000)
    expect(script(chat)).toEqual(['me: one (pending)', 'me: two (pending)', 'me: three (pending)'])
    server.unreachable = false
    line.reopen()
    await clock.pass(0)
    expect(script(chat)).toEqual(['me: one', 'me: two', 'me: three'])
  })

  it('keeps its row, key and place, from pending to sent', async () => {
    const { chat, server, clock } = await opened()
    chat.say('hello')
    const before = keysOf(chat)
    await clock.pass(0)
    expect(keysOf(chat)).toEqual(before)
    expect(script(chat)).toEqual(['me: hello'])
    expect(server.sent).toHaveLength(1)
  })

  it('is not held up by a file that is refused, which keeps its place behind what was stored', async () => {
    const { chat, server, clock } = await opened()
    const { session, send } = chat.files
    const file = 'abcdefghijklmnopqrstuv' as FileId
    server.refuseSend = { code: 'noFiles' }
    send({ kind: 'file', file, name: 'a.pdf', size: 5 }, session() as SessionId, 'attach-key' as SendKey)
    await clock.pass(0)
    expect(chat.rows.value.at(-1)).toMatchObject({ send: 'failed', why: 'noFiles' })
    server.refuseSend = null
    chat.say('then in words')
    await clock.pass(0)
    expect(script(chat)).toEqual(['me: then in words', 'me: file (failed)'])
    chat.retry('attach-key' as SendKey)
    await clock.pass(0)
    expect(server.sent.at(-1)).toMatchObject({ key: 'attach-key', file })
    expect(script(chat)).toHaveLength(2)
    expect(chat.rows.value.at(-1)).toMatchObject({ key: 'attach-key', send: 'sent' })
  })

  it('waits behind a failed message until the visitor tries it again', async () => {
    const { chat, server, clock } = await opened()
    server.refuseSend = { code: 'badFrame' }
    chat.say('one')
    chat.say('two')
    await clock.pass(60_000)
    expect(script(chat)).toEqual(['me: one (failed)', 'me: two (pending)'])
    expect(server.sent).toHaveLength(1)
    server.refuseSend = null
    chat.retry(keysOf(chat)[0] as never)
    await clock.pass(0)
    expect(script(chat)).toEqual(['me: one', 'me: two'])
  })

  it('goes on with the rest when the visitor lets the failed one go', async () => {
    const { chat, server, clock, values } = await opened()
    server.refuseSend = { code: 'closed' }
    chat.say('one')
    await clock.pass(0)
    server.refuseSend = null
    chat.say('two')
    chat.discard(keysOf(chat)[0] as never)
    await clock.pass(0)
    expect(script(chat)).toEqual(['me: two'])
    expect([...values.keys()].filter((name) => name.includes('.q.'))).toEqual([])
  })

  it('is there again after a reload, and sent then, once', async () => {
    const rig = createRig()
    const first = await opened(rig)
    rig.server.unreachable = true
    first.line.cut()
    first.chat.say('one')
    first.chat.say('two')
    first.chat.stop()
    rig.server.unreachable = false
    const second = rig.openTab()
    tabs.push(second)
    await rig.clock.pass(0)
    expect(script(second.chat)).toEqual(['me: one', 'me: two'])
    expect(rig.server.sent.map((frame) => 'text' in frame && frame.text)).toEqual(['one', 'two'])
  })

  it('keeps the order over reloads although the visitor’s clock stands still', async () => {
    const rig = createRig()
    rig.server.stuck = true
    for (const text of ['one', 'two', 'three']) {
      const { chat } = await opened(rig)
      chat.say(`${text}, first`)
      chat.say(`${text}, second`)
      chat.stop()
    }
    rig.server.stuck = false
    const { chat } = await opened(rig)
    expect(script(chat)).toEqual(
      ['one', 'two', 'three'].flatMap((text) => [`me: ${text}, first`, `me: ${text}, second`]),
    )
  })

  it('shows a message once although two tabs send it', async () => {
    const rig = createRig()
    const first = await opened(rig)
    rig.server.refuseSend = { code: 'unavailable' }
    first.chat.say('hello')
    await rig.clock.pass(0)
    const second = await opened(rig)
    rig.server.refuseSend = null
    await rig.clock.pass(60_000)
    expect(script(first.chat)).toEqual(['me: hello'])
    expect(script(second.chat)).toEqual(['me: hello'])
    expect(rig.server.visitor().talks[0]?.log).toHaveLength(1)
  })

  it('says nothing under another identity than the one that it was written under', async () => {
    const { chat, line, server, clock } = await opened()
    server.unreachable = true
    line.cut()
    chat.say('for my eyes')
    server.visitors.clear()
    server.unreachable = false
    line.reopen()
    await clock.pass(5_000)
    expect(server.sent).toEqual([])
    expect(script(chat)).toEqual(['me: for my eyes (failed)'])
    chat.retry(keysOf(chat)[0] as never)
    await clock.pass(0)
    expect(script(chat)).toEqual(['me: for my eyes'])
  })

  it('forgets what another identity left unsent in the browser', async () => {
    const rig = createRig()
    const first = await opened(rig)
    rig.server.unreachable = true
    first.line.cut()
    first.chat.say('not for you')
    first.chat.stop()
    rig.server.visitors.clear()
    rig.server.unreachable = false
    const second = await opened(rig)
    await rig.clock.pass(5_000)
    expect(script(second.chat)).toEqual([])
    expect([...rig.values.values()].join()).not.toContain('not for you')
  })

  it('leaves nothing of a message in the browser once it is stored', async () => {
    const { chat, clock, values } = await opened()
    chat.say('secret')
    expect([...values.values()].join()).toContain('secret')
    await clock.pass(0)
    expect([...values.values()].join()).not.toContain('secret')
  })

  it('gives the control back when an order is refused, and holds nothing up', async () => {
    const { chat, server, clock } = await opened()
    server.refuseSend = { code: 'closed' }
    chat.askForPerson()
    expect(chat.acting.value).toBe('person')
    await clock.pass(0)
    expect(chat.acting.value).toBeNull()
    server.refuseSend = null
    chat.say('still here')
    await clock.pass(0)
    expect(script(chat)).toEqual(['me: still here'])
  })
})
