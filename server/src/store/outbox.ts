import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Task } from '../conversation/deliveries.ts'
import type { AccountId, HandoffId } from '../conversation/ids.ts'
import type { Why } from '../outcome.ts'
import { claim, inheriting, shareOf } from './claiming.ts'
import type { Engine } from './engine.ts'
import * as dead from './queries/dead-letters.ts'
import { deleteClaimed, fenceOf, readyLane, unreadyLane } from './queries/lanes.ts'
import { lockConversation } from './queries/log.ts'
import * as ask from './queries/outbox.ts'
import type { Text } from './schema.ts'
import { must } from './statement.ts'
import type { Claim, Outbox } from './store.ts'
import { change, read, type Work, went } from './work.ts'

export function createOutbox(engine: Engine, { now }: { now: () => Time }): Outbox {
  let lastSite = ''
  const lane = ({ conversation, delivery }: Claim) => ({ conversation, lane: delivery.lane })
  const locked = ({ conversation }: Claim) => lockConversation({ id: conversation })

  return {
    async claim(owner, lease, limit, perAccount) {
      const { claims, site } = await engine.change(() =>
        claim({ owner, lease, limit, perAccount, now: now(), after: lastSite }),
      )
      lastSite = site
      return claims
    },

    renew: (claim, lease) => engine.change(() => went(must('claim', ask.renewClaim({ ...fenceOf(claim), lease })))),

    postpone: (claim, until, _why, { doubt, free }) =>
      engine.change(
        () =>
          went(
            locked(claim),
            must(
              'claim',
              ask.postponeClaim({
                ...fenceOf(claim),
                due: until,
                doubt: doubt ? 1 : 0,
                counted: free ? 0 : 1,
                at: now(),
              }),
            ),
            readyLane(lane(claim)),
          ),
        claim.conversation,
      ),

    settle: (claim) =>
      engine.change(
        () => went(locked(claim), must('claim', deleteClaimed(fenceOf(claim))), readyLane(lane(claim))),
        claim.conversation,
      ),

    bury: (claim, why) =>
      engine.change(
        () =>
          went(
            locked(claim),
            must('claim', dead.buryClaimed({ ...fenceOf(claim), why: JSON.stringify(why) as Text, at: now() })),
            deleteClaimed(fenceOf(claim)),
            readyLane(lane(claim)),
          ),
        claim.conversation,
      ),

    again: (id) =>
      engine.change(function* () {
        const [[letter]] = yield* read(dead.deadLetter({ id }))
        if (!letter) return false
        return yield* went(
          lockConversation({ id: letter.conversation }),
          must('letter', dead.unbury({ id, due: now() })),
          must('letter', dead.deleteDeadLetter({ id })),
          unreadyLane(letter),
          readyLane(letter),
        )
      }),

    forget: (id) => engine.change(() => went(must('letter', dead.deleteDeadLetter({ id })))),

    buried: (site) =>
      engine.look(function* () {
        const [rows] = yield* read(site === null ? dead.allDeadLetters({}) : dead.deadLettersOf({ site }))
        return rows.map(({ buried_at, ...row }) => ({
          ...row,
          account: row.account === '' ? null : row.account,
          task: JSON.parse(row.task) as Task,
          why: JSON.parse(row.why) as Why,
          at: buried_at,
        }))
      }),

    gate: (account, until, why, probe) =>
      engine.change(function* () {
        yield* change(
          until === null
            ? ask.openGate({ account })
            : ask.closeGate({ account, until, why: JSON.stringify(why) as Text, probe: probe ?? 0 }),
        )
      }),

    async probed({ delivery: { account }, probe }, found) {
      if (account === null || probe === null) return
      await engine.change(function* () {
        if (found === 'works') yield* change(ask.openProbed({ account, now: now() }))
        yield* change(ask.nextProbe({ account, probe }))
      })
    },

    gates: () =>
      engine.look(function* () {
        const [rows] = yield* read(ask.gates({}))
        return rows.map((row) => ({ account: row.account, until: passesAt(row), why: JSON.parse(row.why) as Why }))
      }),

    inherit: (owner) =>
      engine.change(function* () {
        const [held] = yield* read(ask.heldBy({ owner }))
        let count = 0
        for (const fence of held) {
          const [, inherited] = yield* change(...inheriting(fence, ask.inheritClaim(fence)))
          count += inherited?.length ?? 0
        }
        return count
      }),

    overdue: (before, limit, after) =>
      engine.look(function* () {
        const [rows] = yield* read(
          ask.overdueRows({ before, limit, from: after?.madeAt ?? (0 as Time), after: after?.place ?? 0 }),
        )
        return rows.map((row) => ({
          ...row,
          handoff: row.handoff as HandoffId,
          task: JSON.parse(row.task) as Task,
        }))
      }),

    nextDue: () => engine.look(() => nextDue(now())),

    counts: () =>
      engine.look(function* () {
        const [[row]] = yield* read(ask.countRows({}))
        const { all = 0, claimed = 0, buried = 0, oldest = null } = row ?? {}
        return { waiting: all - claimed, claimed, buried, oldest }
      }),
  }
}

/** A parked row is due when its gate lets a probe through; a held one when its lease is over. */
/** When the next probe may pass: not before the account's own time, nor while another one is out. */
const passesAt = (gate: { until: Time; probe_until: Time }): Time => Math.max(gate.until, gate.probe_until) as Time

function* nextDue(now: Time): Work<Time | null> {
  const [shares, gates, [lease]] = yield* read(ask.dueShares({ now, limit: 1 }), ask.gates({}), ask.firstLease({}))
  const until = new Map<AccountId | '', number>(gates.map((gate) => [gate.account, passesAt(gate)]))
  const times = shares.map(({ share, first }) => Math.max(first, until.get(shareOf(share).account) ?? 0))
  const left: Ms | null = lease?.left ?? null
  if (left !== null) times.push(now + Math.max(0, left))
  return times.length > 0 ? (Math.min(...times) as Time) : null
}
