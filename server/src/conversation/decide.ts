import { never } from '@baton/shared/ids.ts'
import { answered } from './answers.ts'
import { botFailed, botReplied } from './bot-turns.ts'
import type { Conversation } from './conversation.ts'
import type { Decision } from './decision.ts'
import {
  availabilityKnown,
  delivered,
  deliveryRefused,
  deliveryTroubled,
  introduced,
  looked,
  threadClosed,
  threadGone,
  threadOpened,
} from './delivery-results.ts'
import { deskTold } from './desk-told.ts'
import { type Draft, draftOf, type Given } from './draft.ts'
import { waitIsOver } from './handoffs.ts'
import type { Input } from './inputs.ts'
import { ticketMade, ticketRefused } from './tickets.ts'
import { askedForPerson, attached, cameBack, chose, described, leftDesk, opened, wrote } from './visitor.ts'

export type { Given } from './draft.ts'

/**
 * What follows from an input. Pure: the same three arguments give the same decision. An input that is late, repeated by
 * another way, or meant for a holder that is gone decides nothing.
 */
export function decide(now: Conversation, input: Input, given: Given): Decision {
  const draft = draftOf(now, given)
  apply(draft, input)
  return draft.decision()
}

function apply(draft: Draft, input: Input): void {
  switch (input.kind) {
    case 'opened':
      return opened(draft, input)
    case 'cameBack':
      return cameBack(draft, input)
    case 'described':
      return described(draft, input)
    case 'answered':
      return answered(draft, input)
    case 'wrote':
      return wrote(draft, input)
    case 'attached':
      return attached(draft, input)
    case 'chose':
      return chose(draft, input)
    case 'askedForPerson':
      return askedForPerson(draft)
    case 'leftDesk':
      return leftDesk(draft)
    case 'botReplied':
      return botReplied(draft, input)
    case 'botFailed':
      return botFailed(draft, input)
    case 'availabilityKnown':
      return availabilityKnown(draft, input)
    case 'threadOpened':
      return threadOpened(draft, input)
    case 'delivered':
      return delivered(draft, input)
    case 'deliveryTroubled':
      return deliveryTroubled(draft, input)
    case 'deliveryRefused':
      return deliveryRefused(draft, input)
    case 'threadGone':
      return threadGone(draft, input)
    case 'threadClosed':
      return threadClosed(draft, input.handoff, input.at)
    case 'introduced':
      return introduced(draft, input)
    case 'looked':
      return looked(draft, input)
    case 'timeUp':
      return waitIsOver(draft, input.stint)
    case 'ticketMade':
      return ticketMade(draft, input)
    case 'ticketRefused':
      return ticketRefused(draft, input)
    case 'desk':
      return deskTold(draft, input)
    default:
      return never(input)
  }
}
