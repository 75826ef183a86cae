import { cleanup, fireEvent } from '@testing-library/preact'
import { afterEach, describe, expect, it } from 'vitest'
import { script } from '../model/chat-rig.ts'
import { openPanel } from './view-rig.ts'

afterEach(cleanup)

async function opened() {
  const rig = await openPanel()
  const field = rig.view.getByRole('textbox') as HTMLTextAreaElement
  const type = (text: string) => fireEvent.input(field, { target: { value: text } })
  const enter = (init: KeyboardEventInit = {}) => fireEvent.keyDown(field, { key: 'Enter', ...init })
  return { ...rig, field, type, enter }
}

describe('the composer', () => {
  it('sends with Enter and is empty again', async () => {
    const { type, enter, chat, clock, field } = await opened()
    type('hello')
    enter()
    await clock.pass(0)
    expect(script(chat)).toEqual(['me: hello'])
    expect(field.value).toBe('')
  })

  it('breaks the line with Shift and Enter', async () => {
    const { type, enter, chat } = await opened()
    type('hello')
    expect(enter({ shiftKey: true })).toBe(true)
    expect(script(chat)).toEqual([])
  })

  it.each([{ isComposing: true }, { keyCode: 229 }])('leaves Enter to an input method: %j', async (init) => {
    const { type, enter, chat } = await opened()
    type('こんにちは')
    enter(init)
    expect(script(chat)).toEqual([])
  })

  it('sends nothing that is empty', async () => {
    const { type, enter, chat, view } = await opened()
    expect(view.getByRole('button', { name: 'Send' })).toHaveProperty('disabled', true)
    type('  \n ')
    enter()
    expect(script(chat)).toEqual([])
  })

  it('keeps a text that is too long, and says by how much', async () => {
    const { type, enter, view, field } = await opened()
    type('x'.repeat(8_003))
    enter()
    expect(view.getByRole('alert').textContent).toBe('Too long by 3')
    expect(field.value).toHaveLength(8_003)
    type('short')
    expect(view.queryByRole('alert')).toBeNull()
  })
})
