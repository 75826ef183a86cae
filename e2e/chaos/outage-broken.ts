import type { Clock } from '../../server/src/clock.ts'
import type { Desk } from '../../server/src/desk/desk.ts'
import { done } from '../../server/src/outcome.ts'
import type { Kinds } from '../../server/src/site/kinds.ts'
import type { Outbox, Store } from '../../server/src/store/store.ts'
import { sendThenMark } from './broken/send-then-mark.ts'
import { over } from './watched.ts'

type Parts = { store: Store; kinds: Kinds }

/** Servers that bear an outage badly, each in its own way. */
export const outageBreaks = {
  /** A delivery that failed twice is given up, and nobody hears of it. */
  forgets: ({ store, ...parts }: Parts) => ({ ...parts, store: withOutbox(store, forgetful(store.outbox)) }),
  /** Whatever is sent goes its own way: who comes later may be there sooner. */
  overtakes: ({ kinds, ...parts }: Parts, clock: Clock) => ({
    ...parts,
    kinds: withDesk(kinds, (desk) => hasty(desk, clock)),
  }),
  /** What may have got through is sent again without a look. */
  repeats: ({ store, ...parts }: Parts, clock: Clock) => ({ ...parts, store: sendThenMark(store, clock) }),
  /** Every delivery knocks at the desk by itself. */
  knocks: ({ store, ...parts }: Parts) => ({
    ...parts,
    store: withOutbox(store, { gate: async () => {}, gates: async () => [] }),
  }),
  /** Visitors are not told. */
  hushes: ({ store, ...parts }: Parts) => ({ ...parts, store: withOutbox(store, { overdue: async () => [] }) }),
  /** A desk that does not answer counts as one that has ended the chat. */
  despairs: ({ kinds, ...parts }: Parts) => ({ ...parts, kinds: withDesk(kinds, despairing) }),
} satisfies Record<string, (parts: Parts, clock: Clock) => Parts>

export type OutageBreak = keyof typeof outageBreaks

export const breakOutage = (name: OutageBreak | null, parts: Parts, clock: Clock): Parts =>
  name === null ? parts : outageBreaks[name](parts, clock)

function forgetful(outbox: Outbox): Partial<Outbox> {
  const failed = new Map<string, number>()
  return {
    async postpone(claim, ...rest) {
      const { id, task } = claim.delivery
      const times = (failed.get(id) ?? 0) + 1
      failed.set(id, times)
      return task.kind === 'say' && times > 1 ? outbox.settle(claim) : outbox.postpone(claim, ...rest)
    },
  }
}

function hasty(desk: Desk, clock: Clock): Desk {
  const send: Desk['send'] = async (thread, order, doubt) => {
    if (order.kind !== 'say') return desk.send(thread, order, doubt)
    const tries = async (): Promise<void> => {
      const outcome = await desk.send(thread, order, true)
      if (outcome.kind !== 'done') clock.after(20_000 + (Number(order.seq) % 3) * 20_000, () => void tries())
    }
    void tries()
    return done({ id: null, at: null })
  }
  return over(desk, { send })
}

const despairing = (desk: Desk): Desk =>
  over(desk, {
    async send(...args) {
      const outcome = await desk.send(...args)
      return outcome.kind === 'unsure' ? { kind: 'gone', why: 'closed' } : outcome
    },
  })

const withOutbox = (store: Store, methods: Partial<Outbox>): Store => ({
  ...store,
  outbox: over(store.outbox, methods),
})

/** Of Freshchat alone: one desk is enough to show that a break is caught. */
function withDesk(kinds: Kinds, make: (desk: Desk) => Desk): Kinds {
  const { freshchat } = kinds.desks
  if (!freshchat) return kinds
  const build: typeof freshchat.build = (entry, deps) => {
    const desk = freshchat.build(entry, deps)
    return Array.isArray(desk) ? desk : make(desk)
  }
  return { ...kinds, desks: { ...kinds.desks, freshchat: { ...freshchat, build } } }
}
