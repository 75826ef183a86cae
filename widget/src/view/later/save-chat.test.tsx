import type { MailTranscript } from '@baton/shared/frames.ts'
import type { WireErrorCode } from '@baton/shared/protocol.ts'
import { act, cleanup, fireEvent, within } from '@testing-library/preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openPanel } from '../view-rig.ts'

const files: Blob[] = []
const clicked: string[] = []
beforeEach(() => {
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:${files.push(blob as Blob)}`)
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    clicked.push(`${this.download} ${this.href}`)
  })
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  files.length = 0
  clicked.length = 0
})

async function opened({ mails = false } = {}) {
  const rig = await openPanel({ mailsTranscripts: mails })
  const { view, server } = rig
  await act(() => void server.botSays('Hello'))
  const button = view.getByRole('button', { name: 'Save chat' })
  fireEvent.click(button)
  const box = () => within(view.getByRole('region', { name: 'Save chat' }))
  await vi.waitFor(() => expect(box()).toBeDefined())
  const press = async (name: string) => {
    fireEvent.click(box().getByRole('button', { name }))
    await act(() => rig.clock.pass(0))
  }
  return { ...rig, button, box, press }
}

describe('saving the chat', () => {
  it('is offered once there is something to save', async () => {
    const { view } = await openPanel()
    expect(view.queryByRole('button', { name: 'Save chat' })).toBeNull()
  })

  it('hands over the whole history as a text file', async () => {
    const { press, box, button } = await opened()
    await press('Download as a text file')
    await vi.waitFor(() => expect(clicked).toHaveLength(1))
    expect(clicked[0]).toMatch(/^chat-\d{4}-\d\d-\d\d\.txt blob:1$/)
    expect(files[0]?.type).toBe('text/plain;charset=utf-8')
    expect(await files[0]?.text()).toMatch(/Assistant: Hello\n$/)
    expect(box().getByRole('link', { name: /^chat-/ })).toBeDefined()
    expect(box().queryByRole('textbox')).toBeNull()
    const revoked = vi.spyOn(URL, 'revokeObjectURL')
    await act(() => void fireEvent.click(button))
    expect(revoked).toHaveBeenCalledWith('blob:1')
  })

  it('says so when the history cannot be had', async () => {
    const { press, box, chat } = await opened()
    vi.spyOn(chat.transcript, 'rows').mockResolvedValue(null)
    await press('Download as a text file')
    expect(box().getByText('That did not work. Please try again.')).toBeDefined()
    expect(clicked).toEqual([])
  })

  it('closes with Escape alone, and gives the focus back', async () => {
    const { view, box, chat, button } = await opened()
    expect(document.activeElement?.textContent).toBe('Download as a text file')
    await act(() => void fireEvent.keyDown(box().getByRole('button', { name: 'Close' }), { key: 'Escape' }))
    expect(view.queryByRole('region', { name: 'Save chat' })).toBeNull()
    expect(chat.shown.value).toBe(true)
    expect(button.getAttribute('aria-expanded')).toBe('false')
    expect(document.activeElement).toBe(button)
  })
})

describe('the chat by mail', () => {
  const codes: { [code: string]: WireErrorCode } = { '111111': 'notFound', '222222': 'closed', '333333': 'slowDown' }

  async function atCode() {
    const rig = await opened({ mails: true })
    const asked: MailTranscript[] = []
    rig.server.mail = (frame) => {
      asked.push(frame)
      if ('email' in frame) return { ok: true, next: 'code' }
      const code = codes[frame.code]
      return code ? { ok: false, error: { code } } : { ok: true, next: 'sent' }
    }
    const type = (value: string) => fireEvent.input(rig.box().getByRole('textbox'), { target: { value } })
    type(' ann@example.com ')
    await rig.press('Send by e-mail')
    return { ...rig, asked, type }
  }

  it('asks for an address, then for the digits that came there, in whichever digits they are typed', async () => {
    const { box, type, press, asked } = await atCode()
    expect(box().getByText('We have sent six digits to ann@example.com. Please enter them here.')).toBeDefined()
    const field = box().getByLabelText('The six digits')
    expect([field.getAttribute('autocomplete'), field.getAttribute('inputmode')]).toEqual(['one-time-code', 'numeric'])
    expect(document.activeElement).toBe(field)
    type('٠٤٨ 213')
    await press('Confirm')
    expect(asked).toMatchObject([{ email: 'ann@example.com' }, { code: '048213' }])
    expect(box().getByText('The chat is on its way to ann@example.com.')).toBeDefined()
  })

  it('refuses an address that no mail can reach before it asks anybody', async () => {
    const { box, press, server } = await opened({ mails: true })
    const mail = vi.fn(server.mail)
    server.mail = mail
    fireEvent.input(box().getByRole('textbox'), { target: { value: 'ann' } })
    await press('Send by e-mail')
    expect(box().getByText(/Please check the address/)).toBeDefined()
    expect(mail).not.toHaveBeenCalled()
  })

  it.each([
    ['12345', 'Those are not the digits that we sent.', 'The six digits'],
    ['111111', 'Those are not the digits that we sent.', 'The six digits'],
    ['222222', 'That took too long, or too many tries. Please begin again.', 'Your e-mail address'],
    ['333333', 'A little slower, please. Try again in a moment.', 'The six digits'],
  ])('says kindly what is wrong with %s', async (code, words, field) => {
    const { box, type, press } = await atCode()
    type(code)
    await press('Confirm')
    expect(box().getByText(words)).toBeDefined()
    expect(box().getByLabelText(field).getAttribute('aria-invalid')).toBe('true')
  })

  it('lets the visitor take another address', async () => {
    const { box, press } = await atCode()
    await press('Another address')
    expect(box().getByLabelText('Your e-mail address')).toHaveProperty('value', 'ann@example.com')
  })
})
