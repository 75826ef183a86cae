import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** A bare adapter: what one server says to a room reaches the rooms of the others, by NOTIFY with all of it inside. */
export interface Relay {
  /** Resolves when PostgreSQL has taken it. */
  send(room: string, frame: object): Promise<void>
  close(): Promise<void>
}

export async function openRelay(url: string, heard: (room: string, frame: object) => void): Promise<Relay> {
  const self = randomUUID()
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  const listener = new pg.Client({ connectionString: url })
  await listener.connect()
  listener.on('notification', ({ payload }) => {
    const { from, room, frame } = JSON.parse(payload ?? '{}') as { from: string; room: string; frame: object }
    if (from !== self) heard(room, frame)
  })
  await listener.query('listen bare')
  return {
    async send(room, frame) {
      await pool.query({
        name: 'tell',
        text: `select pg_notify('bare', $1)`,
        values: [JSON.stringify({ from: self, room, frame })],
      })
    },
    async close() {
      await listener.end()
      await pool.end()
    },
  }
}
