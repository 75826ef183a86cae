import type { AgentRef, Time } from '@baton/shared/ids.ts'
import type { Handoff } from './conversation.ts'
import type { Draft } from './draft.ts'
import { isUnderWay } from './fold.ts'
import { lookLater, startWaiting } from './handoffs.ts'
import type { VendorTime } from './ids.ts'

/** An agent has it now: they were put in charge, or they just wrote. */
export function agentTookOver(
  draft: Draft,
  handoff: Handoff,
  agent: { ref: AgentRef; vendor: string },
  how: { at: VendorTime; assigned: boolean },
): void {
  if (!isUnderWay(handoff)) {
    if (!mayComeBack(draft, handoff)) return
    resume(draft, handoff, how.at)
  } else if (draft.now.handoff?.id !== handoff.id) return
  // What somebody wrote is no change of state there: it must not make a resolution look late.
  const vendorAt = how.assigned ? how.at : null
  const before = draft.now.handoff?.agent ?? null
  if (before === agent.ref && draft.now.mode === 'agent') return
  if (before !== null && before !== agent.ref)
    draft.tell({ kind: 'agentLeft', agent: before, vendorAt, deadline: null })
  draft.tell({ kind: 'agentJoined', agent: agent.ref, assigned: how.assigned, vendorAt })
  if (draft.now.agents[agent.ref]?.name == null) introduce(draft, handoff, agent)
}

/** An ended stay goes on. The wait has an end, like every other; who writes or is assigned ends it sooner. */
export function resume(draft: Draft, handoff: Handoff, at: VendorTime | null): void {
  const { given } = draft
  draft.tell({
    kind: 'handoffResumed',
    handoff: handoff.id,
    vendorAt: at,
    deadline: (given.at + given.policy.wait) as Time,
  })
  startWaiting(draft)
  const now = draft.now.handoff
  // Where none is open yet, the opening brings the first look.
  if (now && now.thread !== null) lookLater(draft, now, given.policy.lookEvery)
}

/** Nobody has it any more: the visitor waits again, with an end to it. */
export function agentIsGone(draft: Draft, handoff: Handoff, agent: AgentRef | null, at: VendorTime): void {
  const { given, now } = draft
  if (now.handoff?.id !== handoff.id || !isUnderWay(handoff) || agent === null || handoff.agent !== agent) return
  draft.tell({ kind: 'agentLeft', agent, vendorAt: at, deadline: (given.at + given.policy.wait) as Time })
  startWaiting(draft)
}

function introduce(draft: Draft, handoff: Handoff, agent: { ref: AgentRef; vendor: string }): void {
  draft.owe(
    `agent:${agent.ref}`,
    { kind: 'introduce', agent: agent.ref, vendor: agent.vendor },
    { account: handoff.account },
  )
}

const mayComeBack = (draft: Draft, handoff: Handoff): boolean => {
  const { now } = draft
  if (now.mode === 'closed') return false
  return now.handoff === null || now.handoff.id === handoff.id || !isUnderWay(now.handoff)
}
