import type { AskedField } from '@baton/shared/asks.ts'
import { textMessage } from '@baton/shared/message.ts'
import type { Handoff } from './conversation.ts'
import type { Draft } from './draft.ts'
import { staysOf } from './fold.ts'
import type { HandoffId } from './ids.ts'
import type { Request } from './requests.ts'

/** Why somebody may leave a message, and the stay that ended so. */
export type Leaving = { reason: string; handoff: HandoffId | null }

/** Who leaves so many messages in an hour is not offered more. */
const mostLeft = 5
const within = 3_600_000

export function askWhichDesk(draft: Draft, request: Request): void {
  const desks = draft.given.policy.desks.map(({ name, label }) => ({ name, label }))
  draft.tell({ kind: 'asked', ask: { kind: 'desk', desks }, about: { kind: 'request', request } })
}

/** The site's form, once, and without what is known; false: there is nothing to ask. */
export function askForDetails(draft: Draft, request: Request): boolean {
  const fields = unknown(draft, draft.given.policy.form)
  if (fields.length === 0 || draft.now.formAsked) return false
  draft.tell({ kind: 'asked', ask: { kind: 'form', purpose: 'handoff', fields }, about: { kind: 'request', request } })
  return true
}

/** Offers to leave a message; where messages go nowhere, says that nobody can be reached. */
export function offerMessage(draft: Draft, { reason, handoff }: Leaving): void {
  const { policy } = draft.given
  const nowhere = policy.tickets === 'none' || (policy.tickets === 'desk' && policy.desks.length === 0)
  if (nowhere || leftTooOften(draft)) {
    draft.tell({ kind: 'botSaid', turn: null, message: textMessage(policy.noDeskText) })
    return
  }
  // A message at the desk is answered there, where the visitor is found again; any other needs a way back.
  const fields = unknown(draft, [
    { id: 'name', required: false },
    { id: 'email', required: policy.tickets === 'outside' },
    { id: 'question', required: !draft.now.spoke },
  ])
  draft.tell({
    kind: 'asked',
    ask: { kind: 'form', purpose: 'message', fields },
    about: { kind: 'message', reason, handoff },
  })
}

/** As tickets, or at the desk. */
export function leftTooOften({ now, given: { at } }: Draft): boolean {
  const tickets = now.tickets.filter((one) => at - one.at < within)
  const messages = staysOf(now).filter((one) => one.ended === 'message' && at - one.requestedAt < within)
  return tickets.length + messages.length >= mostLeft
}

/** Nobody came in time: keep waiting, leave a message, or the bot again. */
export function askHowToGoOn(draft: Draft, { id }: Handoff): void {
  const { policy } = draft.given
  const message = policy.tickets === 'outside' ? (['message'] as const) : []
  const can = [...(['wait'] as const), ...message, ...(policy.bot ? (['bot'] as const) : [])]
  draft.tell({ kind: 'asked', ask: { kind: 'waitOver', can }, about: { kind: 'handoff', handoff: id } })
}

/** Only who was answered by somebody can say how it was. */
export function askForRating(draft: Draft, { id, answeredAt, rating }: Handoff): void {
  const scale = draft.given.policy.rating
  if (scale === null || answeredAt === null || rating !== null) return
  draft.tell({ kind: 'asked', ask: { kind: 'rating', scale }, about: { kind: 'handoff', handoff: id } })
}

/** Back within a day: on with the same team? */
export function askToGoOn(draft: Draft, name: string): void {
  const desk = draft.given.policy.desks.find((one) => one.name === name)
  if (!desk) return
  const request: Request = { by: 'visitor', reason: 'goesOn', desk: desk.name, summary: null }
  draft.tell({ kind: 'asked', ask: { kind: 'goOn', label: desk.label }, about: { kind: 'request', request } })
}

const unknown = ({ now }: Draft, fields: readonly AskedField[]): AskedField[] =>
  fields.filter(({ id }) => id === 'question' || now.contact[id] === undefined)
