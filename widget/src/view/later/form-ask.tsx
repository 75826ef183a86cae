import { type Answered, type Ask, type AskedField, fieldLimits, fieldTrouble } from '@baton/shared/asks.ts'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { fill } from '../texts.ts'
import type { AskProps } from './ask-line.tsx'
import { Field } from './field.tsx'
import { type AllTexts, useTexts } from './later-words.ts'

/** A few details, before a person is asked for or with a message that is left. Checked at the first try to send, then as they are typed. */
export function FormAsk({ ask, row, typed, type, send }: AskProps<Extract<Ask, { kind: 'form' }>>) {
  const texts = useTexts()
  const [tries, setTries] = useState(0)
  const form = useRef<HTMLFormElement>(null)
  const message = ask.purpose === 'message'
  // A field of a newer server has no name here.
  const fields = ask.fields.filter(({ id }) => Object.hasOwn(fieldLimits, id))
  const wrong = (field: AskedField) => (tries > 0 ? troubleText(field, typed[field.id] ?? '', texts) : null)
  useLayoutEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [tries])

  const submit = (event: Event) => {
    event.preventDefault()
    const filled = fields.map(({ id }) => [id, typed[id]?.trim() ?? '']).filter(([, value]) => value !== '')
    if (fields.some((field) => fieldTrouble(field, typed[field.id] ?? ''))) setTries(tries + 1)
    else send({ kind: 'filled', values: Object.fromEntries(filled) } satisfies Answered)
  }
  const labels = {
    name: texts.fieldName,
    email: texts.fieldEmail,
    phone: texts.fieldPhone,
    question: message ? texts.fieldMessage : texts.fieldQuestion,
  }
  const go = message ? texts.sendMessage : texts.go
  return (
    <form class="fields" noValidate ref={form} onSubmit={submit}>
      {fields.map((field) => (
        <Field
          key={field.id}
          id={`${row.key}.${field.id}`}
          kind={field.id}
          label={labels[field.id]}
          required={field.required}
          value={typed[field.id] ?? ''}
          wrong={wrong(field)}
          type={(value) => type(field.id, value)}
        />
      ))}
      <div class="options">
        <button type="submit" class="primary">
          {row.state === 'failed' ? texts.retry : go}
        </button>
        <button type="button" class="quiet" onClick={() => send({ kind: 'declined' })}>
          {texts.noThanks}
        </button>
      </div>
    </form>
  )
}

/** null: nothing is wrong. */
export function troubleText(field: AskedField, typed: string, texts: AllTexts): string | null {
  switch (fieldTrouble(field, typed)) {
    case 'missing':
      return texts.missing
    case 'tooLong':
      return fill(texts.tooLong, { n: [...typed.trim()].length - fieldLimits[field.id] })
    case 'email':
      return texts.badEmail
    case 'phone':
      return texts.badPhone
    case null:
      return null
  }
}
