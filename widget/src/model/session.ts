import type { Batch, Hello, Welcome } from '@baton/shared/frames.ts'
import type { Cursor, Ms, SessionId, Time } from '@baton/shared/ids.ts'
import type { WireError } from '@baton/shared/protocol.ts'
import type { Visible } from '@baton/shared/timeline.ts'
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { Chance } from '../browser/chance.ts'
import type { Clock, Stop } from '../browser/clock.ts'
import type { Connection, ConnectionListener, Reply } from '../connection/connection.ts'
import { backoff } from './backoff.ts'
import type { Drawer } from './drawer.ts'
import { createLineNotice, type Line } from './line.ts'
import type { SendQueue } from './send-queue.ts'
import { applyBatch, emptyHistory, type History } from './timeline.ts'

/** Who we are to the server, and the one place where the history moves on. */
export interface Session {
  line: ReadonlySignal<Line>
  current(): SessionId | null
  begin(): void
  /** The facts have changed: tells them to the server, if it has heard the former ones. */
  introduce(): void
  wake(): void
  sleep(): void
  stop(): void
}

export type SessionNeeds = {
  connection: Connection
  drawer: Drawer
  clock: Clock
  chance: Chance
  queue: () => SendQueue
  history: Signal<History>
  facts(): Omit<Hello, 'cursor'>
  /** New in the history while the visitor is here; not what was there at the beginning. */
  onNews(events: Visible[]): void
  passing: ConnectionListener['passing']
  /** This app is too old to talk; `path` names the one to fetch, if the server said so. */
  onOutdated(path: string | null): void
}

const probeWait: Ms = 4_000 // a live line answers well within this; a dead one should not cost the full ack wait
const probeGap: Ms = 2_000 // focus and visibility come in pairs
const replaceWait: Ms = 30_000 // for the newer app to arrive on a slow line

export function createSession(needs: SessionNeeds): Session {
  const { connection, drawer, clock, chance, history } = needs
  const notice = createLineNotice(clock)
  const { line } = notice
  let session: SessionId | null = drawer.read().session
  let token: string | null = null
  let up = false
  let asleep = false
  let greeted = false
  let stale = false
  let asking = false
  let again = false
  let epoch = 0
  let attempt = 0
  let probed = 0 as Time
  let stopRetry: Stop = () => {}
  let stopHearing: Stop = () => {}

  const handToken = () => {
    const now = drawer.read().token
    if (token !== null && now !== token) forget()
    token = now
    return now
  }
  const forget = () => {
    history.value = emptyHistory
    session = null
    greeted = false
  }
  const later = (least: Ms = 0) => {
    stopRetry()
    stopRetry = clock.after(Math.max(least, backoff(attempt++, chance.fraction())), reopen)
  }
  const reopen = () => {
    epoch++
    up = false
    needs.queue().rest()
    connection.reopen()
  }
  const greet = async () => {
    const mine = ++epoch
    const cursor = history.value.cursor
    stale = false
    const reply = await connection.hello({ cursor, ...needs.facts() })
    if (mine !== epoch) return
    if (reply === 'lost') return later()
    if (!reply.ok) return refused(reply.error)
    welcome(reply, cursor)
  }
  const welcome = ({ session: mine, token: minted, batch }: Welcome, asked: Cursor | null) => {
    if (minted) {
      const other = drawer.read().token
      // Another tab of this browser was first: one visitor, so ours is let go before anything was said under it.
      if (other !== null && other !== token) return reopen()
      token = minted
    }
    if (session !== mine || minted) drawer.write({ token, session: mine })
    session = mine
    attempt = 0
    notice.standing()
    // What an empty history is answered with is its beginning, whatever range it covers.
    take(asked ? batch : { ...batch, reset: true }, asked)
    greeted = true
    needs.queue().flow(mine)
    if (stale) void greet()
  }

  /** `asked`: the cursor that this answers. A server that knows nothing of it says so by a reset, wherever that stands. */
  const take = (batch: Batch, asked: Cursor | null = null) => {
    const before = history.value
    const anew = batch.reset && asked !== null && asked === before.cursor
    const { history: after, ask } = applyBatch(anew ? emptyHistory : before, batch)
    if (after !== before) history.value = after
    const from = before.cursor?.conversation === batch.conversation ? before.cursor.seq : 0
    const fresh = after === before ? [] : batch.events.filter((event) => event.seq > from)
    if (greeted && fresh.length > 0) needs.onNews(fresh)
    if (ask) void catchUp()
    return ask
  }
  const catchUp = async (wait?: Ms) => {
    const { cursor } = history.value
    // What comes in while we wait may presume more than the answer holds.
    if (asking) again = true
    if (asking || !up || !cursor) return
    asking = true
    const mine = epoch
    const reply: Reply<{ batch: Batch }> = await connection.catchUp(cursor, wait)
    asking = false
    const once = again
    again = false
    if (mine !== epoch) return
    if (reply === 'lost') return up ? reopen() : undefined
    if (!reply.ok) return reply.error.code === 'notFound' ? startOver() : later(reply.error.after)
    asking = true
    const ask = take(reply.batch, cursor)
    asking = false
    again = false
    if (!ask && !once) return
    // An answer that brings us nowhere must not be asked for in a loop.
    if (history.value.cursor === cursor) later()
    else void catchUp()
  }
  /** The server does not know our place in the history: begin it anew, as the same visitor. */
  const startOver = () => {
    history.value = emptyHistory
    greeted = false
    void greet()
  }

  const outdated = (path: string | null) => {
    needs.onOutdated(path)
    // Should the newer one not be had, this one may still be good enough.
    later(replaceWait)
  }
  const refused = (error: WireError) => {
    switch (error.code) {
      case 'unavailable':
      case 'slowDown':
        return later(error.after)
      case 'unknownToken':
        if (token === null) break
        if (drawer.read().token === token) drawer.write({ token: null, session: null, live: false, seen: null })
        forget()
        token = null
        return reopen()
      case 'oldProtocol':
        return outdated(null)
      case 'otherSession':
        return reopen()
      case 'notFound':
        if (history.value.cursor) return startOver()
        break
      default:
    }
    console.warn(`Baton: the server refused the chat (${error.code}).`, error.mend ?? '')
    notice.refused()
  }

  connection.listen({
    up() {
      up = true
      void greet()
    },
    down() {
      epoch++
      up = false
      needs.queue().rest()
      if (!asleep) notice.broken()
    },
    refused(error) {
      up = false
      refused(error)
    },
    batch: (batch) => void take(batch),
    passing: needs.passing,
    goodbye(after, app) {
      stopRetry()
      // Not before: whoever is going away has spread the return of its visitors over some time.
      connection.close()
      stopRetry = clock.after(after, () => (app ? outdated(app) : reopen()))
    },
  })

  return {
    line,
    current: () => session,
    begin() {
      if (line.value !== 'resting') return
      notice.connecting()
      // Another tab may sign in first, or begin anew because the token is known no more.
      stopHearing = drawer.onChange((memory) => {
        if (memory.token !== null && memory.token !== token) reopen()
      })
      connection.open(handToken)
    },
    introduce() {
      // Two at once could make two visitors of one who is new.
      stale = !greeted
      if (greeted && up) void greet()
    },
    wake() {
      if (line.value === 'resting' || clock.now() - probed < probeGap) return
      probed = clock.now()
      asleep = false
      if (line.value === 'refused') notice.connecting()
      if (up && history.value.cursor) void catchUp(probeWait)
      else if (!up) connection.nudge()
    },
    sleep() {
      if (line.value === 'resting') return
      asleep = true
      probed = 0 as Time
      connection.close()
    },
    stop() {
      epoch++
      stopRetry()
      stopHearing()
      connection.close()
      notice.rest()
    },
  }
}
