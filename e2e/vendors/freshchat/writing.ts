import { randomUUID } from 'node:crypto'
import type { Account } from './account.ts'
import type { Actor, Conversation, Message, Part } from './records.ts'

export type Draft = {
  by: Actor
  parts: Part[]
  replyParts?: Part[]
  type?: Message['type']
  source?: string
  botsPrivateNote?: boolean
  meta?: Message['meta']
  failed?: Message['failed']
  byApi?: boolean
}

/** Puts a message at the end of a conversation and tells of it; status is not its business. */
export function write(account: Account, conversation: Conversation, draft: Draft): Message {
  const byAgent = draft.by.kind === 'agent' && draft.type !== 'system'
  const place = `${draft.by.kind} message`
  const strange = byAgent && !draft.byApi && account.faults.take('unknownPart', place) !== null
  const late = byAgent && draft.parts.some(isAttachment) ? account.faults.take('lateAttachment', place) : null
  const marked = byAgent && !draft.byApi && account.faults.take('htmlText', place) !== null
  const parts = marked ? draft.parts.map(asHtml) : draft.parts
  const message: Message = {
    id: randomUUID(),
    at: account.time(),
    by: draft.by,
    type: draft.type ?? 'normal',
    parts: strange ? [...parts, { mood: { colour: 'blue' } }] : parts,
    replyParts: draft.replyParts ?? [],
    text: textOf(draft.parts),
    source: draft.byApi ? 'api' : (draft.source ?? 'web'),
    interaction: conversation.interaction,
    meta: draft.meta ?? {},
    botsPrivateNote: draft.botsPrivateNote ?? false,
    failed: draft.failed ?? null,
    urlFrom: late ? account.clock.now() + (late.ms ?? 0) : 0,
  }
  conversation.messages.push(message)
  conversation.updated = message.at
  if (message.failed) {
    account.onChange()
    return message
  }
  if (message.by.kind === 'user') conversation.unread += 1
  account.tell({
    action: 'message_create',
    conversation,
    message,
    by: message.by,
    at: message.at,
    byApi: draft.byApi ?? false,
  })
  return message
}

/** A line about a change of status, which nobody wrote. */
export function notice(
  account: Account,
  conversation: Conversation,
  by: Actor,
  text: string,
  meta: Message['meta'] = {},
): void {
  const asAgent = by.kind === 'agent' && account.faults.take('noticeAsAgent', 'notice') !== null
  write(account, conversation, {
    by: asAgent ? by : { kind: 'system', id: null },
    parts: [{ text: { content: text } }],
    type: asAgent ? 'normal' : 'system',
    source: 'system',
    meta,
  })
}

/** As the editor of an agent's console hands it on (contract 3). */
function asHtml(part: Part): Part {
  const content = (part.text as { content?: unknown } | undefined)?.content
  if (typeof content !== 'string') return part
  const safe = content.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  return { text: { content: `<p>${safe.replace(/\n/g, '<br>')}</p>` } }
}

function isAttachment(part: Part): boolean {
  return 'file' in part || 'image' in part || 'video' in part
}

function textOf(parts: Part[]): string {
  return parts
    .map((part) => (part.text as { content?: unknown } | undefined)?.content)
    .filter((content) => typeof content === 'string')
    .join('\n')
}
