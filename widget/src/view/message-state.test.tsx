import { act, cleanup, fireEvent } from '@testing-library/preact'
import { afterEach, describe, expect, it } from 'vitest'
import { openPanel } from './view-rig.ts'

afterEach(cleanup)

describe('a message of the visitor', () => {
  it('shows a failed message with a way to try again and one to let it go', async () => {
    const { view, server, chat, clock } = await openPanel()
    server.refuseSend = { code: 'badFrame' }
    chat.say('hello')
    await act(() => clock.pass(0))
    expect(view.getByText('Not sent')).toBeDefined()
    expect(view.getByRole('button', { name: 'Delete' })).toBeDefined()
    server.refuseSend = null
    fireEvent.click(view.getByRole('button', { name: 'Try again' }))
    await act(() => clock.pass(0))
    expect(view.queryByText('Not sent')).toBeNull()
  })

  it('says why a file was not sent that was up only when nobody was there any more', async () => {
    const { view, server, chat, clock } = await openPanel()
    server.refuseSend = { code: 'noFiles' }
    const file = { kind: 'file', file: 'abcdefghijklmnopqrstuv', name: 'a.pdf', size: 5 } as const
    chat.files.send(file as never, chat.files.session() as never, 'attach-key' as never)
    await act(() => clock.pass(0))
    expect(view.getByText('Files can be sent while you are talking to a person.')).toBeDefined()
    expect(view.queryByText('Not sent')).toBeNull()
  })

  it.each([
    ['late', /Waiting for our team/],
    ['checking', /Checking whether it arrived/],
    ['failed', /Could not be delivered/],
  ] as const)('says how a message fares at the desk: %s', async (trouble, words) => {
    const { view, server, chat, clock } = await openPanel()
    server.setStatus({ trouble: { 1: trouble } })
    chat.say('hello')
    await act(() => clock.pass(0))
    expect(view.getByText(words)).toBeDefined()
  })
})
