import { checkDesk } from './check/desk.ts'
import { checkSecrecy } from './check/secrecy.ts'
import { checkStore } from './check/store.ts'
import { checkTabs } from './check/tabs.ts'
import type { Violation } from './check/violation.ts'
import type { History } from './history.ts'

export type Report = {
  attempts: number
  acknowledged: number
  /** Of those that were never acknowledged, how many are in the store all the same: allowed once each. */
  recovered: number
  agentSaid: number
  stays: number
  violations: Violation[]
  /** From the first try, or the agent's key, until each tab shows it, in ms. */
  visible: { visitor: number[]; agent: number[] }
}

/** Everything that the promises say, of one trial. Pure: only the history decides. */
export function check(history: History): Report {
  const sent = history.visitors.flatMap(({ tabs }) => tabs.flatMap((tab) => tab.sent))
  const texts = sent.filter(({ order }) => order.kind === 'text')
  const stored = new Set(
    history.visitors.flatMap(({ conversations }) =>
      conversations.flatMap(({ events }) => events.map((event) => (event.kind === 'visitorSaid' ? event.key : null))),
    ),
  )
  return {
    attempts: texts.length,
    acknowledged: texts.filter(({ acked }) => acked).length,
    recovered: texts.filter(({ acked, key }) => !acked && stored.has(key)).length,
    agentSaid: history.agentWords.length,
    stays: history.visitors.flatMap(({ conversations }) =>
      conversations.flatMap(({ events }) => events.filter(({ kind }) => kind === 'handoffRequested')),
    ).length,
    violations: [
      ...history.visitors.flatMap((visitor) => [...checkStore(visitor), ...checkTabs(visitor)]),
      ...checkDesk(history),
      ...checkSecrecy(history),
    ],
    visible: { visitor: visitorTimes(history), agent: agentTimes(history) },
  }
}

function visitorTimes({ visitors }: History): number[] {
  return visitors.flatMap(({ tabs }) =>
    tabs.flatMap(({ sent }) =>
      sent.flatMap(({ key, triedAt }) =>
        tabs.flatMap(({ seen }) => (triedAt !== null && seen.has(key) ? [(seen.get(key) ?? 0) - triedAt] : [])),
      ),
    ),
  )
}

function agentTimes({ visitors, agentWords }: History): number[] {
  const tabs = visitors.flatMap((visitor) => visitor.tabs)
  return agentWords.flatMap(({ text, at }) =>
    tabs.flatMap(({ seen }) => (seen.has(text) ? [(seen.get(text) ?? 0) - at] : [])),
  )
}

/** The value that this share of them does not exceed. */
export function percentile(values: number[], share: number): number | null {
  const ordered = values.toSorted((a, b) => a - b)
  return ordered[Math.max(0, Math.ceil(ordered.length * share) - 1)] ?? null
}
