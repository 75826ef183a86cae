// long because it is a second, independent telling of the whole machine.
/** For tests: what a conversation may do, told without its fold. It sees each commit and says what was wrong with it. */
import type { AgentRef, Seq } from '@baton/shared/ids.ts'
import type { HandoffEnd, Mode } from '@baton/shared/timeline.ts'
import type { Delivery } from './deliveries.ts'
import type { Event } from './events.ts'
import type { HandoffId, TicketId } from './ids.ts'
import type { Input } from './inputs.ts'
import type { Policy } from './policy.ts'
import type { Ask } from './requests.ts'

type Stay = {
  id: HandoffId
  desks: string[]
  /** Whether a thread is open there now, and whether one ever was. */
  open: boolean
  opened: boolean
  ended: HandoffEnd | null
  answered: boolean
  rated: boolean
}
type OpenAsk = { ask: Ask; stay: HandoffId | null }
type Commit = { input: Input; events: Event[]; owed: Delivery[] }
type Left = {
  by: string
  reason: string
  at: number
  ticket: TicketId | null
  handoff: HandoffId | null
  answered: boolean
}
type Word = { stay: HandoffId; state: 'owed' | 'delivered' | 'failed' }

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what)
}

export class Model {
  holder: Mode = 'bot'
  /** Rises with each change of hands. */
  hands = 0
  stays = new Map<HandoffId, Stay>()
  underWay: Stay | null = null
  agent: AgentRef | null = null
  asks = new Map<Seq, OpenAsk>()
  everAsked: Seq[] = []
  forms = 0
  tickets = new Map<TicketId, { seq: Seq; fate: 'made' | 'failed' | null; owed: number }>()
  words = new Map<Seq, Word>()
  private lastStay: HandoffId | null = null
  /** Whether the visitor said anything since a desk gave it back. */
  private heard = true
  /** What was left for later, as a ticket or at the desk. */
  private left: Left[] = []
  /** Which change of hands a turn or a timer was owed in. */
  private madeAt = new Map<number, number>()
  readonly policy: Policy

  constructor(policy: Policy) {
    this.policy = policy
  }

  /** One commit: what was taken in, and what it led to. */
  sees(commit: Commit): void {
    const before = { holder: this.holder, hands: this.hands, asks: new Map(this.asks), underWay: this.underWay }
    this.mayHandOver(commit.events)
    for (const event of commit.events) this.told(event)
    for (const { task } of commit.owed) {
      if (task.kind === 'ticket') {
        const ticket = this.tickets.get(task.ticket)
        must(ticket !== undefined, 'a ticket is owed that nobody asked for')
        ticket.owed++
      }
      if ('stint' in task && !this.madeAt.has(task.stint)) this.madeAt.set(task.stint, this.hands)
    }
    this.answersTo(commit, before)
    const timers = commit.owed.filter(({ task }) => task.kind === 'timer').length
    const began = this.holder === 'waiting' && (before.holder !== 'waiting' || before.hands !== this.hands)
    must(!began || timers === 1, `a wait began with ${timers} timers`)
    must(timers <= commit.events.filter(beginsWait).length, 'a timer for no wait')
    for (const { owed } of this.tickets.values()) must(owed === 1, `a ticket is owed ${owed} times`)
  }

  /** The fuse: who was given back is not handed over again before the visitor spoke, but for what nobody waits for. */
  private mayHandOver(events: Event[]): void {
    let heard = this.heard
    for (const [place, event] of events.entries()) {
      if (event.kind === 'visitorSaid') heard = true
      if (event.kind !== 'handoffRequested') continue
      const waits = !events.slice(place).some((later) => later.kind === 'handoffEnded' && later.how === 'message')
      must(heard || !waits || event.by === 'visitor', 'the bot hands over what it was just given')
      if (!waits) this.passedOn({ ...event, ticket: null, answered: false })
    }
  }

  /** The bot finds a thing once a day, and nobody leaves more than five an hour, but for one that was offered before. */
  private passedOn(one: Left): void {
    const failed = (ticket: TicketId | null) => ticket !== null && this.tickets.get(ticket)?.fate === 'failed'
    const known = this.left.some(
      ({ reason, at, ticket }) => reason === one.reason && one.at - at < 86_400_000 && !failed(ticket),
    )
    must(one.by !== 'bot' || !known, 'the bot passes on the same thing twice')
    this.left.push(one)
    const lately = this.left.filter(({ at, answered }) => !answered && one.at - at < 3_600_000).length
    must(lately <= (one.by === 'bot' ? 5 : 6), `${lately} were passed on in an hour`)
  }

  private told(event: Event): void {
    switch (event.kind) {
      case 'visitorSaid':
        this.heard = true
        must(this.holder !== 'closed' || event.key === null, 'somebody speaks in a closed conversation')
        if (event.key !== null && this.underWay) this.words.set(event.seq, { stay: this.underWay.id, state: 'owed' })
        return
      case 'botSaid':
        return must(this.holder === 'bot', `the bot speaks while it is ${this.holder}`)
      case 'asked':
        return this.asked(event.seq, event.ask)
      case 'answered':
        return must(this.asks.delete(event.target), 'what is not asked was answered')
      case 'handoffRequested': {
        must(this.holder === 'bot', `a person is asked for while it is ${this.holder}`)
        const stay = { open: false, opened: false, ended: null, answered: false, rated: false }
        this.underWay = { id: event.handoff, desks: [event.desk], ...stay }
        this.stays.set(event.handoff, this.underWay)
        this.keepRatings(null)
        return this.hold('waiting')
      }
      case 'threadOpened': {
        const stay = this.stay(event.handoff)
        must(!stay.open, 'a second thread for one stay')
        Object.assign(stay, { open: true, opened: true })
        return
      }
      case 'threadLost':
        must(this.stay(event.handoff).open, 'a thread was lost that was not open')
        this.stay(event.handoff).open = false
        return
      case 'handoffMoved': {
        const stay = this.current(event.handoff)
        must(this.holder === 'waiting' && !stay.opened, 'moved on from where it was open')
        must(!stay.desks.includes(event.desk), `${event.desk} is asked twice in a stay`)
        stay.desks.push(event.desk)
        return
      }
      case 'agentJoined':
        must(this.underWay !== null && this.agent === null, 'two agents, or one in no stay')
        this.agent = event.agent
        if (this.holder !== 'agent') this.hold('agent')
        return
      case 'agentLeft':
        must(this.agent === event.agent, 'an agent left who was not there')
        this.agent = null
        if (event.deadline !== null) this.hold('waiting')
        return
      case 'agentSaid':
        if (event.agent !== null) this.stay(event.handoff).answered = true
        return
      case 'handoffEnded': {
        const stay = this.current(event.handoff)
        const allowed: HandoffEnd[] =
          this.holder === 'agent' ? ['left', 'resolved', 'failed'] : ['cancelled', 'timedOut', 'deskClosed', 'message']
        const always: HandoffEnd[] = ['resolved', 'failed']
        must(allowed.includes(event.how) || always.includes(event.how), `${this.holder} ended as ${event.how}`)
        must(event.opensAt === undefined || event.opensAt > event.at, 'it opens in the past')
        stay.ended = event.how
        this.heard = false
        this.underWay = null
        this.agent = null
        this.lastStay = stay.id
        return this.hold('bot')
      }
      case 'handoffResumed': {
        const stay = this.stay(event.handoff)
        must(
          this.holder === 'bot' && stay.ended !== null,
          'a stay goes on that had not ended, or without being free to',
        )
        stay.ended = null
        this.heard = true
        for (const one of this.left) if (one.handoff === stay.id) one.answered = true
        this.underWay = stay
        this.keepRatings(stay.id)
        return this.hold('waiting')
      }
      case 'conversationClosed':
        must(this.holder === 'bot', `closed while it is ${this.holder}`)
        this.keepRatings(null)
        return this.hold('closed')
      case 'handoffRated': {
        const stay = this.stay(event.handoff)
        must(!stay.rated, 'rated twice')
        stay.rated = true
        for (const [seq, one] of this.asks) if (one.stay === stay.id) this.asks.delete(seq)
        return
      }
      case 'ticketRequested':
        must(this.holder === 'bot', `a ticket while it is ${this.holder}`)
        this.passedOn({ ...event, handoff: null, answered: false })
        this.tickets.set(event.ticket, { seq: event.seq, fate: null, owed: 0 })
        return
      case 'ticketMade':
      case 'ticketFailed': {
        const ticket = this.tickets.get(event.ticket)
        must(ticket?.seq === event.target, 'a ticket nobody asked for')
        const before = event.kind === 'ticketMade' ? [null, 'failed'] : [null]
        must(before.includes(ticket.fate), `a ticket ${ticket.fate} and then ${event.kind}`)
        ticket.fate = event.kind === 'ticketMade' ? 'made' : 'failed'
        return
      }
      case 'deliveryChanged': {
        if (event.state === 'late' || event.state === 'checking') return
        const word = this.words.get(event.target)
        must(word !== undefined, 'something was delivered that nobody said to a desk')
        must(word.state !== 'failed' || event.state === 'delivered', 'words failed twice')
        must(word.state !== 'delivered', 'words were settled that were delivered')
        word.state = event.state
        return
      }
      default:
        return
    }
  }

  private asked(seq: Seq, ask: Ask): void {
    must(this.holder === 'bot', `asked while it is ${this.holder}`)
    if (ask.kind === 'form' && ask.purpose === 'handoff') must(++this.forms === 1, 'the form is shown twice')
    if (ask.kind === 'form') must(ask.fields.length > 0, 'a form without fields')
    if (ask.kind === 'rating') {
      const stay = this.lastStay && this.stay(this.lastStay)
      must(!!stay && stay.answered && !stay.rated, 'a rating of nothing')
    }
    for (const [other, { ask: before }] of this.asks)
      if (before.kind === ask.kind && ask.kind !== 'rating' && purpose(before) === purpose(ask)) this.asks.delete(other)
    this.asks.set(seq, { ask, stay: ask.kind === 'rating' ? this.lastStay : null })
    this.everAsked.push(seq)
    const [oldest] = this.asks.keys()
    if (this.asks.size > 4 && oldest) this.asks.delete(oldest)
  }

  /** What each input must lead to, whatever the way there was. */
  private answersTo(
    { input, events, owed }: Commit,
    before: Pick<Model, 'holder' | 'hands' | 'asks' | 'underWay'>,
  ): void {
    const kinds = events.map(({ kind }) => kind)
    const has = (...some: Event['kind'][]) => kinds.some((kind) => some.includes(kind))
    const turn = owed.some(({ task }) => task.kind === 'turn')
    const stale = 'stint' in input && this.madeAt.get(input.stint) !== before.hands
    const gaveBack = events.some((event) => event.kind === 'handoffEnded' && event.how !== 'message')
    const offers = events.some((event) => event.kind === 'asked' && event.ask.kind !== 'rating') || has('botSaid')
    must(!gaveBack || this.holder !== 'bot' || !this.policy.bot || turn || offers, 'given back to nobody')
    switch (input.kind) {
      case 'wrote':
        must(kinds[0] === 'visitorSaid', 'words were not kept')
        if (before.underWay) {
          must(kinds.length === 1 && !turn, 'words to a desk did more than go there')
          must(owed.length === (before.underWay.open ? 1 : 0), 'words to a desk are owed to it once')
        } else must(turn || has('handoffRequested', 'asked', 'botSaid'), 'words that nobody answers')
        return
      case 'askedForPerson':
        if (before.holder !== 'bot') return must(events.length === 0, 'asked for a person who is there already')
        return must(has('handoffRequested', 'asked', 'botSaid'), 'asked for a person, and nothing is to be seen')
      case 'leftDesk':
        if (!before.underWay) return must(events.length === 0, 'left where nobody was')
        return must(has('handoffEnded'), 'left, and nothing is to be seen')
      case 'timeUp':
        return must(has('handoffEnded') === (!stale && before.holder === 'waiting'), 'a timer of another wait')
      case 'botReplied':
      case 'botFailed':
        if (stale || before.holder !== 'bot') return must(events.length === 0, 'a turn of another holder was heard')
        return must(has('botSaid', 'handoffRequested', 'asked'), 'a turn that nobody sees')
      case 'availabilityKnown':
        if (stale || before.holder !== 'waiting') return must(events.length + owed.length === 0, 'late news of hours')
        return must(
          owed.some(({ task }) => task.kind === 'open') || has('handoffMoved', 'handoffEnded'),
          'asked in vain',
        )
      case 'answered': {
        const asked = before.asks.get(input.target)
        if (!asked) return must(events.length + owed.length === 0, 'a question was answered twice')
        must(kinds[0] === 'answered', 'an answer was not kept')
        return this.answeredBy(asked, input, events, turn)
      }
      default:
        return
    }
  }

  private answeredBy({ ask }: OpenAsk, { answer }: Input & { kind: 'answered' }, events: Event[], turn: boolean): void {
    const kinds = events.map(({ kind }) => kind)
    const has = (...some: Event['kind'][]) => kinds.some((kind) => some.includes(kind))
    const asks = has('handoffRequested', 'asked', 'botSaid')
    switch (ask.kind) {
      case 'desk':
        return must(answer.kind === 'chosen' ? asks : !asks, 'a choice of desks led nowhere')
      case 'goOn':
        return must(answer.kind === 'chosen' && answer.choice === 'yes' ? asks : !asks, 'going on led nowhere')
      case 'rating':
        return must(has('handoffRated') === (answer.kind === 'rated'), 'a rating was not kept')
      case 'waitOver': {
        if (answer.kind !== 'chosen') return
        const then = { wait: has('handoffResumed'), message: has('asked', 'botSaid'), bot: turn }
        return must(then[answer.choice as keyof typeof then], `${answer.choice} led nowhere`)
      }
      case 'form': {
        if (ask.purpose === 'handoff') return must(asks, 'a form led nowhere')
        const left = events.filter((event) => event.kind === 'handoffEnded' && event.how === 'message').length
        const passed = kinds.filter((kind) => kind === 'ticketRequested').length + left
        return must(passed === (answer.kind === 'filled' ? 1 : 0), `a message was passed on ${passed} times`)
      }
    }
  }

  private hold(holder: Mode): void {
    this.holder = holder
    this.hands++
  }

  private keepRatings(butOf: HandoffId | null): void {
    for (const [seq, { ask, stay }] of this.asks)
      if (ask.kind !== 'rating' || (stay === butOf && stay !== null)) this.asks.delete(seq)
  }

  private stay(id: HandoffId): Stay {
    const stay = this.stays.get(id)
    must(stay !== undefined, 'a stay that never began')
    return stay
  }

  private current(id: HandoffId): Stay {
    must(this.underWay?.id === id, 'another stay is under way')
    return this.underWay
  }
}

const beginsWait = (event: Event): boolean =>
  event.kind === 'handoffRequested' ||
  event.kind === 'handoffResumed' ||
  (event.kind === 'agentLeft' && event.deadline !== null)
const purpose = (ask: Ask): string => (ask.kind === 'form' ? ask.purpose : '')
