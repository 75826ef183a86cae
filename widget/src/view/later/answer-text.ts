import type { Answered, Ask } from '@baton/shared/asks.ts'
import type { Choice } from '@baton/shared/message.ts'
import { fill } from '../texts.ts'
import type { AllTexts } from './later-words.ts'

/** What a question that is answered with a tap offers; what a newer server offers besides is left out. */
export function choicesOf(ask: Ask, texts: AllTexts): Choice[] {
  switch (ask.kind) {
    case 'desk':
      return ask.desks.map(({ name, label }) => ({ id: name, label }))
    case 'waitOver': {
      const labels = { wait: texts.keepWaiting, message: texts.leaveMessage, bot: texts.backToBot }
      return ask.can.filter((id) => Object.hasOwn(labels, id)).map((id) => ({ id, label: labels[id] }))
    }
    case 'goOn':
      return [
        { id: 'yes', label: texts.goOnYes },
        { id: 'no', label: texts.goOnNo },
      ]
    case 'form':
    case 'rating':
      return []
  }
}

/** What was answered, in a few words; a form's values stay out of it. */
export function answerText(ask: Ask, answer: Answered, texts: AllTexts): string {
  switch (answer.kind) {
    case 'chosen':
      return choicesOf(ask, texts).find(({ id }) => id === answer.choice)?.label ?? answer.choice
    case 'filled':
      return ask.kind === 'form' && ask.purpose === 'message' ? texts.messageLeft : texts.detailsSent
    case 'rated':
      if (ask.kind !== 'rating' || ask.scale === 'stars') return fill(texts.stars, { n: answer.score })
      return answer.score > 3 ? texts.thumbUp : texts.thumbDown
    case 'declined':
      return texts.noThanks
  }
}
