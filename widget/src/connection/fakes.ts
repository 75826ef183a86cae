// long because the fake server keeps the rules of the whole wire.
import type { Ask } from '@baton/shared/asks.ts'
import type {
  Act,
  Attach,
  Attached,
  Batch,
  FileLink,
  Hello,
  MailTranscript,
  Older,
  OlderPage,
  Respond,
  Send,
  Stored,
  Welcome,
} from '@baton/shared/frames.ts'
import type { ConversationId, Cursor, FileId, Generation, Seq, SessionId, Time } from '@baton/shared/ids.ts'
import { seqOf, timeOf } from '@baton/shared/ids.ts'
import { type Message, type Part, textMessage } from '@baton/shared/message.ts'
import type { Answer, WireError } from '@baton/shared/protocol.ts'
import type { Passing, Status, Visible, VisibleBody } from '@baton/shared/timeline.ts'
import type { Connection, ConnectionListener, Reply } from './connection.ts'

type Talk = { id: ConversationId; log: Visible[]; status: Status }
type Visitor = { token: string; talks: Talk[]; keys: Map<string, Stored>; lines: Set<FakeLine> }

export const calmStatus: Status = {
  ...{ mode: 'bot', stint: 0, agent: null, agents: {}, waiting: null, trouble: {}, canAskForPerson: true },
}

/**
 * For tests: a server that keeps the wire's promises, and breaks what a network breaks when it is told to. Any number of tabs
 * connect to it.
 */
export class FakeServer {
  generation = 'g1' as Generation
  visitors = new Map<string, Visitor>()
  batchEvents = 100
  /** So many answers from now on never arrive, though the work was done. */
  loseAnswers = 0
  /** Every handshake is refused with this. */
  refuseHandshake: WireError | null = null
  /** Every send, act and answer is refused with this. */
  refuseSend: WireError | null = null
  /** Nobody gets through at all. */
  unreachable = false
  /** Handshakes hang. */
  stuck = false
  sent: Send[] = []
  /** Every wish to attach, and what may become of one. */
  attached: Attach[] = []
  refuseAttach: WireError | null = null
  /** The files whose bytes were put, by their ids, and how a message shows them. */
  files = new Map<FileId, Part>()
  linked: FileLink[] = []
  refuseLink: WireError | null = null
  answered: Respond[] = []
  greeted: Hello[] = []
  /** What becomes of a request for the history by mail. */
  mail: (frame: MailTranscript) => Reply<{ next: 'code' | 'sent' }> = () => ({ ok: true, next: 'code' })
  #minted = 0

  connect(): FakeLine {
    return new FakeLine(this)
  }

  visitor(): Visitor {
    const visitor = [...this.visitors.values()].at(-1)
    if (!visitor) throw new Error('nobody has said hello')
    return visitor
  }

  /** Something happens in the newest conversation, and every tab hears of it. */
  happen(...bodies: VisibleBody[]): Seq {
    return this.happenTo(this.visitor(), ...bodies)
  }

  happenTo(visitor: Visitor, ...bodies: VisibleBody[]): Seq {
    const talk = current(visitor)
    const after = talk.log.length
    for (const body of bodies)
      talk.log.push({
        seq: seqOf(talk.log.length + 1),
        at: timeOf(Date.UTC(2026, 0, 1) + talk.log.length),
        ...body,
      } as Visible)
    for (const line of visitor.lines) line.hear(this.batch(talk, seqOf(after)))
    return seqOf(talk.log.length)
  }

  botSays = (text: string) => this.happen({ kind: 'botSaid', message: textMessage(text) })

  /** Baton asks, and goes on asking until it is answered. */
  asks(ask: Ask): Seq {
    const talk = current(this.visitor())
    this.setStatus({ asks: [...(talk.status.asks ?? []), seqOf(talk.log.length + 1)] })
    return this.happen({ kind: 'asked', ask })
  }

  setStatus(change: Partial<Status>): void {
    const talk = current(this.visitor())
    talk.status = { ...talk.status, ...change }
  }

  pass(passing: Passing): void {
    for (const line of this.visitor().lines) line.listener?.passing(passing)
  }

  mint(): Visitor {
    const token = `token-${++this.#minted}`
    const visitor = { token, talks: [newTalk(token, 0)], keys: new Map(), lines: new Set<FakeLine>() }
    this.visitors.set(token, visitor)
    return visitor
  }

  beginTalk(): void {
    const { token, talks } = this.visitor()
    talks.push(newTalk(token, talks.length))
  }

  batch(talk: Talk, after: Seq, reset = false): Batch {
    const events = talk.log.filter((event) => event.seq > after).slice(0, this.batchEvents)
    const more = after + events.length < talk.log.length
    return {
      generation: this.generation,
      conversation: talk.id,
      after,
      upTo: seqOf(after + events.length),
      events,
      status: talk.status,
      reset,
      more,
    }
  }

  from(visitor: Visitor, cursor: Cursor | null): Batch {
    const talk = current(visitor)
    const known =
      cursor?.generation === this.generation && cursor.conversation === talk.id && cursor.seq <= talk.log.length
    return known
      ? this.batch(talk, cursor.seq)
      : this.batch(talk, seqOf(Math.max(0, talk.log.length - this.batchEvents)), true)
  }
}

const current = (visitor: Visitor): Talk => visitor.talks.at(-1) as Talk
const newTalk = (token: string, nth: number): Talk => ({
  id: `0190-${token}-${nth}` as ConversationId,
  log: [],
  status: calmStatus,
})

/** One tab's line. */
export class FakeLine implements Connection {
  listener: ConnectionListener | null = null
  up = false
  opened = 0
  trying = false
  typed: boolean[] = []
  seenUpTo: Seq[] = []
  #server: FakeServer
  #token: () => string | null = () => null
  #visitor: Visitor | null = null

  constructor(server: FakeServer) {
    this.#server = server
  }

  listen(listener: ConnectionListener): void {
    this.listener = listener
  }

  open(token: () => string | null): void {
    this.#token = token
    this.reopen()
  }

  reopen(): void {
    this.close()
    this.opened++
    const token = this.#token()
    this.trying = true
    void Promise.resolve().then(() => {
      if (this.#server.stuck) return
      this.trying = false
      if (this.#server.unreachable) return this.listener?.down()
      const refusal =
        this.#server.refuseHandshake ??
        (token !== null && !this.#server.visitors.has(token) ? ({ code: 'unknownToken' } as const) : null)
      if (refusal) return this.listener?.refused(refusal)
      this.#visitor = token === null ? null : (this.#server.visitors.get(token) ?? null)
      this.#visitor?.lines.add(this)
      this.up = true
      this.listener?.up()
    })
  }

  nudge(): void {
    if (!this.up && !this.trying) this.reopen()
  }

  /** The network drops the line; `close` is the widget's own doing. */
  cut(): void {
    this.close()
  }

  close(): void {
    if (!this.up) return
    this.up = false
    this.#visitor?.lines.delete(this)
    this.listener?.down()
  }

  hear(batch: Batch): void {
    this.listener?.batch(batch)
  }

  hello(frame: Hello): Promise<Reply<Welcome>> {
    this.#server.greeted.push(frame)
    return this.#answer(() => {
      const minted = this.#visitor === null
      const visitor = this.#visitor ?? this.#server.mint()
      this.#visitor = visitor
      visitor.lines.add(this)
      const batch = this.#server.from(visitor, frame.cursor)
      return { ok: true, session: sessionOf(visitor), ...(minted && { token: visitor.token }), batch }
    })
  }

  send(frame: Send): Promise<Reply<Stored>> {
    this.#server.sent.push(frame)
    return this.#store(frame, (visitor) =>
      this.#server.happenTo(visitor, {
        kind: 'visitorSaid',
        key: frame.key,
        message: this.#messageOf(frame),
      }),
    )
  }

  #messageOf(frame: Send): Message {
    if ('file' in frame) return { parts: [this.#server.files.get(frame.file) ?? { kind: 'unsupported', what: 'file' }] }
    return textMessage('text' in frame ? frame.text : frame.choice)
  }

  attach(frame: Attach): Promise<Reply<Attached>> {
    this.#server.attached.push(frame)
    return this.#answer((): Answer<Attached> => {
      if (this.#server.refuseAttach) return { ok: false, error: this.#server.refuseAttach }
      const file = `file-of-${frame.key}` as FileId
      return { ok: true, file, put: `/files/${file}/put/1.mac`, kept: this.#server.files.has(file) }
    })
  }

  fileLink(frame: FileLink): Promise<Reply<{ url: string; until: Time }>> {
    this.#server.linked.push(frame)
    return this.#answer((): Answer<{ url: string; until: Time }> => {
      if (this.#server.refuseLink) return { ok: false, error: this.#server.refuseLink }
      return { ok: true, url: `${frame.path}/${this.#server.linked.length}.session.mac/name`, until: timeOf(0) }
    })
  }

  act(frame: Act): Promise<Reply<Stored>> {
    return this.#store(frame, (visitor) => {
      this.#server.setStatus({ mode: frame.action === 'person' ? 'waiting' : 'bot' })
      return this.#server.happenTo(
        visitor,
        frame.action === 'person'
          ? { kind: 'handoffRequested', desk: 'support', deadline: timeOf(0) }
          : { kind: 'handoffEnded', how: 'left' },
      )
    })
  }

  respond(frame: Respond): Promise<Reply<Stored>> {
    this.#server.answered.push(frame)
    return this.#store(frame, (visitor) => {
      this.#server.setStatus({ asks: current(visitor).status.asks?.filter((seq) => seq !== frame.target) ?? [] })
      const { key, target, answer } = frame
      return this.#server.happenTo(visitor, { kind: 'answered', key, target, answer })
    })
  }

  mailTranscript(frame: MailTranscript): Promise<Reply<{ next: 'code' | 'sent' }>> {
    return this.#answer(() => this.#server.mail(frame))
  }

  catchUp(cursor: Cursor): Promise<Reply<{ batch: Batch }>> {
    return this.#answer((visitor) => ({ ok: true, batch: this.#server.from(visitor, cursor) }))
  }

  older({ conversation, before }: Older): Promise<Reply<{ page: OlderPage }>> {
    return this.#answer((visitor) => {
      const at = visitor.talks.findIndex((talk) => talk.id === conversation)
      const earlier =
        visitor.talks[at]?.log.filter((event) => event.seq < before).slice(-this.#server.batchEvents) ?? []
      const first = earlier[0]?.seq ?? 1
      const preceding = visitor.talks[at - 1]
      const elsewhere = preceding ? { conversation: preceding.id, before: seqOf(preceding.log.length + 1) } : null
      const next = first > 1 ? { conversation, before: seqOf(first) } : elsewhere
      return { ok: true, page: { conversation, events: earlier, agents: {}, next } }
    })
  }

  typing(on: boolean): void {
    this.typed.push(on)
  }

  seen(upTo: Seq): void {
    this.seenUpTo.push(upTo)
  }

  #store({ key, session }: Send | Act | Respond, work: (visitor: Visitor) => Seq): Promise<Reply<Stored>> {
    return this.#answer((visitor) => {
      if (session !== sessionOf(visitor)) return { ok: false, error: { code: 'otherSession' } }
      if (this.#server.refuseSend) return { ok: false, error: this.#server.refuseSend }
      const stored = visitor.keys.get(key) ?? { conversation: current(visitor).id, seq: work(visitor) }
      visitor.keys.set(key, stored)
      return { ok: true, ...stored }
    })
  }

  async #answer<T>(work: (visitor: Visitor) => Reply<T>): Promise<Reply<T>> {
    const life = this.opened
    await Promise.resolve()
    if (!this.up || life !== this.opened) return 'lost'
    const reply = work(this.#visitor as Visitor)
    await Promise.resolve()
    if (this.#server.loseAnswers > 0) {
      this.#server.loseAnswers--
      return 'lost'
    }
    return this.up && life === this.opened ? reply : 'lost'
  }
}

const sessionOf = (visitor: Visitor) => `session-${visitor.token}` as SessionId
