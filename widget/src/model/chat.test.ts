// @vitest-environment node
import { timeOf } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import fc from 'fast-check'
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

describe('the chat', () => {
  it('shows the same in every tab, whichever it was written in', async () => {
    const rig = createRig()
    const first = await opened(rig)
    const second = await opened(rig)
    first.chat.say('from the first')
    await rig.clock.pass(0)
    second.chat.say('from the second')
    rig.server.botSays('hi')
    await rig.clock.pass(0)
    expect([...script(first.chat)].sort()).toEqual(['bot: hi', 'me: from the first', 'me: from the second'])
    expect(script(second.chat)).toEqual(script(first.chat))
  })

  it('counts what was not seen, and stops when the visitor looks, in every tab', async () => {
    const rig = createRig()
    const first = await opened(rig)
    const second = await opened(rig)
    first.chat.hide()
    second.chat.hide()
    rig.server.botSays('one')
    rig.server.botSays('two')
    expect([first.chat.unread.value, second.chat.unread.value]).toEqual([2, 2])
    first.chat.show()
    expect([first.chat.unread.value, second.chat.unread.value]).toEqual([0, 0])
    expect(first.line.seenUpTo.at(-1)).toBe(2)
  })

  it('does not count as seen what comes while another window is in front', async () => {
    const { chat, server, hide, wake } = await opened()
    hide()
    server.botSays('psst')
    expect(chat.unread.value).toBe(1)
    wake()
    expect(chat.unread.value).toBe(0)
  })

  it('takes a typed /leave as leaving while somebody is there, and as a text otherwise', async () => {
    const { chat, server, clock } = await opened()
    chat.say('/leave')
    await clock.pass(0)
    expect(server.sent).toHaveLength(1)
    chat.askForPerson()
    await clock.pass(0)
    expect(chat.mode.value).toBe('waiting')
    chat.say(' /leave ')
    await clock.pass(0)
    expect(chat.mode.value).toBe('bot')
    expect(server.sent).toHaveLength(1)
    expect(script(chat)).toEqual(['me: /leave', '— requested', '— ended'])
  })

  it('takes a text of 8,000 code points, and says by how much a longer one is too long', async () => {
    const { chat, server, clock } = await opened()
    expect(chat.say('🙂'.repeat(8_001))).toBe(1)
    expect(chat.say('🙂'.repeat(8_000))).toBe(0)
    expect(chat.say('   ')).toBe(0)
    await clock.pass(0)
    expect(server.sent).toHaveLength(1)
  })

  it('loads earlier pages and earlier conversations in front, each once', async () => {
    const rig = createRig()
    const first = await opened(rig)
    for (let n = 1; n <= 5; n++) rig.server.botSays(`old ${n}`)
    rig.server.beginTalk()
    for (let n = 1; n <= 5; n++) rig.server.botSays(`new ${n}`)
    first.chat.stop()
    rig.server.batchEvents = 3
    const { chat, clock } = await opened(rig)
    for (let page = 0; page < 6; page++) {
      void chat.loadOlder()
      void chat.loadOlder()
      await clock.pass(0)
    }
    expect(script(chat)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `bot: old ${n}`).concat([1, 2, 3, 4, 5].map((n) => `bot: new ${n}`)),
    )
    expect(chat.older.value).toBe('none')
  })

  it('remembers that a conversation is under way once the visitor has said something', async () => {
    const { chat, clock, values } = await opened()
    const live = () => JSON.parse(values.get('baton.acme') ?? '{}').live
    expect(live()).toBe(false)
    chat.say('hello')
    await clock.pass(0)
    expect(live()).toBe(true)
  })

  it('gives each new message to the screen reader once, and not the history', async () => {
    const rig = createRig()
    const first = await opened(rig)
    rig.server.botSays('old')
    first.chat.stop()
    const { chat, server, line } = await opened(rig)
    expect(chat.news.value).toEqual([])
    server.botSays('new')
    expect(chat.news.value.map(({ seq }) => seq)).toEqual([2])
    line.hear(server.batch(server.visitor().talks[0] as never, 0 as never))
    expect(chat.news.value.map(({ seq }) => seq)).toEqual([2])
  })

  it('loses, doubles and turns round nothing, whatever the network does', async () => {
    const step = fc.constantFrom('say', 'bot', 'cut', 'lose', 'pass', 'wake', 'reload', 'second')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const rig = createRig()
        let tab = await opened(rig)
        const others: Tab[] = []
        const said: string[] = []
        for (const [nth, what] of steps.entries()) {
          if (what === 'say') {
            said.push(`${nth}`)
            tab.chat.say(`${nth}`)
          }
          if (what === 'bot') rig.server.botSays(`b${nth}`)
          if (what === 'cut') tab.line.cut()
          if (what === 'lose') rig.server.loseAnswers++
          if (what === 'pass') await rig.clock.pass(700)
          if (what === 'wake') tab.wake()
          if (what === 'second') others.push(await opened(rig))
          if (what === 'reload') {
            tab.chat.stop()
            tab.line.close()
            tab = await opened(rig)
          }
        }
        rig.server.loseAnswers = 0
        for (const one of [tab, ...others]) one.line.reopen()
        await rig.clock.pass(60_000)
        const log = rig.server.visitor().talks[0]?.log ?? []
        const mine = log
          .filter(({ kind }) => kind === 'visitorSaid')
          .map((event) => event.kind === 'visitorSaid' && event.key)
        expect(new Set(mine).size).toBe(mine.length)
        expect(mine).toHaveLength(said.length)
        expect(script(tab.chat)).toHaveLength(log.length)
        expect(new Set(keysOf(tab.chat)).size).toBe(log.length)
        expect(script(tab.chat).filter((line) => line.startsWith('me'))).toEqual(said.map((text) => `me: ${text}`))
        for (const other of others) expect(script(other.chat)).toEqual(script(tab.chat))
      }),
      { numRuns: 100 },
    )
  })
})

describe('who is typing', () => {
  it('is shown until the message comes, it stops, or six seconds pass', async () => {
    const { chat, server, clock } = await opened()
    server.pass({ kind: 'typing', by: 'bot', on: true })
    expect(chat.typist.value).toEqual({ by: 'bot' })
    server.botSays('here')
    expect(chat.typist.value).toBeNull()
    server.pass({ kind: 'typing', by: 'agent', agent: 'ann' as never, on: true })
    server.pass({ kind: 'typing', by: 'bot', on: false })
    expect(chat.typist.value).toEqual({ by: 'agent', agent: 'ann' })
    await clock.pass(6_000)
    expect(chat.typist.value).toBeNull()
  })

  it('is told to the desk at most every two seconds, and ends when nothing is left or nothing more comes', async () => {
    const { chat, line, clock } = await opened()
    for (const text of ['h', 'he', 'hel']) chat.typed(text)
    expect(line.typed).toEqual([true])
    await clock.pass(2_000)
    chat.typed('hell')
    expect(line.typed).toEqual([true, true])
    chat.typed('')
    expect(line.typed).toEqual([true, true, false])
    chat.typed('again')
    await clock.pass(10_000)
    expect(line.typed).toEqual([true, true, false, true, false])
  })

  it('shows a draft of the bot until its message replaces it', async () => {
    const { chat, server } = await opened()
    server.pass({ kind: 'draft', by: 'bot', turn: 't', message: textMessage('Hel') })
    expect(chat.draft.value).toEqual(textMessage('Hel'))
    server.botSays('Hello')
    expect(chat.draft.value).toBeNull()
  })

  it('skips passings that it does not know', async () => {
    const { chat, server } = await opened()
    server.pass({ kind: 'dancing' } as never)
    server.pass({ kind: 'seen', by: 'agent', upTo: timeOf(5) })
    expect(chat.readUpTo.value).toBe(5)
  })
})
