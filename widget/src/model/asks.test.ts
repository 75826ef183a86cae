// @vitest-environment node
import type { Ask } from '@baton/shared/asks.ts'
import { afterEach, describe, expect, it } from 'vitest'
import type { AskRow } from './ask-row.ts'
import { createRig, script, type Tab } from './chat-rig.ts'

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
const desk: Ask = { kind: 'desk', desks: [{ name: 'sales', label: 'Sales' }] }
const form: Ask = { kind: 'form', purpose: 'handoff', fields: [{ id: 'email', required: true }] }
const filled = { kind: 'filled', values: { email: 'ann@example.com' } } as const
const chosen = { kind: 'chosen', choice: 'sales' } as const
const asksOf = ({ chat }: Pick<Tab, 'chat'>) => chat.rows.value.filter((row): row is AskRow => row.kind === 'ask')
const states = (tab: Pick<Tab, 'chat'>) => asksOf(tab).map(({ state, answer }) => [state, answer?.kind ?? null])

describe('what Baton asks', () => {
  it('is open while the server asks it, and shows the answer in its own row, in every tab', async () => {
    const rig = createRig()
    const tab = await opened(rig)
    const other = await opened(rig)
    const target = rig.server.asks(desk)
    expect(states(tab)).toEqual([['open', null]])
    tab.chat.answer(target, chosen)
    expect(states(tab)).toEqual([['sending', 'chosen']])
    await rig.clock.pass(0)
    expect(states(tab)).toEqual([['over', 'chosen']])
    expect(states(other)).toEqual([['over', 'chosen']])
    expect(script(tab.chat)).toEqual(['? desk over'])
    expect(rig.server.answered).toMatchObject([{ target: 1, answer: chosen, session: 'session-token-1' }])
  })

  it('is over when the server asks it no more, though nobody answered', async () => {
    const tab = await opened()
    tab.server.asks(desk)
    tab.server.setStatus({ asks: [] })
    tab.server.botSays('Never mind')
    expect(states(tab)).toEqual([['over', null]])
  })

  it('is over in a conversation that has been followed by another, even under the same number', async () => {
    const tab = await opened()
    tab.server.asks(desk)
    tab.server.setStatus({ mode: 'closed' })
    tab.server.happen({ kind: 'conversationClosed' })
    tab.server.beginTalk()
    tab.server.asks(form)
    expect(states(tab)).toEqual([
      ['over', null],
      ['open', null],
    ])
  })

  it('is shown as nothing where it is of a kind that is not known', async () => {
    const tab = await opened()
    tab.server.asks({ kind: 'riddle' } as never)
    expect(script(tab.chat)).toEqual([])
  })

  it('counts as unread only where nobody would know that they are waited for', async () => {
    const { chat, server } = await opened()
    chat.hide()
    server.asks({ kind: 'rating', scale: 'stars' })
    expect(chat.unread.value).toBe(0)
    server.asks({ kind: 'waitOver', can: ['wait'] })
    expect(chat.unread.value).toBe(1)
  })
})

describe('an answer', () => {
  it('goes in its turn among the messages, once, with the same key however often it is sent', async () => {
    const { chat, server, clock } = await opened()
    const target = server.asks(form)
    server.loseAnswers = 2
    chat.say('before')
    chat.answer(target, filled)
    chat.answer(target, filled)
    chat.say('after')
    await clock.pass(60_000)
    const log = server.visitor().talks[0]?.log ?? []
    expect(log.map(({ kind }) => kind)).toEqual(['asked', 'visitorSaid', 'answered', 'visitorSaid'])
    expect(new Set(server.answered.map(({ key }) => key)).size).toBe(1)
  })

  it('is not sent again when the history shows it already', async () => {
    const { chat, server, clock } = await opened()
    const target = server.asks(form)
    server.loseAnswers = 1
    chat.answer(target, filled)
    await clock.pass(60_000)
    expect(server.answered).toHaveLength(1)
    expect(states({ chat })).toEqual([['over', 'filled']])
  })

  it('waits for the line, over a reload too', async () => {
    const rig = createRig()
    const first = await opened(rig)
    const target = rig.server.asks(form)
    rig.server.unreachable = true
    first.line.cut()
    first.chat.answer(target, filled)
    first.chat.stop()
    rig.server.unreachable = false
    const second = await opened(rig)
    expect(states(second)).toEqual([['over', 'filled']])
    expect([...rig.values.values()].join()).not.toContain('ann@example.com')
  })

  it.each(['closed', 'notFound'] as const)('is dropped without a word when the server says %s', async (code) => {
    const { chat, server, clock, values } = await opened()
    const target = server.asks(desk)
    server.refuseSend = { code }
    chat.answer(target, chosen)
    await clock.pass(0)
    expect(states({ chat })).toEqual([['open', null]])
    expect([...values.keys()].filter((name) => name.includes('.q.'))).toEqual([])
    server.refuseSend = null
    chat.say('on we go')
    await clock.pass(0)
    expect(script(chat)).toEqual(['? desk open', 'me: on we go'])
  })

  it('that failed can be given again, holds no message up, and stays nowhere', async () => {
    const { chat, server, clock, values } = await opened()
    const target = server.asks(form)
    server.refuseSend = { code: 'badFrame' }
    chat.answer(target, filled)
    await clock.pass(0)
    expect(asksOf({ chat })).toMatchObject([{ state: 'failed', answer: filled }])
    expect([...values.values()].join()).not.toContain('ann@example.com')
    server.refuseSend = null
    chat.say('meanwhile')
    await clock.pass(0)
    expect(script(chat)).toEqual(['? form failed', 'me: meanwhile'])
    chat.answer(target, filled)
    await clock.pass(0)
    expect(states({ chat })).toEqual([['over', 'filled']])
    expect(new Set(server.answered.map(({ key }) => key)).size).toBe(2)
  })

  it('that failed to what is asked no more is no dead control', async () => {
    const { chat, server, clock } = await opened()
    const target = server.asks(form)
    server.refuseSend = { code: 'badFrame' }
    chat.answer(target, filled)
    await clock.pass(0)
    server.setStatus({ asks: [] })
    server.botSays('later')
    expect(states({ chat })).toEqual([['over', null]])
  })

  it('is never given under another identity', async () => {
    const { chat, server, line, clock } = await opened()
    const target = server.asks(form)
    server.unreachable = true
    line.cut()
    chat.answer(target, filled)
    server.visitors.clear()
    server.unreachable = false
    line.reopen()
    await clock.pass(5_000)
    chat.say('as somebody else')
    await clock.pass(5_000)
    expect(server.answered).toEqual([])
    expect(script(chat)).toEqual(['me: as somebody else'])
  })
})
