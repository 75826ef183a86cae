import { useTexts } from './later-words.ts'

type FieldProps = {
  /** Of all elements in the panel. */
  id: string
  kind: keyof typeof kinds
  label: string
  value: string
  /** What is wrong with it, in words. */
  wrong: string | null
  required: boolean
  type(value: string): void
}

const kinds = {
  name: { autocomplete: 'name' },
  email: { type: 'email', inputmode: 'email', autocomplete: 'email' },
  phone: { type: 'tel', inputmode: 'tel', autocomplete: 'tel' },
  code: { inputmode: 'numeric', autocomplete: 'one-time-code' },
  question: { rows: 3 },
  comment: { rows: 2 },
} as const

/** A field with its name above and what is wrong below. */
export function Field({ id, kind, label, value, wrong, required, type }: FieldProps) {
  const texts = useTexts()
  const described = `${id}.wrong`
  const shared = {
    ...{ id, value, required, class: 'line' },
    // An empty field begins where the language does.
    ...(value && { dir: 'auto' as const }),
    'aria-invalid': wrong !== null,
    ...(wrong !== null && { 'aria-describedby': described }),
    onInput: (event: { currentTarget: { value: string } }) => type(event.currentTarget.value),
  }
  return (
    <div>
      <label for={id}>
        {label} {!required && <small>{texts.optional}</small>}
      </label>
      {kind === 'question' || kind === 'comment' ? (
        <textarea {...kinds[kind]} {...shared} />
      ) : (
        <input {...kinds[kind]} {...shared} />
      )}
      {wrong !== null && (
        <p class="wrong" id={described}>
          {wrong}
        </p>
      )}
    </div>
  )
}
