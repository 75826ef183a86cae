import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock, Random } from '../../clock.ts'
import type { VendorId } from '../../conversation/ids.ts'
import type { Thread } from '../desk.ts'
import type { LivechatConfig } from './config.ts'
import type { Customers } from './customers.ts'
import { createLiveEar, type LiveEar, type LiveHearing, type LiveTo, livePushes } from './live-ear.ts'
import { afterEnd } from './live-ends.ts'
import type { OpenSocket, SocketEnd } from './live-socket.ts'
import { nobodyThere } from './mint.ts'
import { regionOf } from './region.ts'

/**
 * Live signs, best effort: a socket for each customer who is watched, at most so many at once. Nothing counts that comes only here; what a
 * socket misses, webhooks and looks bring.
 */
export interface Live {
  watch(thread: Thread, to: LiveTo): () => void
  /** The visitor did something: a socket that was ended for their silence is worth another try. */
  stirred(customer: VendorId): void
  /** Sockets that are open or being opened. */
  size(): number
}

export type LiveLimits = { sockets: number; linger: Ms; least: Ms; most: Ms; rest: Ms }
export const liveLimits: LiveLimits = {
  /** Each counts among the customers online that the plan allows (§7.2, users_limit_reached). */
  sockets: 100,
  /** A page that loads anew leaves and comes back; each login is a call. */
  linger: 10_000,
  // As the vendor's own client waits (§7.2).
  least: 300,
  most: 60_000,
  /** After the account said that it takes no more. */
  rest: 10 * 60_000,
}
/** A socket that stood so long was a good one. */
const steady: Ms = 60_000

/** waiting: for a place · on: it has one · over: nothing more for now. */
type Line = {
  customer: VendorId
  ears: Set<LiveEar>
  state: 'waiting' | 'on' | 'over'
  wakes: boolean
  failures: number
  enteredAt: Time | null
  region: string | null
  /** A token that was refused. */
  stale: string | null
  stop: () => void
  stopLinger: () => void
}

export function createLive(from: {
  config: Pick<LivechatConfig, 'rtmUrl' | 'organizationId'>
  customers: Pick<Customers, 'token'>
  hearing: LiveHearing
  clock: Clock
  random: Random
  log: Pick<Logger, 'info'>
  openSocket: OpenSocket
  limits?: Partial<LiveLimits>
}): Live {
  const { config, customers, clock, random } = from
  const limits = { ...liveLimits, ...from.limits }
  const lines = new Map<VendorId, Line>()
  let restUntil = 0

  const size = () => [...lines.values()].filter(({ state }) => state === 'on').length

  function admit(): void {
    for (const line of lines.values()) {
      if (line.state !== 'waiting') continue
      if (size() >= limits.sockets) return
      line.state = 'on'
      void connect(line)
    }
  }

  async function connect(line: Line): Promise<void> {
    const rest = restUntil - clock.now()
    if (rest > 0) {
      // Not all of them in one moment.
      line.stop = clock.after(rest + random() * limits.least * 10, () => void connect(line))
      return
    }
    let stopped = false
    line.stop = () => {
      stopped = true
    }
    const { stale } = line
    const token = await customers.token(line.customer, stale)
    if (stopped) return
    if (token.kind === 'gone' || (token.kind === 'refused' && token.why.code === nobodyThere)) return over(line, false)
    if (token.kind !== 'done') return later(line, token.kind === 'retry' ? (token.after ?? 0) : 0)
    line.stale = null
    const region = line.region ?? regionOf(token.value)
    const query = new URLSearchParams({ organization_id: config.organizationId, ...(region && { 'x-region': region }) })
    line.enteredAt = null
    line.stop = from.openSocket({
      url: `${config.rtmUrl}/v3.6/customer/rtm/ws?${query}`,
      token: token.value,
      pushes: livePushes,
      clock,
      entered: () => {
        line.enteredAt = clock.now()
      },
      heard(action, payload) {
        for (const ear of line.ears) ear.hear(action, payload)
      },
      ended: (end) => ended(line, end, token.value, stale !== null),
    })
  }

  function ended(line: Line, end: SocketEnd, token: string, wasRenewed: boolean): void {
    const stood = line.enteredAt !== null && clock.now() - line.enteredAt >= steady
    if (stood) line.failures = 0
    const next = afterEnd(end)
    switch (next.do) {
      case 'renew':
        line.stale = token
        // A new one that is refused as well is no matter of age.
        return wasRenewed && !stood ? later(line, limits.least) : void connect(line)
      case 'region':
        if (line.region === next.region) return later(line, 1_000)
        line.region = next.region
        return void connect(line)
      case 'over':
        said(end, 'no more live signs of this visitor')
        return over(line, next.wakes)
      case 'rest':
        said(end, 'no live signs for a while')
        restUntil = clock.now() + limits.rest
        return void connect(line)
      case 'again':
        return later(line, next.atLeast)
    }
  }

  function said(end: SocketEnd, what: string): void {
    const why = end.kind === 'told' ? end.reason : end.kind === 'refused' ? end.type : end.kind
    from.log.info({ desk: 'livechat', why }, what)
  }

  function later(line: Line, atLeast: Ms): void {
    const bound = Math.min(limits.most, limits.least * 2 ** Math.min(line.failures, 16))
    line.failures += 1
    line.stop = clock.after(Math.max(atLeast, bound / 2 + (random() * bound) / 2), () => void connect(line))
  }

  function over(line: Line, wakes: boolean): void {
    Object.assign(line, { state: 'over', wakes, stop: () => {} })
    admit()
  }

  function gone(line: Line): void {
    line.stop()
    lines.delete(line.customer)
    admit()
  }

  function begun(customer: VendorId): Line {
    const line: Line = {
      ...{ customer, ears: new Set<LiveEar>(), state: 'waiting', wakes: false, failures: 0, enteredAt: null },
      ...{ region: null, stale: null, stop: () => {}, stopLinger: () => {} },
    }
    lines.set(customer, line)
    return line
  }

  return {
    size,
    watch(thread, to) {
      const customer = thread.visitor.id
      if (customer === '') return () => {}
      const line = lines.get(customer) ?? begun(customer)
      const ear = createLiveEar(from.hearing, thread, to)
      // Whoever comes anew is worth another try, unless somebody watches in vain already.
      if (line.state === 'over' && line.ears.size === 0) line.state = 'waiting'
      line.stopLinger()
      line.ears.add(ear)
      admit()
      return () => {
        ear.stop()
        if (!line.ears.delete(ear) || line.ears.size > 0) return
        line.stopLinger = clock.after(limits.linger, () => gone(line))
      }
    },
    stirred(customer) {
      const line = lines.get(customer)
      if (line?.state !== 'over' || !line.wakes) return
      line.state = 'waiting'
      admit()
    },
  }
}
