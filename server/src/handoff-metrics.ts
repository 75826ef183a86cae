import type { Conversation } from './conversation/conversation.ts'
import type { Event } from './conversation/events.ts'
import { handoffOf } from './conversation/fold.ts'
import type { Metrics } from './metrics.ts'

/** Counts what became of handoffs and tickets, once each, on the server that recorded it. */
export const countHandoffs =
  (metrics: Pick<Metrics, 'handoffs' | 'handoffSeconds' | 'ratings' | 'tickets'>) =>
  (events: Event[], now: Conversation): void => {
    const { site } = now
    for (const event of events) {
      const handoff = 'handoff' in event && event.handoff !== null ? handoffOf(now, event.handoff) : undefined
      const desk = handoff?.desk ?? ''
      switch (event.kind) {
        case 'handoffRequested':
          metrics.handoffs.inc({ site, desk: event.desk, what: `asked-by-${event.by}` })
          break
        case 'handoffMoved':
          metrics.handoffs.inc({ site, desk, what: 'moved' })
          break
        case 'handoffResumed':
          metrics.handoffs.inc({ site, desk, what: 'resumed' })
          break
        case 'agentSaid':
          if (handoff && handoff.answeredAt === event.at)
            metrics.handoffSeconds.observe({ site, desk, until: 'answered' }, (event.at - handoff.requestedAt) / 1_000)
          break
        case 'handoffEnded':
          metrics.handoffs.inc({ site, desk, what: event.how })
          if (handoff)
            metrics.handoffSeconds.observe({ site, desk, until: 'ended' }, (event.at - handoff.requestedAt) / 1_000)
          break
        case 'handoffRated':
          metrics.ratings.inc({ site, desk, score: event.score })
          break
        case 'ticketRequested':
          metrics.tickets.inc({ site, what: `asked-by-${event.by}` })
          break
        case 'ticketMade':
          metrics.tickets.inc({ site, what: 'made' })
          break
        case 'ticketFailed':
          metrics.tickets.inc({ site, what: 'failed' })
          break
        default:
          break
      }
    }
  }
