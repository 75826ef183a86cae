import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Batch } from '@baton/shared/frames.ts'
import type { VisibleBody } from '@baton/shared/timeline.ts'
import { act, cleanup, fireEvent, within } from '@testing-library/preact'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openPanel } from './view-rig.ts'

afterEach(cleanup)
afterEach(() => void vi.useRealTimers())

const batchFixture = path.resolve(import.meta.dirname, '../../../shared/fixtures/batch.json')

describe('the panel', () => {
  it('is a named dialog with a log that is quiet, beside one place that speaks', async () => {
    const { view, server } = await openPanel()
    expect(view.getByRole('dialog', { name: 'Chat with us' })).toBeDefined()
    expect(view.getByRole('log', { name: 'Messages' }).getAttribute('aria-live')).toBe('off')
    await act(() => void server.botSays('Hello **you**'))
    expect(view.getByRole('log').textContent).toContain('Hello you')
    const speaking = view.getAllByRole('status').filter((element) => element.textContent?.includes('Hello'))
    expect(speaking.map((element) => element.textContent)).toEqual(['Assistant: Hello you'])
  })

  it('shows links that can be followed, and never HTML or scripts', async () => {
    const { view, server } = await openPanel()
    await act(() => void server.botSays('<img src=x onerror=alert(1)> [a](https://x.y) [b](javascript:alert(1))'))
    const links = within(view.getByRole('log')).getAllByRole('link')
    expect(links.map((link) => [link.getAttribute('href'), link.getAttribute('rel')])).toEqual([
      ['https://x.y', 'noopener noreferrer nofollow'],
    ])
    expect(view.container.querySelector('[onerror]')).toBeNull()
    expect(view.getByRole('log').textContent).toContain('<img src=x onerror=alert(1)>')
  })

  it('leaves a visitor’s own text as it was written', async () => {
    const { view, chat, clock } = await openPanel()
    chat.say('**not bold** https://x.y')
    await act(() => clock.pass(0))
    expect(view.getByRole('log').textContent).toContain('**not bold** https://x.y')
    expect(within(view.getByRole('log')).queryByRole('link')).toBeNull()
  })

  it('sends a tapped choice, and offers it no more', async () => {
    const { view, server, clock } = await openPanel()
    const choices = [
      { id: 'a', label: 'Orders' },
      { id: 'b', label: 'Returns' },
    ]
    await act(
      () =>
        void server.happen({
          kind: 'botSaid',
          message: {
            parts: [
              { kind: 'text', text: 'About?' },
              { kind: 'choices', choices },
            ],
          },
        }),
    )
    fireEvent.click(view.getByRole('button', { name: 'Returns' }))
    await act(() => clock.pass(0))
    expect(server.sent).toMatchObject([{ choice: 'b', target: 1 }])
    expect(view.queryByRole('button', { name: 'Orders' })).toBeNull()
  })

  it('offers a person, then a way to stop waiting, then who has come, and asks before it ends', async () => {
    const { view, server, clock } = await openPanel()
    fireEvent.click(view.getByRole('button', { name: 'Talk to a person' }))
    server.setStatus({ waiting: { since: 0 as never, deadline: 0 as never, position: 2, wait: 90_000 } })
    await act(() => clock.pass(0))
    expect(view.getByText('You are number 2 in line · about 2 minutes')).toBeDefined()
    expect(view.getByRole('button', { name: 'Stop waiting' })).toBeDefined()

    server.setStatus({ mode: 'agent', agent: 'ann' as never, waiting: null, agents: { ann: { name: 'Ann' } } })
    await act(() => void server.happen({ kind: 'agentJoined', agent: 'ann' as never }))
    expect(view.getByRole('dialog', { name: 'Ann' })).toBeDefined()
    expect(within(view.getByRole('log')).getByText('Ann joined')).toBeDefined()

    fireEvent.click(view.getByRole('button', { name: 'End chat' }))
    await act(() => clock.pass(0))
    expect(view.getByText('End the chat with Ann?')).toBeDefined()
    fireEvent.click(view.getByRole('button', { name: 'End chat' }))
    await act(() => clock.pass(0))
    expect(within(view.getByRole('log')).getByText('You ended the chat with our team')).toBeDefined()
  })

  it.each([
    ['resolved', 'The chat with our team has ended'],
    ['cancelled', 'You stopped waiting for a person'],
    ['message', 'Your message is with our team.'],
    ['timedOut', 'Nobody was free in time. Your message is with our team.'],
    ['deskClosed', 'Our team is away at the moment'],
    ['failed', 'We could not reach our team'],
    ['somethingNew', 'The chat with our team has ended'],
  ])('says in words that it ended: %s', async (how, words) => {
    const { view, server } = await openPanel()
    await act(() => void server.happen({ kind: 'handoffEnded', how } as VisibleBody))
    expect(within(view.getByRole('log')).getByText(words)).toBeDefined()
  })

  it.each([
    [{}, ''],
    [{ position: 1 }, 'You are number 1 in line'],
    [{ wait: 10_000 }, 'about 1 minute'],
    [{ position: 12, wait: 25 * 60_000 }, 'You are number 12 in line · about 25 minutes'],
    [{ wait: 170 * 60_000 }, 'about 3 hours'],
  ])('says of the wait what is known: %j', async (known, words) => {
    const { view, server } = await openPanel()
    server.setStatus({ mode: 'waiting', waiting: { since: 0 as never, deadline: 0 as never, ...known } })
    await act(() => void server.happen({ kind: 'handoffRequested', desk: 'support', deadline: 0 as never }))
    expect(view.container.querySelector('.strip p')?.textContent).toBe(`Looking for a person…${words}`)
  })

  it('tells of a ticket in one note, and speaks of each change once', async () => {
    const { view, server } = await openPanel()
    const spoken = () => view.getAllByRole('status').map((element) => element.textContent)
    const notes = () => [...view.container.querySelectorAll('.note')].map((note) => note.textContent)
    const target = 1 as never
    await act(() => void server.happen({ kind: 'ticketRequested', by: 'visitor' }))
    expect(spoken()).toContain('Your message is being passed on to our team…')
    await act(() => void server.happen({ kind: 'ticketMade', target, number: '123' }))
    expect(spoken()).toContain('Your message is with our team. Your number: 123')
    expect(notes()).toEqual(['Your message is with our team. Your number: 123'])
    await act(() => {
      server.happen({ kind: 'ticketRequested', by: 'bot' }, { kind: 'ticketMade', target: 3 as never, number: null })
    })
    expect(spoken()).toContain('I have passed this on to our team.')
    await act(() => {
      server.happen({ kind: 'ticketRequested', by: 'bot' }, { kind: 'ticketFailed', target: 5 as never })
    })
    expect(notes().at(-1)).toMatch(/could not be passed on/)
  })

  it('says when the team is back, to eyes and ears, from what the server sends', async () => {
    const { frame } = JSON.parse(readFileSync(batchFixture, 'utf8')) as { frame: { events: VisibleBody[] } }
    const closed = frame.events.find((event) => event.kind === 'handoffEnded' && event.how === 'deskClosed')
    if (closed?.kind !== 'handoffEnded' || !closed.opensAt) throw new Error('no desk is closed there')
    // Half a day before they are back.
    vi.useFakeTimers({ toFake: ['Date'], now: closed.opensAt - 12 * 3_600_000 })
    const { view, server } = await openPanel()
    await act(() => void server.happen(closed))
    const words = /^Our team is away at the moment\. We are back (today|on \w+) at \d/
    expect(within(view.getByRole('log')).getByText(words)).toBeDefined()
    expect(view.getAllByRole('status').map((element) => element.textContent)).toContainEqual(
      expect.stringMatching(words),
    )
  })

  it('draws every event of the wire without a word of its own making', async () => {
    const { frame } = JSON.parse(readFileSync(batchFixture, 'utf8')) as { frame: Batch }
    const { view, line } = await openPanel()
    await act(() => line.hear({ ...frame, conversation: `1${frame.conversation}` as never, reset: true }))
    const log = within(view.getByRole('log'))
    await vi.waitFor(() => expect(log.getByText('4 of 5 stars')).toBeDefined())
    const words = log.getByRole('radiogroup').closest('.rows')?.textContent
    expect(words).not.toMatch(/undefined|null|\{\w+\}|\[object/)
    for (const text of [
      'Ann joined',
      'Details sent',
      'Leave a message',
      'Your message is with our team. Your number: 1234',
      'Go on with Sales?',
    ])
      expect(words).toContain(text)
  })

  it('shows every kind of part, and a neutral line for what it does not know', async () => {
    const { view, server } = await openPanel()
    const parts = [
      { kind: 'link', url: 'https://x.y', label: 'Track it' },
      { kind: 'link', url: 'javascript:alert(1)', label: 'Not a link' },
      { kind: 'cards', cards: [{ title: 'A card', text: 'with words', choices: [{ id: 'c', label: 'Take it' }] }] },
      { kind: 'unsupported', what: 'x' },
      { kind: 'hologram' },
    ]
    await act(() => void server.happen({ kind: 'botSaid', message: { parts } } as VisibleBody))
    const log = within(view.getByRole('log'))
    expect(log.getByRole('link', { name: 'Track it' })).toBeDefined()
    expect(log.queryByRole('link', { name: 'Not a link' })).toBeNull()
    await vi.waitFor(() => expect(log.getByRole('button', { name: 'Take it' })).toBeDefined())
    expect(log.getAllByText('Content that cannot be shown here')).toHaveLength(2)
  })

  it('shows an agent who types by the name and face of who has the chat, where the desk does not say who it is', async () => {
    const { view, server } = await openPanel()
    await act(() => {
      server.setStatus({ mode: 'agent', agent: 'ann' as never, waiting: null, agents: { ann: { name: 'Ann Archer' } } })
      server.happen({ kind: 'agentJoined', agent: 'ann' as never })
    })
    await act(() => server.pass({ kind: 'typing', by: 'agent', on: true }))
    const log = within(view.getByRole('log'))
    expect(log.getByText('Ann Archer is typing').closest('.row')?.textContent).toContain('AA')
  })

  it('closes with Escape, and keeps its keys from the page’s shortcuts', async () => {
    const { view, chat } = await openPanel()
    let heard = 0
    const shortcut = () => void heard++
    document.addEventListener('keydown', shortcut)
    fireEvent.keyDown(view.getByRole('textbox'), { key: '/' })
    fireEvent.keyDown(view.getByRole('textbox'), { key: 'Escape' })
    document.removeEventListener('keydown', shortcut)
    expect(heard).toBe(0)
    expect(chat.shown.value).toBe(false)
  })

  it('tells of a lost connection and of its return', async () => {
    const { view, server, line, clock } = await openPanel()
    server.unreachable = true
    line.cut()
    await act(() => clock.pass(2_000))
    expect(view.getByText('Connection lost, trying again…')).toBeDefined()
    server.unreachable = false
    line.reopen()
    await act(() => clock.pass(0))
    expect(view.getByText('Back again')).toBeDefined()
  })
})
