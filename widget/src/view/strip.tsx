import type { Ms } from '@baton/shared/ids.ts'
import { Icon } from './icons.tsx'
import { fill } from './texts.ts'
import { Dots } from './typing.tsx'
import { useUi } from './ui.ts'

/** The way to a person, and how far along it one is. */
export function Strip() {
  const { chat, words } = useUi()
  const { texts, locale } = words.value
  const waiting = chat.waiting.value
  const acting = chat.acting.value
  if (waiting) {
    const { position, wait } = waiting
    return (
      <div class="strip wait">
        <Dots />
        <p role="status">
          <span>{texts.waiting}</span>
          {(position || wait) && (
            <small>
              {[
                position && fill(texts.position, { n: position.toLocaleString(locale) }),
                wait && fill(texts.waitAbout, { time: waitText(wait, locale) }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </small>
          )}
        </p>
        <button type="button" class="quiet" disabled={acting === 'leave'} onClick={chat.leave}>
          {texts.stopWaiting}
        </button>
      </div>
    )
  }
  if (!chat.canAskForPerson.value) return null
  return (
    <div class="strip">
      <button type="button" class="quiet" disabled={acting === 'person'} onClick={chat.askForPerson}>
        <Icon name="person" />
        {texts.askForPerson}
      </button>
    </div>
  )
}

/** In whole minutes, from two hours on in hours; worded by the language itself, which may count in more ways than one and many. */
function waitText(wait: Ms, locale: string): string {
  const minutes = Math.max(1, Math.round(wait / 60_000))
  const [value, unit] = minutes < 120 ? [minutes, 'minute'] : [Math.round(minutes / 60), 'hour']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
}
