/** For tests: whether a conversation shows what the desk's account holds. */
import type { AgentRef } from '@baton/shared/ids.ts'
import type { Event } from '../conversation/events.ts'
import type { World } from '../conversation/histories.ts'

/** What an account holds that is public, oldest first. */
export type Truth = {
  agents: string[]
  visitor: { text: string; elsewhere: boolean }[]
  /** Null where the account does not tell. `status` is the desk's own word; `holder` its id of the agent who has it. */
  stay: { open: boolean; status: string | null; holder: string | null } | null
}

/** In what the conversation differs from it. */
export function differences(
  world: World,
  truth: Truth,
  given: {
    agentRef: (vendor: string) => AgentRef
    /** Null: not among what `agents` holds. */
    textOf: (event: Event) => string | null
    /** Breaks the order on purpose. */
    byArrival: boolean
  },
): string[] {
  const { agentRef, textOf, byArrival } = given
  const { handoff } = world.now
  if (!handoff) return ['there is no handoff']
  const problems: string[] = []
  const compare = (what: string, got: string[], wanted: string[]): void => {
    if (JSON.stringify(got) !== JSON.stringify(wanted))
      problems.push(`${what}: ${JSON.stringify(got)} and not ${JSON.stringify(wanted)}`)
  }
  const shown = placed(world.log, byArrival)
  const texts = (are: (event: Event) => boolean) => shown.flatMap((event) => (are(event) ? (textOf(event) ?? []) : []))
  const wrote = (there: boolean) => truth.visitor.flatMap(({ text, elsewhere }) => (elsewhere === there ? [text] : []))
  const delivered = new Set(
    world.log.flatMap((event) =>
      event.kind === 'deliveryChanged' && event.state === 'delivered' ? [event.target] : [],
    ),
  )
  compare(
    'agents said',
    texts(({ kind }) => kind === 'agentSaid'),
    truth.agents,
  )
  compare(
    'visitor elsewhere',
    texts((event) => event.kind === 'visitorSaid' && event.key === null).sort(),
    wrote(true).sort(),
  )
  compare(
    'visitor at the desk',
    // The opening's own words are no message of the visitor's.
    wrote(false).filter((text) => !text.includes('· ref ')),
    texts((event) => event.kind === 'visitorSaid' && delivered.has(event.seq)),
  )
  if (!truth.stay) return problems
  const { open, status, holder } = truth.stay
  if (open !== (handoff.ended === null)) problems.push(`the stay is ${handoff.ended ?? 'open'}, not ${status}`)
  if (open && holder !== null && handoff.agent !== agentRef(holder))
    problems.push(`${handoff.agent} has it, and not ${holder} ${agentRef(holder)}`)
  if (open && holder === null && handoff.assigned && handoff.agent !== null)
    problems.push(`${handoff.agent} has it, and nobody is assigned`)
  return problems
}

/** As every reader places them (design.md, promise 3). */
function placed(log: Event[], byArrival: boolean): Event[] {
  const shown: Event[] = []
  for (const event of log) {
    const before = event.kind === 'agentSaid' && !byArrival ? event.before : null
    const at = before === null ? -1 : shown.findIndex(({ seq }) => seq === before)
    shown.splice(at < 0 ? shown.length : at, 0, event)
  }
  return shown
}
