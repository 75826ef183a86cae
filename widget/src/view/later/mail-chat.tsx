import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { fill } from '../texts.ts'
import { useUi } from '../ui.ts'
import { Field } from './field.tsx'
import { troubleText } from './form-ask.tsx'
import { useTexts } from './later-words.ts'

/** The chat by mail: first the address, then the digits that prove it. */
export function MailChat() {
  const { chat } = useUi()
  const texts = useTexts()
  const [step, setStep] = useState<'email' | 'code' | 'sent'>('email')
  const [typed, setTyped] = useState({ email: '', code: '' })
  const [wrong, setWrong] = useState<string | null>(null)
  const [tries, setTries] = useState(0)
  const busy = useRef(false)
  const form = useRef<HTMLFormElement>(null)
  useLayoutEffect(() => {
    if (tries > 0) form.current?.querySelector('input')?.focus()
  }, [tries, step])

  const email = typed.email.trim()
  const ask = async () => {
    const trouble = step === 'email' ? troubleText({ id: 'email', required: true }, email, texts) : null
    if (trouble !== null) return setWrong(trouble)
    const code = digitsOf(typed.code)
    if (step === 'code' && code.length !== 6) return setWrong(texts.badCode)
    const result = await chat.transcript.mail(step === 'email' ? { email } : { code })
    switch (result) {
      case 'code':
      case 'sent':
        setWrong(null)
        return setStep(result)
      case 'slowDown':
        return setWrong(texts.slowDown)
      case 'notFound':
        return setWrong(texts.badCode)
      case 'closed':
        setStep('email')
        return setWrong(texts.codeOver)
      case 'badFrame':
        return setWrong(step === 'email' ? texts.badEmail : texts.badCode)
      default:
        return setWrong(texts.saveFailed)
    }
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    if (busy.current) return
    busy.current = true
    await ask()
    busy.current = false
    setTries((before) => before + 1)
  }
  const again = () => {
    setStep('email')
    setTyped({ email: typed.email, code: '' })
    setWrong(null)
  }
  return (
    <form class="fields" noValidate ref={form} onSubmit={(event) => void submit(event)}>
      <p role="status" dir="auto">
        {step !== 'email' && fill(step === 'code' ? texts.codeSent : texts.mailed, { email })}
      </p>
      {step !== 'sent' && (
        <>
          <Field
            key={step}
            id={`save.${step}`}
            kind={step}
            label={step === 'email' ? texts.fieldEmail : texts.code}
            required
            value={typed[step]}
            wrong={wrong}
            type={(value) => setTyped({ ...typed, [step]: value })}
          />
          <div class="options">
            <button type="submit" class="primary">
              {step === 'email' ? texts.mailChat : texts.confirm}
            </button>
            {step === 'code' && (
              <button type="button" class="quiet" onClick={again}>
                {texts.otherAddress}
              </button>
            )}
          </div>
        </>
      )}
    </form>
  )
}

/** As ASCII, whichever digits the visitor's keyboard has; what stands between them is nothing. */
function digitsOf(typed: string): string {
  const digits = typed.match(/[0-9٠-٩۰-۹]/g) ?? []
  return digits.map((digit) => (digit.charCodeAt(0) & 15) % 10).join('')
}
