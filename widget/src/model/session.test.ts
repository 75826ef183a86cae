// long because every way in which a session can begin and end is told here.
// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRig, script, type Tab } from './chat-rig.ts'

const tabs: Tab[] = []
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}))
afterEach(() => {
  vi.restoreAllMocks()
  for (const { chat } of tabs.splice(0)) chat.stop()
})

async function opened(rig = createRig()) {
  const tab = rig.openTab()
  tabs.push(tab)
  tab.chat.show()
  await rig.clock.pass(0)
  return { ...rig, ...tab }
}
const memory = (values: Map<string, string>) => JSON.parse(values.get('baton.acme') ?? 'null')

describe('the session', () => {
  it('stores nothing and asks for nothing before the visitor opens the chat', async () => {
    const rig = createRig()
    const tab = rig.openTab()
    tabs.push(tab)
    await rig.clock.pass(60_000)
    expect([...rig.values]).toEqual([])
    expect(tab.line.opened).toBe(0)
  })

  it('has stored the token before the first message leaves', async () => {
    const rig = createRig()
    const tab = rig.openTab()
    tabs.push(tab)
    tab.chat.show()
    tab.chat.say('hello')
    vi.spyOn(tab.line, 'send').mockImplementation((frame) => {
      expect(memory(rig.values)).toMatchObject({ token: 'token-1', session: frame.session })
      return Promise.resolve('lost')
    })
    await rig.clock.pass(0)
    expect(tab.line.send).toHaveBeenCalled()
  })

  it('hears on return what was said meanwhile', async () => {
    const rig = createRig()
    const first = await opened(rig)
    first.chat.say('hello')
    await rig.clock.pass(0)
    first.chat.stop()
    rig.server.botSays('welcome back')
    const second = rig.openTab()
    tabs.push(second)
    await rig.clock.pass(0)
    expect(script(second.chat)).toEqual(['me: hello', 'bot: welcome back'])
    expect(second.chat.unread.value).toBe(1)
  })

  it('shows everything after an outage, in as many batches as it takes', async () => {
    const { server, line, chat, clock } = await opened()
    line.cut()
    server.batchEvents = 7
    for (let n = 1; n <= 30; n++) server.botSays(`${n}`)
    server.batchEvents = 100
    const whole = server.from(server.visitor(), null)
    server.batchEvents = 7
    // The fake resets when it is far behind; here it must not.
    server.from = (_, cursor) =>
      server.batch({ id: whole.conversation, log: whole.events, status: whole.status }, cursor?.seq ?? whole.after)
    line.reopen()
    await clock.pass(0)
    expect(script(chat)).toEqual(Array.from({ length: 30 }, (_, n) => `bot: ${n + 1}`))
  })

  it('asks again when something came in while it was asking', async () => {
    const { server, line, chat, clock } = await opened()
    server.botSays('one')
    const talk = server.visitor().talks[0] as never
    server.visitor().lines.clear()
    server.botSays('two')
    const stale = server.from(server.visitor(), null)
    let answer: (reply: never) => void = () => {}
    vi.spyOn(line, 'catchUp').mockImplementationOnce(() => new Promise((resolve) => (answer = resolve as never)))
    server.botSays('three')
    line.hear(server.batch(talk, 2 as never))
    server.botSays('four')
    line.hear(server.batch(talk, 3 as never))
    answer({ ok: true, batch: { ...stale, reset: false } } as never)
    await clock.pass(0)
    expect(script(chat)).toEqual(['bot: one', 'bot: two', 'bot: three', 'bot: four'])
  })

  it('begins anew when the server does not know the token, and says so to nobody', async () => {
    const rig = createRig()
    const first = await opened(rig)
    first.chat.say('hello')
    await rig.clock.pass(0)
    first.chat.stop()
    rig.server.visitors.clear()
    const second = await opened(rig)
    expect(memory(rig.values)).toMatchObject({ token: 'token-2' })
    expect(script(second.chat)).toEqual([])
    expect(second.chat.line.value).toBe('ready')
  })

  it('discards its history when the server has another generation', async () => {
    const { server, line, chat, clock } = await opened()
    server.botSays('old')
    line.cut()
    server.generation = 'g2' as never
    server.visitor().talks[0]?.log.splice(0)
    server.botSays('new')
    line.reopen()
    await clock.pass(0)
    expect(script(chat)).toEqual(['bot: new'])
  })

  it('is one visitor in two tabs that open at the same time', async () => {
    const rig = createRig()
    const [first, second] = [rig.openTab(), rig.openTab()]
    tabs.push(first, second)
    first.chat.show()
    second.chat.show()
    await rig.clock.pass(5_000)
    first.chat.say('hello')
    await rig.clock.pass(0)
    expect(script(first.chat)).toEqual(['me: hello'])
    expect(script(second.chat)).toEqual(['me: hello'])
  })

  it('tells of a break only when it lasts, and that it is over', async () => {
    const { server, line, chat, clock } = await opened()
    line.cut()
    await clock.pass(1_000)
    expect(chat.line.value).toBe('ready')
    server.unreachable = true
    for (let round = 0; round < 5; round++) {
      line.reopen()
      await clock.pass(300)
    }
    expect(chat.line.value).toBe('lost')
    server.unreachable = false
    line.reopen()
    await clock.pass(0)
    expect(chat.line.value).toBe('back')
    await clock.pass(3_000)
    expect(chat.line.value).toBe('ready')
  })

  it('does not trust the line after a sleep: it asks, and takes a new line when nothing answers', async () => {
    const { server, line, wake, clock, chat } = await opened()
    server.visitor().lines.clear()
    server.botSays('while you slept')
    vi.spyOn(line, 'catchUp').mockResolvedValueOnce('lost')
    wake()
    await clock.pass(0)
    expect(line.opened).toBe(2)
    expect(script(chat)).toEqual(['bot: while you slept'])
  })

  it('lets go of a visitor who was minted while another tab did the same, before a word was said', async () => {
    const rig = createRig()
    const tab = rig.openTab()
    tabs.push(tab)
    const { token } = rig.server.mint()
    tab.chat.show()
    // The other tab's word has not come round yet: it is only in the storage.
    rig.values.set('baton.acme', JSON.stringify({ token }))
    tab.chat.say('hello')
    await rig.clock.pass(5_000)
    expect(memory(rig.values).token).toBe(token)
    expect(rig.server.visitors.get(token)?.talks[0]?.log).toHaveLength(1)
  })

  it('shows nothing of a visitor who is signed out in another tab, from that moment on', async () => {
    const rig = createRig()
    const { chat, server, clock } = await opened(rig)
    server.botSays('for the first visitor')
    const second = rig.server.mint()
    rig.otherTab().set('baton.acme', JSON.stringify({ token: second.token }))
    expect(script(chat)).toEqual([])
    await clock.pass(0)
    expect(script(chat)).toEqual([])
  })

  it('does not break off a handshake that is under way when the visitor clicks around', async () => {
    const rig = createRig()
    rig.server.stuck = true
    const { line, wake, clock } = await opened(rig)
    for (let click = 0; click < 5; click++) {
      wake()
      await clock.pass(3_000)
    }
    expect(line.opened).toBe(1)
  })

  it('comes back from the back-forward cache', async () => {
    const { server, line, sleep, wake, clock, chat } = await opened()
    sleep()
    expect(line.up).toBe(false)
    server.botSays('hello again')
    wake()
    await clock.pass(0)
    expect(script(chat)).toEqual(['bot: hello again'])
    expect(chat.line.value).toBe('ready')
  })

  it('comes back when a leaving server said it should, and not before', async () => {
    const { line, clock } = await opened()
    line.listener?.goodbye(3_000, null)
    await clock.pass(2_900)
    expect(line.up).toBe(false)
    await clock.pass(200)
    expect(line.up).toBe(true)
  })

  it('fetches the app that the server names', async () => {
    const { line, clock, told } = await opened()
    line.listener?.goodbye(0, '/app/chat-new.js')
    await clock.pass(0)
    expect(told).toEqual(['outdated /app/chat-new.js'])
  })

  it('waits as long as a busy server asks for', async () => {
    const rig = createRig()
    rig.server.refuseHandshake = { code: 'slowDown', after: 20_000 }
    const { line, clock, server } = await opened(rig)
    server.refuseHandshake = null
    await clock.pass(19_000)
    expect(line.opened).toBe(1)
    await clock.pass(2_000)
    expect(line.up).toBe(true)
  })

  it('rests when the site is unknown, with one word to the page’s owner', async () => {
    const rig = createRig()
    rig.server.refuseHandshake = { code: 'unknownSite', mend: 'There is no site acme.' }
    const { chat, clock, line } = await opened(rig)
    await clock.pass(600_000)
    expect(chat.line.value).toBe('refused')
    expect(line.opened).toBe(1)
    expect(console.warn).toHaveBeenCalledTimes(1)
  })

  it('leaves no timer behind when it is taken away', async () => {
    const { chat, clock, line } = await opened()
    line.cut()
    chat.say('hello')
    chat.typed('hello')
    chat.stop()
    expect(clock.pending()).toBe(0)
  })
})
