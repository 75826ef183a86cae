/**
 * The same agent has two ids: one for webhooks and the account's own calls, another for customers (vendors/livechat.md §0.8). Nothing of
 * theirs joins the two, but an event that was told on both sides has one author. Keeps what one process learned; what it does
 * not know, webhooks tell.
 */
export interface AgentIds {
  /** On the agents' side the event is by `author`. */
  toldThere(event: string, author: string): void
  /** On the customer's side it is by `author`. */
  toldHere(event: string, author: string): void
  isToldThere(event: string): boolean
  /** By their id on the agents' side; null: not known. */
  of(here: string): string | null
}

/** Events that wait for their other side: both come within seconds. */
const mostEvents = 5_000
const mostAgents = 1_000

export function createAgentIds(): AgentIds {
  const there = new Map<string, string>()
  const here = new Map<string, string>()
  const agents = new Map<string, string>()

  function join(id: string, author: string): void {
    agents.delete(id)
    agents.set(id, author)
    trim(agents, mostAgents)
  }

  return {
    toldThere(event, author) {
      there.set(event, author)
      trim(there, mostEvents)
      const id = here.get(event)
      if (id !== undefined) join(id, author)
    },
    toldHere(event, id) {
      here.set(event, id)
      trim(here, mostEvents)
      const author = there.get(event)
      if (author !== undefined) join(id, author)
    },
    isToldThere: (event) => there.has(event),
    of: (id) => agents.get(id) ?? null,
  }
}

function trim(all: Map<string, unknown>, most: number): void {
  const [oldest] = all.keys()
  if (all.size > most && oldest !== undefined) all.delete(oldest)
}
