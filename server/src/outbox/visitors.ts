import type { VisitorId } from '@baton/shared/ids.ts'
import type { Conversation, Handoff } from '../conversation/conversation.ts'
import type { AccountId, ThreadId, VendorId, VendorTime } from '../conversation/ids.ts'
import type { Desk, DeskMemory, DeskVisitor, Thread, VisitorFacts } from '../desk/desk.ts'
import { done, type Outcome } from '../outcome.ts'

/** Who a visitor is at a desk: learned once, kept in the desk's memory, shared by all servers. */
export interface Visitors {
  identify(desk: Desk, now: Conversation, doubt: boolean): Promise<Outcome<DeskVisitor>>
  known(account: AccountId, visitor: VisitorId): Promise<DeskVisitor | null>
}

export function createVisitors(memoryOf: (account: AccountId) => DeskMemory): Visitors {
  const key = (visitor: VisitorId): string => `visitor:${visitor}`
  return {
    async identify(desk, now, doubt) {
      const memory = memoryOf(desk.account)
      const kept = await memory.get(key(now.visitor))
      const known = (kept?.value ?? null) as DeskVisitor | null
      const outcome = await desk.identify(factsOf(now), known, doubt)
      if (outcome.kind !== 'done') return outcome
      if (JSON.stringify(known) === JSON.stringify(outcome.value)) return outcome
      if (await memory.set(key(now.visitor), outcome.value, kept?.version ?? null)) return outcome
      // Another server was faster: one visitor is one person there, so its answer counts.
      const theirs = await memory.get(key(now.visitor))
      return theirs ? done(theirs.value as DeskVisitor) : outcome
    },
    async known(account, visitor) {
      return ((await memoryOf(account).get(key(visitor)))?.value ?? null) as DeskVisitor | null
    },
  }
}

export const factsOf = (now: Conversation): VisitorFacts => ({
  id: now.visitor,
  ...now.contact,
  ...(Object.keys(now.attributes).length > 0 ? { attributes: now.attributes } : {}),
  ...(now.page ? { page: now.page } : {}),
  ...(now.language ? { language: now.language } : {}),
})

/** A stay's thread as its desk wants it. */
export async function threadOf(visitors: Visitors, now: Conversation, handoff: Handoff, id: ThreadId): Promise<Thread> {
  const visitor = (await visitors.known(handoff.account, now.visitor)) ?? { id: '' as VendorId }
  return {
    account: handoff.account,
    id,
    stretch: handoff.stretch,
    openedAt: handoff.openedAt ?? (0 as VendorTime),
    url: handoff.url,
    visitor,
  }
}
