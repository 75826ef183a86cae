// long because every way of asking and answering is told here.
import type { Ask, AskedField } from '@baton/shared/asks.ts'
import { act, cleanup, fireEvent, within } from '@testing-library/preact'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openPanel } from '../view-rig.ts'

afterEach(cleanup)

type Rig = Awaited<ReturnType<typeof openPanel>>
const name: AskedField = { id: 'name', required: true }
const email: AskedField = { id: 'email', required: true }
const phone: AskedField = { id: 'phone', required: false }
const question: AskedField = { id: 'question', required: false }
const form = (purpose: 'handoff' | 'message', ...fields: AskedField[]): Ask => ({ kind: 'form', purpose, fields })

async function asked(ask: Ask, rig?: Rig) {
  const { view, server, clock, ...rest } = rig ?? (await openPanel())
  await act(() => void server.asks(ask))
  const log = within(view.getByRole('log'))
  const group = () => view.container.querySelector('.asked') as HTMLElement
  await vi.waitFor(() => expect(group()).not.toBeNull())
  return {
    ...{ ...rest, view, server, clock, log, group },
    field: (label: RegExp) => within(group()).getByLabelText(label) as HTMLInputElement,
    type: (label: RegExp, value: string) =>
      fireEvent.input(within(group()).getByLabelText(label), { target: { value } }),
    press: async (label: string) => {
      fireEvent.click(log.getByRole('button', { name: label }))
      await act(() => clock.pass(0))
    },
    buttons: () => log.queryAllByRole('button').map((button) => button.textContent),
    answers: () => server.answered.map(({ answer }) => answer),
  }
}

describe('what Baton asks', () => {
  it('is spoken once as a question, and takes the focus from nobody', async () => {
    const rig = await openPanel()
    const focused = document.activeElement
    const { view } = await asked({ kind: 'desk', desks: [] }, rig)
    const spoken = view.getAllByRole('status').map((element) => element.textContent)
    expect(spoken.filter((line) => line?.includes('talk to'))).toEqual(['Who would you like to talk to?'])
    expect(document.activeElement).toBe(focused)
  })

  it('is not spoken of where it is not known', async () => {
    const { view, server } = await openPanel()
    await act(() => void server.asks({ kind: 'riddle' } as never))
    expect(view.getByRole('log').textContent).toBe('Hi! How can we help?')
    expect(view.getAllByRole('status').map((element) => element.textContent)).toEqual(['', ''])
  })

  it('offers each desk by its label, and shows afterwards which one it was', async () => {
    const desks = [
      { name: 'support', label: 'Help' },
      { name: 'sales', label: 'المبيعات' },
    ]
    const { press, buttons, answers, log } = await asked({ kind: 'desk', desks })
    expect(buttons()).toEqual(['Help', 'المبيعات'])
    expect(log.getByRole('button', { name: 'المبيعات' }).dir).toBe('auto')
    await press('المبيعات')
    expect(answers()).toEqual([{ kind: 'chosen', choice: 'sales' }])
    expect(buttons()).toEqual([])
    expect(log.getByText('المبيعات')).toBeDefined()
  })

  it('offers after a wait only what can be done, in the order that was given', async () => {
    const { press, buttons, answers } = await asked({ kind: 'waitOver', can: ['message', 'wait', 'fly'] as never })
    expect(buttons()).toEqual(['Leave a message', 'Keep waiting'])
    await press('Keep waiting')
    expect(answers()).toEqual([{ kind: 'chosen', choice: 'wait' }])
  })

  it('asks whether to go on with the same team', async () => {
    const { press, answers, log } = await asked({ kind: 'goOn', label: 'Sales' })
    expect(log.getByText('Go on with Sales?')).toBeDefined()
    await press('Yes, go on')
    expect(answers()).toEqual([{ kind: 'chosen', choice: 'yes' }])
  })

  it('leaves no control that does nothing, when the server asks it no more', async () => {
    const { server, buttons, view } = await asked(form('handoff', name))
    server.setStatus({ asks: [] })
    await act(() => void server.botSays('Let us go on here.'))
    expect(buttons()).toEqual([])
    expect(within(view.getByRole('log')).queryByRole('textbox')).toBeNull()
  })

  it('shows what an earlier page of the history has asked and heard', async () => {
    const { view, server } = await openPanel()
    const target = 1 as never
    await act(() => {
      server.happen(
        { kind: 'asked', ask: form('handoff', name) },
        { kind: 'answered', key: 'k' as never, target, answer: { kind: 'filled', values: { name: 'Ann' } } },
        { kind: 'asked', ask: { kind: 'goOn', label: 'Sales' } },
        { kind: 'answered', key: 'l' as never, target: 3 as never, answer: { kind: 'declined' } },
      )
    })
    const log = within(view.getByRole('log'))
    await vi.waitFor(() => expect(log.getByText('Details sent')).toBeDefined())
    expect(log.getByText('No, thanks')).toBeDefined()
    expect(log.queryByText(/Ann/)).toBeNull()
  })
})

describe('a form', () => {
  it('has a name and a purpose for each field, and lets a phone and a password manager help', async () => {
    const { field } = await asked(form('handoff', name, email, phone, question))
    const told = [/name/, /e-mail/, /phone/].map((label) => {
      const { type, required } = field(label)
      return [field(label).getAttribute('autocomplete'), field(label).getAttribute('inputmode'), type, required]
    })
    expect(told).toEqual([
      ['name', null, 'text', true],
      ['email', 'email', 'email', true],
      ['tel', 'tel', 'tel', false],
    ])
    expect(field(/question/).tagName).toBe('TEXTAREA')
  })

  it('says beside each field what is wrong, goes to the first, and takes it back as soon as it is right', async () => {
    const { field, type, press, answers, view } = await asked(form('handoff', name, email, phone))
    expect(field(/e-mail/).getAttribute('aria-invalid')).toBe('false')
    type(/name/, ' Ann ')
    type(/e-mail/, 'ann@')
    type(/phone/, '123')
    await press('Continue')
    expect(answers()).toEqual([])
    expect(document.activeElement).toBe(field(/e-mail/))
    const described = (label: RegExp) => {
      const id = field(label).getAttribute('aria-describedby')
      return id && view.container.querySelector(`[id="${id}"]`)?.textContent
    }
    expect([/name/, /e-mail/, /phone/].map(described)).toEqual([
      null,
      'Please check the address. It looks like name@example.com.',
      'Please check the number. It needs at least five digits.',
    ])
    type(/e-mail/, 'ann@example.com')
    expect(field(/e-mail/).getAttribute('aria-invalid')).toBe('false')
    type(/phone/, '')
    await press('Continue')
    expect(answers()).toEqual([{ kind: 'filled', values: { name: 'Ann', email: 'ann@example.com' } }])
  })

  it('shows that the details were sent, and not what they are', async () => {
    const { type, press, log } = await asked(form('message', question))
    type(/message/, 'Where is my tent?')
    await press('Send message')
    expect(log.getByText('Message sent')).toBeDefined()
    expect(log.queryByText('Where is my tent?')).toBeNull()
  })

  it('can be declined', async () => {
    const { press, answers, log, buttons } = await asked(form('handoff', name))
    await press('No, thanks')
    expect(answers()).toEqual([{ kind: 'declined' }])
    expect(log.getByText('No, thanks')).toBeDefined()
    expect(buttons()).toEqual([])
  })

  it('keeps what was typed whatever else happens meanwhile', async () => {
    const { server, line, clock, type, field } = await asked(form('handoff', name))
    type(/name/, 'An')
    await act(() => void server.botSays('Are you there?'))
    line.cut()
    await act(() => clock.pass(2_000))
    line.reopen()
    await act(() => clock.pass(0))
    expect(field(/name/).value).toBe('An')
  })

  it('has what was sent on an earlier page, when that is refused on this one', async () => {
    const rig = await openPanel()
    rig.server.refuseSend = { code: 'badFrame' }
    await act(async () => {
      rig.chat.answer(rig.server.asks(form('handoff', name)), { kind: 'filled', values: { name: 'Ann' } })
      await rig.clock.pass(0)
    })
    await vi.waitFor(() => expect(rig.view.getByLabelText('Your name')).toHaveProperty('value', 'Ann'))
  })

  it('keeps what was typed when it could not be sent, and sends it again', async () => {
    const { server, type, field, press, answers, log } = await asked(form('handoff', name))
    type(/name/, 'Ann')
    server.refuseSend = { code: 'badFrame' }
    await press('Continue')
    expect(log.getByRole('alert').textContent).toBe('Not sent')
    expect(field(/name/).value).toBe('Ann')
    server.refuseSend = null
    await press('Try again')
    expect(answers().at(-1)).toEqual({ kind: 'filled', values: { name: 'Ann' } })
    expect(log.getByText('Details sent')).toBeDefined()
  })
})

describe('a rating', () => {
  it('is chosen like any radio button, and sent only with the button', async () => {
    const { press, type, answers, log } = await asked({ kind: 'rating', scale: 'stars' })
    const stars = within(log.getByRole('radiogroup', { name: 'How was the chat with our team?' })).getAllByRole('radio')
    expect(stars.map((star) => star.closest('label')?.textContent)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `${n} of 5 stars`),
    )
    fireEvent.click(stars[3] as HTMLElement)
    expect(answers()).toEqual([])
    type(/tell us/, ' Ann was quick. ')
    await press('Send')
    expect(answers()).toEqual([{ kind: 'rated', score: 4, comment: 'Ann was quick.' }])
    expect(log.getByText('Thank you!')).toBeDefined()
    expect(log.getByText('4 of 5 stars')).toBeDefined()
  })

  it('has two thumbs where the site wants them, and needs no words', async () => {
    const { group, press, answers, log } = await asked({ kind: 'rating', scale: 'thumbs' })
    fireEvent.click(within(group()).getByLabelText('Not good'))
    await press('Send')
    expect(answers()).toEqual([{ kind: 'rated', score: 1 }])
    expect(log.getByText('Not good')).toBeDefined()
  })

  it('says by how much its words are too long', async () => {
    const { group, press, type, answers } = await asked({ kind: 'rating', scale: 'stars' })
    fireEvent.click(within(group()).getByLabelText('5 of 5 stars'))
    type(/tell us/, '🙂'.repeat(1_002))
    await press('Send')
    expect(answers()).toEqual([])
    expect(group().textContent).toContain('Too long by 2')
  })
})
