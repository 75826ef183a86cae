import type { AskedField } from '@baton/shared/asks.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { project } from '../gateway/projection.ts'
import { emptyConversation } from './conversation.ts'
import { fold } from './fold.ts'
import { deskNamed } from './histories.ts'
import type { OfficeHours } from './hours.ts'
import { commands } from './machine-commands-rig.ts'
import { must } from './machine-model.ts'
import { Rig } from './machine-rig.ts'
import type { Policy } from './policy.ts'

const runs = 10_000

const never: OfficeHours = { timeZone: 'UTC', week: [], closed: [] }
const early = [{ from: 0, to: 30 }]
const halfHour: OfficeHours = { timeZone: 'UTC', week: [early, early, early, early, early, early, early], closed: [] }
const form: AskedField[] = [
  { id: 'email', required: true },
  { id: 'question', required: false },
]
const desks: Policy['desks'][] = [
  [],
  [deskNamed('support')],
  [deskNamed('support', { rates: true, steps: ['note'] })],
  [deskNamed('support', { hours: never })],
  [deskNamed('support', { hours: halfHour, otherwise: 'sales' }), deskNamed('sales')],
  [deskNamed('support', { otherwise: 'sales' }), deskNamed('sales', { otherwise: 'support', rates: true })],
  [deskNamed('support', { hours: never, otherwise: 'sales' }), deskNamed('sales', { otherwise: 'support' })],
]
const rule = { name: 'secret rule', pages: ['/pricing*'], attributes: {}, during: null, desk: 'sales' }
const policies: fc.Arbitrary<Partial<Policy>> = fc.record({
  bot: fc.constantFrom(true, true, true, false),
  desks: fc.constantFrom(...desks, ...desks.slice(1)),
  form: fc.constantFrom([], form),
  rating: fc.constantFrom(null, 'stars', 'thumbs'),
  tickets: fc.constantFrom('none', 'outside', 'desk'),
  chooseDesk: fc.boolean(),
  afterWait: fc.constantFrom('ask', 'ask', 'bot'),
  afterResolve: fc.constantFrom('bot', 'bot', 'closed'),
  notUnderstood: fc.constantFrom(null, 1, 2),
  rules: fc.constantFrom([], [rule], [{ ...rule, pages: [], attributes: { vip: true }, during: halfHour, desk: null }]),
  when: fc.constantFrom({ words: [], angry: [] }, { words: ['human'], angry: ['useless'] }),
})

/** Most of what matters happens after somebody was asked, and some of it when the wait is over before the desk has answered. */
const beginnings = fc.constantFrom('opened', 'asked', 'late')

/** Whoever was the last to speak is answered, every stay's words have arrived or are seen not to, every ticket has its fate. */
function atRest({ now, log, owed, model }: Rig): void {
  must(now.mode !== 'waiting', 'somebody waits without an end')
  const rest = owed.filter(({ task }) => task.kind !== 'look')
  must(rest.length === 0, `${rest[0]?.task.kind} is still owed`)
  for (const { fate } of model.tickets.values()) must(fate !== null, 'nobody knows what became of a ticket')
  const visible = log.flatMap((event) => project(event, new Map()) ?? [])
  must(!JSON.stringify(visible).includes('secret'), 'something private is shown')
  const last = visible.at(-1)
  must(now.mode !== 'bot' || last?.kind !== 'visitorSaid' || last.key === null, 'the last words have no answer')
}

describe(`${runs} random histories, their work done in any order, late, twice, or after a death`, () => {
  it('hold to what the model says', async () => {
    const reached = new Map<string, number>()
    const given = [policies, beginnings, commands, fc.scheduler(), fc.noShrink(fc.nat())] as const
    const property = fc.asyncProperty(...given, async (policy, beginning, history, scheduler, seed) => {
      const rig = new Rig(policy, scheduler, seed)
      rig.take({ kind: 'opened', language: 'en', page: null, title: null })
      if (beginning !== 'opened') rig.take({ kind: 'askedForPerson' })
      if (beginning === 'late') rig.passes(rig.policy.wait)
      if (beginning !== 'opened') await rig.work(6)
      await fc.asyncModelRun(() => ({ model: rig.model, real: rig }), history)
      await rig.rest()
      atRest(rig)
      const { id, site, visitor } = rig.now
      must(same(rig.log.reduce(fold, emptyConversation(id, site, visitor)), rig.now), 'the row is not its fold')
      for (const kind of new Set(rig.kinds())) reached.set(kind, (reached.get(kind) ?? 0) + 1)
    })
    await fc.assert(property, { numRuns: runs })
    for (const kind of rare) expect(reached.get(kind) ?? 0, kind).toBeGreaterThan(runs / 100)
  }, 120_000)
})

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Were these hardly ever reached, it would prove little. */
const rare = [
  'agentJoined',
  'agentLeft',
  'answered',
  'asked',
  'conversationClosed',
  'deliveryChanged',
  'handoffMoved',
  'handoffRated',
  'handoffResumed',
  'threadLost',
  'ticketFailed',
  'ticketMade',
] as const
