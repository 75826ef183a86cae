import type { Outcome } from '../../outcome.ts'
import { done, refused, unsure } from '../../outcome.ts'
import type { Receipt, Thread } from '../desk.ts'
import type { Client } from './client.ts'
import { receiptOf } from './find.ts'
import { messagesPath } from './messages.ts'
import { hasFailed } from './said.ts'
import { vendorMessage } from './wire.ts'

export type Body = {
  message_parts: unknown[]
  message_type: 'normal' | 'private'
  actor_type: 'user' | 'agent'
  actor_id: string
  user_id?: string
}

export async function post(client: Client, thread: Thread, body: Body): Promise<Outcome<Receipt>> {
  if (body.message_parts.length === 0) return refused('blank', 'there is nothing in it that can be sent')
  const posted = await client.post(messagesPath(thread.id), body)
  if (posted.kind === 'refused' && posted.why.code === 'http-404') return { kind: 'gone', why: 'deleted' }
  if (posted.kind !== 'done') return posted
  const { data } = vendorMessage.safeParse(posted.value.json)
  if (!data) return unsure('odd-answer')
  // A 2xx may still carry a failure (trap 5.4).
  if (hasFailed(data)) return refused('embedded-error', 'Freshchat took the message and failed to send it')
  if (!data.id) return unsure('no-id', 'the new message came without an id')
  return done(receiptOf(data))
}
