import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** What can be counted without saying anything about anybody: labels hold names of the owner's own choice and none of a visitor. */
export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    frames: new Counter({
      name: 'baton_frames_total',
      help: 'Frames from widgets, by kind and answer.',
      labelNames: ['kind', 'result'],
      registers,
    }),
    refusedConnections: new Counter({
      name: 'baton_refused_connections_total',
      help: 'Connections refused before the handshake.',
      labelNames: ['why'],
      registers,
    }),
    cutSockets: new Counter({
      name: 'baton_cut_sockets_total',
      help: 'Sockets cut because they did not read.',
      registers,
    }),
    hooks: new Counter({
      name: 'baton_hooks_total',
      help: 'Webhooks from desks, by what became of them.',
      labelNames: ['result'],
      registers,
    }),
    hookSeconds: new Histogram({
      name: 'baton_hook_seconds',
      help: 'Time until a webhook was answered.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3],
      registers,
    }),
    handoffs: new Counter({
      name: 'baton_handoffs_total',
      help: 'Stays with a desk: who asked for them, and how they ended.',
      labelNames: ['site', 'desk', 'what'],
      registers,
    }),
    handoffSeconds: new Histogram({
      name: 'baton_handoff_seconds',
      help: 'From the request until an agent first wrote, and until the end.',
      labelNames: ['site', 'desk', 'until'],
      buckets: [5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 86_400],
      registers,
    }),
    ratings: new Counter({
      name: 'baton_ratings_total',
      help: 'How visitors rated stays, 1 to 5.',
      labelNames: ['site', 'desk', 'score'],
      registers,
    }),
    tickets: new Counter({
      name: 'baton_tickets_total',
      help: 'What was passed on, and what became of it.',
      labelNames: ['site', 'what'],
      registers,
    }),
    deskEvents: new Counter({
      name: 'baton_desk_events_total',
      help: 'What desks told, by what became of it.',
      labelNames: ['result'],
      registers,
    }),
  }
}

/** A number that is asked for when it is read. */
export function gauge(metrics: Metrics, name: string, help: string, read: () => number | Promise<number>): void {
  new Gauge({
    name,
    help,
    registers: [metrics.registry],
    async collect() {
      this.set(await read())
    },
  })
}
