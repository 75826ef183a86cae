/** For tests: what may happen to a conversation from outside, as fast-check commands. */
import type { SendKey, Seq, Time } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import fc from 'fast-check'
import { ann, ben } from './histories.ts'
import type { Origin, VendorId } from './ids.ts'
import type { DeskTold } from './inputs.ts'
import type { Model } from './machine-model.ts'
import type { Rig } from './machine-rig.ts'
import type { Answered, Ask } from './requests.ts'

/** `n` chooses among what there is, and how much work is done afterwards. */
type Act = (rig: Rig, n: number) => void

class Command implements fc.AsyncCommand<Model, Rig> {
  readonly name: string
  readonly n: number
  private readonly act: Act
  constructor(name: string, act: Act, n: number) {
    this.name = name
    this.act = act
    this.n = n
  }
  /** What is not possible now must change nothing, so nearly everything may be tried at any time. */
  check = ({ holder }: Readonly<Model>): boolean => holder !== 'closed' || !['says', 'asks'].includes(this.name)
  async run(_: Model, rig: Rig): Promise<void> {
    this.act(rig, this.n)
    await rig.work(this.n % 5)
  }
  toString = (): string => `${this.name}(${this.n})`
}

const key = (rig: Rig): SendKey => `key-${rig.at}` as SendKey
const texts = ['hello', 'hello', 'ok', 'a human', 'useless']
const pages = ['https://acme.com/', 'https://acme.com/pricing/eu']

const says: Act = (rig, n) => {
  const text = texts[n % texts.length] ?? ''
  rig.take({ kind: 'wrote', key: key(rig), text, ...(n % 3 === 0 ? { page: pages[n % 2] ?? null } : {}) })
}

/** An open question mostly, else one that was asked some time. */
const answers: Act = (rig, n) => {
  const { asks, everAsked } = rig.model
  const open = [...asks.keys()]
  const old = open.length === 0 || n % 5 === 0
  const target = old ? everAsked[n % Math.max(1, everAsked.length)] : open[n % open.length]
  if (target === undefined) return
  const ask = asks.get(target)?.ask
  const answer: Answered = ask && n % 6 > 0 ? answerTo(ask, n) : { kind: 'declined' }
  rig.take({ kind: 'answered', key: key(rig), target: target as Seq, answer })
}

function answerTo(ask: Ask, n: number): Answered {
  switch (ask.kind) {
    case 'desk':
      return { kind: 'chosen', choice: ask.desks[n % ask.desks.length]?.name ?? '' }
    case 'waitOver':
      return { kind: 'chosen', choice: ask.can[n % 2 === 0 ? 0 : n % ask.can.length] ?? '' }
    case 'goOn':
      return { kind: 'chosen', choice: n % 2 === 0 ? 'yes' : 'no' }
    case 'rating':
      return { kind: 'rated', score: 1 + (n % 5), comment: 'kind' }
    case 'form': {
      const given = ask.fields.filter(({ required }, place) => required || (n + place) % 2 === 0)
      return { kind: 'filled', values: Object.fromEntries(given.map(({ id }) => [id, `value of ${id}`])) }
    }
  }
}

const told = (rig: Rig, n: number): DeskTold => {
  const agent = n % 3 === 0 ? ben : ann
  const said = { kind: 'said', vendorId: `m${n % 40}` as VendorId, key: null } as const
  const kinds: DeskTold[] = [
    { ...said, by: { kind: 'agent', ...agent }, audience: 'public', message: textMessage('agent') },
    { ...said, by: { kind: 'agent', ...agent }, audience: 'public', message: textMessage('agent') },
    { ...said, by: { kind: 'agent', ...agent }, audience: 'private', message: textMessage('secret') },
    { ...said, by: { kind: 'visitor' }, audience: 'public', message: textMessage(texts[n % texts.length] ?? '') },
    { kind: 'joined', agent: agent.ref, vendor: agent.vendor },
    { kind: 'left', agent: agent.ref },
    { kind: 'transferred', to: n % 2 ? agent.ref : null, vendor: n % 2 ? agent.vendor : null },
    { kind: 'queued', position: n % 3, wait: null },
    { kind: 'resolved', by: 'agent' },
    { kind: 'resolved', by: 'system' },
    { kind: 'reopened' },
    { kind: 'rated', score: 1 + (n % 5), comment: null },
    { kind: 'state', open: n % 3 > 0, agent: n % 2 ? agent : null },
  ]
  return kinds[rig.pick(kinds.length)] ?? { kind: 'ignored' }
}

/** News of a thread that ever was, newest ones mostly; some are late by the desk's clock. */
const hears: Act = (rig, n) => {
  const thread = rig.threads.at(n % 4 === 0 ? -1 - (n % Math.max(1, rig.threads.length)) : -1)
  if (!thread) return
  rig.clock += 10
  const news = told(rig, n)
  const at = (rig.clock - (n % 7 === 0 ? 35 : 0)) as Time
  const origin = news.kind === 'said' ? (`d:${thread.thread}:${news.vendorId}` as Origin) : undefined
  rig.take({ kind: 'desk', ...thread, at, told: news }, origin)
}

const spans = [1_000, 61_000, 121_000, 2_100_000, 3_600_000, 90_000_000]
const waits: Act = (rig, n) => rig.passes(spans[n % spans.length] ?? 0)
const comesBack: Act = (rig) => {
  const { handoff } = rig.now
  if (handoff) rig.take({ kind: 'cameBack', handoff: handoff.id })
}
const describes: Act = (rig, n) => {
  const contact = n % 2 ? { email: 'value of email' } : {}
  rig.take({ kind: 'described', contact, attributes: { vip: n % 3 === 0, secret: 'secret' } })
}

const command = (weight: number, name: string, act: Act) =>
  Array.from({ length: weight }, () => fc.nat(9_999).map((n) => new Command(name, act, n)))

export const commands = fc.commands<Model, Rig, false>(
  [
    ...command(4, 'says', says),
    ...command(3, 'asks', (rig) => rig.take({ kind: 'askedForPerson' })),
    ...command(5, 'answers', answers),
    ...command(1, 'leaves', (rig) => rig.take({ kind: 'leftDesk' })),
    ...command(6, 'hears', hears),
    ...command(3, 'waits', waits),
    ...command(3, 'works', () => {}),
    ...command(1, 'comesBack', comesBack),
    ...command(1, 'describes', describes),
    ...command(1, 'restarts', (rig) => rig.restart()),
    ...command(1, 'sendsAgain', (rig) => rig.sendAgain()),
  ],
  { maxCommands: 40, size: 'max' },
)
