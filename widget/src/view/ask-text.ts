import type { Ask } from '@baton/shared/asks.ts'
import type { Texts } from './texts/en.ts'
import { fill } from './texts.ts'

/** What Baton asks, as a sentence. */
export function askText(ask: Ask, texts: Texts): string {
  switch (ask.kind) {
    case 'desk':
      return texts.askDesk
    case 'form':
      return ask.purpose === 'message' ? texts.askMessage : texts.askDetails
    case 'waitOver':
      return texts.askWaitOver
    case 'goOn':
      return fill(texts.askGoOn, { label: ask.label })
    case 'rating':
      return texts.askRating
  }
}
