import { act, cleanup, fireEvent, within } from '@testing-library/preact'
import { afterEach, expect, it, vi } from 'vitest'
import { openPanel } from './view-rig.ts'

const line = vi.hoisted(() => ({ down: true }))
vi.mock('./later/later.tsx', async (original) => {
  if (line.down) throw new Error('offline')
  return await original()
})
afterEach(cleanup)

it('shows the question until its controls have come, and a way to try again where they cannot be had', async () => {
  const { view, server, chat, clock } = await openPanel()
  await act(() => void server.asks({ kind: 'goOn', label: 'Sales' }))
  const log = within(view.getByRole('log'))
  expect(log.getByText('Go on with Sales?')).toBeDefined()
  await vi.waitFor(() => expect(log.getByRole('button', { name: 'Try again' })).toBeDefined())
  line.down = false
  vi.resetModules()
  fireEvent.click(log.getByRole('button', { name: 'Try again' }))
  await vi.waitFor(() => expect(log.getByRole('button', { name: 'Yes, go on' })).toBeDefined())
  chat.say('on we go')
  await act(() => clock.pass(0))
  expect(log.getByRole('button', { name: 'Yes, go on' })).toBeDefined()
})

it('draws nothing more, and throws nothing, once the panel is taken away', async () => {
  const { view, server } = await openPanel()
  await act(() => void server.asks({ kind: 'goOn', label: 'Sales' }))
  await vi.waitFor(() => expect(view.getByRole('button', { name: 'Yes, go on' })).toBeDefined())
  view.unmount()
  await act(() => void server.botSays('hello'))
  expect(document.querySelector('.asked')).toBeNull()
})
