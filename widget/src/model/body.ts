import type { Answered } from '@baton/shared/asks.ts'
import type { Stored } from '@baton/shared/frames.ts'
import type { ConversationId, FileId, SendKey, Seq, SessionId } from '@baton/shared/ids.ts'
import type { Connection, Reply } from '../connection/connection.ts'

/** What can stand in the send queue. */
export type Body =
  | { kind: 'text'; text: string }
  | { kind: 'choice'; choice: string; target: Seq; label: string }
  /** Its bytes are kept by the server already. */
  | { kind: 'file'; file: FileId; name: string; size: number }
  | { kind: 'act'; action: 'person' | 'leave' }
  | { kind: 'respond'; conversation: ConversationId; target: Seq; answer: Answered }

export type Transmitters = Pick<Connection, 'send' | 'act' | 'respond'>

/** `page`: where the visitor is, where the server does not know it yet. */
export function transmit(
  connection: Transmitters,
  { key, body }: { key: SendKey; body: Body },
  session: SessionId,
  page: string | undefined,
): Promise<Reply<Stored>> {
  const from = page === undefined ? {} : { page }
  switch (body.kind) {
    case 'text':
      return connection.send({ session, key, ...from, text: body.text })
    case 'choice':
      return connection.send({ session, key, ...from, choice: body.choice, target: body.target })
    case 'file':
      return connection.send({ session, key, ...from, file: body.file })
    case 'act':
      return connection.act({ session, key, action: body.action })
    case 'respond':
      return connection.respond({
        ...{ session, key, answer: body.answer },
        ...{ conversation: body.conversation, target: body.target },
      })
  }
}
