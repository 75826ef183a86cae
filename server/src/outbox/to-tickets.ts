import type { Seq, SiteId } from '@baton/shared/ids.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { Event } from '../conversation/events.ts'
import { handoffOf } from '../conversation/fold.ts'
import type { Outcome } from '../outcome.ts'
import type { Log } from '../store/store.ts'
import type { Ticket, TicketRequest, Tickets } from '../tickets/tickets.ts'
import type { Hears } from './hears.ts'
import type { Openings } from './opening.ts'
import type { Settling } from './settling.ts'
import type { Work } from './work.ts'

type Requested = Event & { kind: 'ticketRequested' }

/** Makes the tickets that are owed, each once as far as its taker lets anybody see. */
export function toTickets(deps: {
  log: Log
  settling: Settling
  openings: Openings
  /** Where the site's tickets go now; null: nowhere that can be reached as it is set up. */
  tickets: (site: SiteId) => Tickets | null
  siteName: (now: Conversation) => string
}): Pick<Work, 'ticket'> {
  const { log, settling, openings } = deps
  return {
    async ticket(claim, task) {
      const now = await log.get(claim.conversation)
      const known = now?.tickets.find(({ id }) => id === task.ticket)
      if (!now || !known || known.state === 'made') return settling.moot(claim)
      const [requested] = await log.read(now.id, (known.seq - 1) as Seq, 'on', 1)
      if (requested?.kind !== 'ticketRequested') return settling.moot(claim)
      const hears = heardOf(requested)
      const tickets = deps.tickets(now.site)
      if (!tickets) return settling.failed(claim, notBuilt, hears)
      const request = await requestOf(now, requested)
      if (claim.doubt) {
        const found = await tickets.find(request)
        if (found.kind !== 'done') return settling.failed(claim, found, hears)
        if (found.value) return made(found.value)
        if (!(await settling.notFound(claim, hears))) return
      }
      const outcome: Outcome<Ticket> = await tickets.make(request, claim.doubt)
      return outcome.kind === 'done' ? made(outcome.value) : settling.failed(claim, outcome, hears)

      function made({ number, url }: Ticket): Promise<void> {
        return settling.done(claim, { kind: 'ticketMade', ticket: task.ticket, number, url: url ?? null })
      }
    },
  }

  async function requestOf(now: Conversation, requested: Requested): Promise<TicketRequest> {
    const { transcript, asked } = await openings.saidBefore(now, requested.seq)
    const siteName = deps.siteName(now)
    const { summary, reason } = requested
    return {
      key: requested.ticket,
      conversation: now.id,
      visitor: now.visitor,
      siteName,
      subject: subjectOf(siteName, summary ?? asked ?? reason),
      summary,
      contact: now.contact,
      facts: [...openings.about(now, { reason, summary, transcript }), ...waited(now, requested)],
      transcript,
    }
  }
}

/** How long they waited for a person before. */
function waited(now: Conversation, { handoff: id }: Requested): { label: string; value: string }[] {
  const handoff = id === null ? undefined : handoffOf(now, id)
  if (!handoff || handoff.endedAt === null) return []
  const seconds = Math.round((handoff.endedAt - handoff.requestedAt) / 1_000)
  if (seconds < 5) return []
  return [{ label: 'Waited', value: seconds < 120 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes` }]
}

const subjectOf = (siteName: string, about: string): string => {
  const line = `${siteName}: ${about}`.replace(/\s+/g, ' ').trim()
  const letters = [...line]
  return letters.length <= 150 ? line : `${letters.slice(0, 149).join('')}…`
}

const heardOf = ({ ticket }: Requested): Hears => {
  const refused = (code: string) => ({ kind: 'ticketRefused', ticket, code }) as const
  return { refused, gone: (why) => refused(`gone-${why}`), troubled: () => null }
}

/** A secret is missing, or the site has no tickets any more: its owner can mend that at any time. */
const notBuilt = { kind: 'retry', why: { code: 'tickets-not-set-up' }, scope: 'delivery' } as const
