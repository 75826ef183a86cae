import { randomUUID } from 'node:crypto'
import type { ConversationId, Ms } from '@baton/shared/ids.ts'
import { Client } from 'pg'
import type { Logger } from 'pino'
import type { Clock, Random } from '../clock.ts'
import type { Bell } from './bell.ts'
import { createListeners } from './listeners.ts'
import { passPayload, readNotice, ringPayloads } from './notices.ts'

const channel = 'baton_bell'
/** Passings waiting for the database beyond this are dropped: they are out of date before they arrive. */
const passingsWaiting = 1_000
const quickest: Ms = 100
const slowest: Ms = 10_000
/** A dead peer is noticed by this even when nothing is sent. */
const keepAlive: Ms = 5_000

/**
 * The bell of several servers on one PostgreSQL: LISTEN and NOTIFY on a connection of its own, outside of any write's
 * transaction. Rings of this process are heard here at once; those of one tick, and of the time until the database answers,
 * leave together, so a flood makes bigger notices and not more of them. When the connection is lost it is made again, and
 * then listeners are told of the gap.
 */
export function createPostgresBell(given: { url: string; clock: Clock; random: Random; logger: Logger }): Bell {
  const { url, clock, random, logger } = given
  const self = randomUUID()
  const listeners = createListeners()
  /** Not yet told here, and not yet told to the others. */
  const here = new Set<ConversationId>()
  const rung = new Set<ConversationId>()
  let passed: string[] = []
  let client: Client | null = null
  let sending = false
  let open = true
  let tries = 0
  let cancel = () => {}

  async function connect(): Promise<void> {
    const next = new Client({
      connectionString: url,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAlive,
      connectionTimeoutMillis: 5_000,
    })
    let lost = false
    const lose = (): void => {
      if (lost) return
      lost = true
      if (client === next) client = null
      void next.end().catch(() => undefined)
      later()
    }
    next.on('error', lose)
    next.on('end', lose)
    next.on('notification', ({ payload }) => hear(payload))
    try {
      await next.connect()
      await next.query(`listen ${channel}`)
    } catch (error) {
      logger.warn({ err: error, tries }, 'the bell cannot reach the database')
      return lose()
    }
    if (lost || !open) return lose()
    client = next
    tries = 0
    // Also after the first connection: what rang before it was not heard.
    listeners.gap()
    void send()
  }

  function later(): void {
    if (!open) return
    const wait = Math.min(slowest, quickest * 2 ** tries++)
    cancel = clock.after(wait / 2 + (wait / 2) * random(), () => void connect())
  }

  function hear(payload: string | undefined): void {
    const notice = readNotice(payload)
    if (!notice || notice.from === self) return
    for (const id of notice.rung ?? []) listeners.ring(id)
    if (notice.passed) listeners.pass(notice.passed.id, notice.passed.passing)
  }

  async function send(): Promise<void> {
    if (sending || !client) return
    sending = true
    try {
      while (client && (rung.size > 0 || passed.length > 0)) {
        const ids = [...rung]
        const payloads = [...ringPayloads(self, ids), ...passed]
        rung.clear()
        passed = []
        await client.query('select pg_notify($1, payload) from unnest($2::text[]) as payload', [channel, payloads])
      }
    } catch (error) {
      // Lost with the connection; the others' poll finds what these rings were about.
      logger.warn({ err: error }, 'the bell could not be rung')
    } finally {
      sending = false
    }
  }

  let due = false
  function sendSoon(): void {
    if (due) return
    due = true
    setImmediate(() => {
      due = false
      const ids = [...here]
      here.clear()
      for (const id of ids) listeners.ring(id)
      void send()
    })
  }

  void connect()
  return {
    ring(ids) {
      for (const id of ids) {
        rung.add(id)
        here.add(id)
      }
      sendSoon()
    },
    pass(id, passing) {
      listeners.pass(id, passing)
      const payload = passPayload(self, id, passing)
      if (payload === null || passed.length >= passingsWaiting) return
      passed.push(payload)
      sendSoon()
    },
    on: listeners.on,
    async close() {
      open = false
      cancel()
      const last = client
      client = null
      await last?.end().catch(() => undefined)
    },
  }
}
