import type { Account } from './account.ts'
import type { Conversation, Message } from './records.ts'
import { reopen } from './status.ts'
import type { Draft } from './writing.ts'
import { write } from './writing.ts'

/** Posts what a person or bot said: a resolved conversation is reopened by it, notes never do that (contract 5.3). */
export function post(account: Account, conversation: Conversation, draft: Draft): Message {
  const said = (draft.type ?? 'normal') === 'normal' && !draft.botsPrivateNote && !draft.failed
  const person = draft.by.kind === 'user' || draft.by.kind === 'agent'
  if (said && person) reopen(account, conversation, draft.by, draft.byApi)
  return write(account, conversation, draft)
}

/** Whether the user has begun another conversation since; only the latest one takes a user's message once resolved. */
export function isLatest(account: Account, conversation: Conversation): boolean {
  return account.state.conversations.findLast((other) => other.user === conversation.user) === conversation
}
