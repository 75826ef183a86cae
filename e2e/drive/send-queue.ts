import { randomUUID } from 'node:crypto'
import type { ClientEvents, ServerEvents, Stored } from '@baton/shared/frames.ts'
import type { ConversationId, SendKey, Seq, SessionId } from '@baton/shared/ids.ts'
import type { Answer, WireErrorCode } from '@baton/shared/protocol.ts'
import type { Socket } from 'socket.io-client'
import type { Dice } from './dice.ts'

export type Order =
  | { kind: 'text'; text: string }
  | { kind: 'choice'; choice: string; target: Seq }
  | { kind: 'act'; action: 'person' | 'leave' }

/** What became of one send, as the visitor believes. Times are `performance.now()`. */
export type Sent = {
  key: SendKey
  order: Order
  queuedAt: number
  triedAt: number | null
  tries: number
  /** Acknowledged: it counts as stored from then on. */
  acked: { conversation: ConversationId; seq: Seq; at: number } | null
  /** The answers of later tries too: the same key must get the same one. */
  answers: { conversation: ConversationId; seq: Seq }[]
  refused: WireErrorCode | null
}

/** First in, first out, one at a time; every try of a send carries the same key. */
export interface SendQueue {
  readonly sent: Sent[]
  add(order: Order): string
  flow(socket: Socket<ServerEvents, ClientEvents>, session: SessionId): void
  rest(): void
  isEmpty(): boolean
  /** Sends something again that was acknowledged already, as after a lost answer: it must change nothing. */
  again(key: string): Promise<void>
}

export function createSendQueue(given: {
  dice: Dice
  patience: number
  onLost: () => void
  onOtherSession: () => void
}): SendQueue {
  const { dice, patience } = given
  const sent: Sent[] = []
  let line: { socket: Socket<ServerEvents, ClientEvents>; session: SessionId } | null = null
  let sending = false
  let timer: NodeJS.Timeout | null = null

  const head = (): Sent | undefined => sent.find((one) => one.acked === null && one.refused === null)

  async function pump(): Promise<void> {
    const one = head()
    const now = line
    if (!one || !now || sending || timer) return
    sending = true
    one.triedAt ??= performance.now()
    one.tries++
    const answer = await transmit(now, one)
    sending = false
    if (answer?.ok) noteAnswer(one, answer)
    if (answer?.ok || now !== line) return void pump()
    if (answer === null) return given.onLost()
    const { code, after = 0 } = answer.error
    if (code === 'otherSession') return given.onOtherSession()
    if (code === 'slowDown' || code === 'unavailable') return hold(after)
    one.refused = code
    void pump()
  }

  function hold(after: number): void {
    timer = setTimeout(
      () => {
        timer = null
        void pump()
      },
      // Shorter than a widget's pause: trials are short, and a send that comes early is refused again.
      Math.min(after, 200) + dice.fraction() * 50,
    )
  }

  function transmit(
    { socket, session }: NonNullable<typeof line>,
    { key, order }: Sent,
  ): Promise<Answer<Stored> | null> {
    const waiting = socket.timeout(patience)
    const answer =
      order.kind === 'text'
        ? waiting.emitWithAck('send', { session, key, text: order.text })
        : order.kind === 'choice'
          ? waiting.emitWithAck('send', { session, key, choice: order.choice, target: order.target })
          : waiting.emitWithAck('act', { session, key, action: order.action })
    return answer.catch(() => null)
  }

  function noteAnswer(one: Sent, { conversation, seq }: Stored): void {
    one.acked ??= { conversation, seq, at: performance.now() }
    one.answers.push({ conversation, seq })
  }

  return {
    sent,
    add(order) {
      const key = randomUUID()
      const entry = { queuedAt: performance.now(), triedAt: null, tries: 0, acked: null, answers: [], refused: null }
      sent.push({ key: key as SendKey, order, ...entry })
      void pump()
      return key
    },
    flow(socket, session) {
      line = { socket, session }
      void pump()
    },
    rest() {
      line = null
      if (timer) clearTimeout(timer)
      timer = null
    },
    isEmpty: () => head() === undefined,
    async again(key) {
      const one = sent.find((entry) => entry.key === key)
      if (!one || !line) return
      const answer = await transmit(line, one)
      if (answer?.ok) noteAnswer(one, answer)
    },
  }
}
