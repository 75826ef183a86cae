import type { WebSocket } from 'ws'
import { pause } from '../clock.ts'
import type { Take } from '../faults.ts'
import type { Failure, Result } from './errors.ts'
import { done, fail, invalid } from './errors.ts'
import type { FaultName } from './fault-catalogue.ts'
import type { Request } from './livechat.ts'
import type { Json } from './records.ts'
import type { RequestFrame } from './rtm-frames.ts'
import { failureFrame, pushFrame, readFrame, responseFrame } from './rtm-frames.ts'
import type { LoggedIn } from './rtm-login.ts'
import { logIn } from './rtm-login.ts'
import type { RtmRules } from './rtm-requests.ts'
import { act, refusedAtOnce } from './rtm-requests.ts'
import { livingToken } from './tokens.ts'
import type { Surface } from './wire-events.ts'

/** One socket: login within its time, requests and responses, pushes, and an end that is told (contract 7.2). */
export class RtmSocket {
  readonly id: number
  readonly surface: Surface
  readonly version: string
  /** The one that it was opened to, as its address says. */
  readonly region: string | null
  readonly since: string
  entered: LoggedIn | null = null
  readonly #rules: RtmRules
  readonly #wire: WebSocket
  #pending = 0
  #timers: Record<string, () => void> = {}

  constructor(
    id: number,
    surface: Surface,
    place: { version: string; region: string | null },
    wire: WebSocket,
    rules: RtmRules,
  ) {
    this.id = id
    this.surface = surface
    this.version = place.version
    this.region = place.region
    this.since = rules.account.now()
    this.#rules = rules
    this.#wire = wire
    this.#after('login', rules.login, () => this.disconnect('connection_timeout'))
    this.#alive()
    wire.on('message', (data) => void this.#receive(String(data)))
    wire.on('ping', (data) => {
      this.#alive()
      if (!rules.account.faults.take('deaf', 'ping')) wire.pong(data)
    })
    wire.on('pong', () => this.#alive())
    // A broken frame ends the socket by itself; there is nobody to tell.
    wire.on('error', () => {})
    wire.on('close', () => this.#forget())
  }

  get holder(): string | null {
    const who = this.entered?.who
    return who ? (who.kind === 'customer' ? who.customer.id : who.agent.id) : null
  }

  push(action: string, payload: unknown, requestId: string | null): void {
    const { account } = this.#rules
    const wanted = this.entered?.pushes
    if (!wanted?.includes('all') && !wanted?.includes(action)) return
    if (account.faults.take('outage', `RTM ${action}`)) return this.cut()
    if (account.faults.take('deaf', 'push') || account.faults.take('dropPush', action)) return
    const copies = account.faults.take('duplicatePush', action)?.copies ?? 1
    for (let n = 0; n < copies; n += 1) this.#send(pushFrame(this.version, action, payload, requestId))
  }

  /** Tells why, then closes. It may come before login. */
  disconnect(reason: string, data?: Json): void {
    const action = this.surface === 'customer' ? 'customer_disconnected' : 'agent_disconnected'
    this.#send(pushFrame(this.version, action, { reason, ...(data && { data }) }, null))
    this.#wire.close()
    this.#forget()
  }

  cut(): void {
    this.#wire.terminate()
    this.#forget()
  }

  async #receive(text: string): Promise<void> {
    const { account, log } = this.#rules
    this.#alive()
    if (account.faults.take('deaf', 'request')) return
    const frame = readFrame(text)
    if (!frame) return this.#send(failureFrame(null, '', invalid('the frame is not a request').failure))
    const requestId = frame.request_id ?? null
    if (frame.action === 'ping') {
      // Before login a ping is not answered and does not help.
      if (this.entered) this.#send(responseFrame(requestId, 'ping', {}))
      return
    }
    const entry = log.open('RTM', `/v${this.version}/${this.surface}/action/${frame.action}`)
    entry.body = frame.action === 'login' ? { ...frame.payload, token: '…' } : (frame.payload ?? null)
    const began = account.clock.now()
    const take: Take<FaultName> = (fault) => {
      const setting = account.faults.take(fault, `RTM /${this.surface}/action/${frame.action}`)
      if (setting && !entry.faults.includes(fault)) entry.faults.push(fault)
      return setting
    }
    if (this.#pending >= this.#rules.pending) {
      log.breach(entry, `has more than ${this.#rules.pending} unanswered requests on one socket`)
      this.#answer(entry, frame, fail('pending_requests_limit_reached', 'Pending requests limit reached'))
      return
    }
    this.#pending += 1
    await this.#serve(frame, entry, take)
    entry.ms = account.clock.now() - began
  }

  async #serve(frame: RequestFrame, entry: Request, take: Take<FaultName>): Promise<void> {
    const { account, tell } = this.#rules
    const latency = take('latency')
    if (latency) await pause(account.clock, latency.ms ?? 0)
    if (take('hang')) return
    this.#pending -= 1
    if (take('outage') || take('reset')) return this.cut()
    const { result, happenings } = account.collect(() => this.#run(frame, entry, take))
    const asker = { socket: this.id, requestId: frame.request_id ?? null }
    const lost = take('loseAnswer')
    const answer = () => {
      if (!lost) this.#answer(entry, frame, result)
      else if (lost.how === '500') this.#answer(entry, frame, fail('internal', 'Internal server error'))
      else if (lost.how !== 'hang') this.cut()
    }
    if (take('pushFirst')) {
      const told = tell(happenings, asker)
      answer()
      await told
    } else {
      answer()
      await tell(happenings, asker)
    }
  }

  #run(frame: RequestFrame, entry: Request, take: Take<FaultName>): Result {
    const breach = (what: string) => this.#rules.log.breach(entry, what)
    const refused = refusedAtOnce(frame, this, take, breach)
    if (refused) return refused
    switch (frame.action) {
      case 'login':
        return this.#login(frame.payload ?? {}, breach)
      case 'logout':
        queueMicrotask(() => this.disconnect('logged_out'))
        return done()
      default:
        return this.entered
          ? act(this.#rules, { surface: this.surface, who: this.entered.who, frame, take, breach })
          : invalid('login first')
    }
  }

  #login(payload: Json, breach: (what: string) => void): Result {
    const { account } = this.#rules
    const refused = account.faults.take('loginRefused', this.surface)
    if (refused)
      return { failure: { type: (refused.how ?? 'users_limit_reached') as Failure['type'], message: 'Login refused' } }
    const entered = logIn(account, this.surface, payload, breach)
    if ('failure' in entered) return entered
    this.entered = entered
    this.#timers.login?.()
    const kind = this.surface === 'customer' ? 'customer' : 'access'
    const token = livingToken(account, kind, entered.token)
    if (token) this.#after('token', token.expires - account.clock.now(), () => this.disconnect('access_token_expired'))
    const evicted = account.faults.take('evicted', this.surface)
    if (evicted) this.#after('evicted', evicted.ms ?? 0, () => this.disconnect(evicted.how ?? 'connection_evicted'))
    account.onChange()
    return { payload: entered.payload }
  }

  #answer(entry: Request, { action, request_id }: RequestFrame, result: Result): void {
    const id = request_id ?? null
    const fine = 'payload' in result
    entry.status = fine ? 200 : 422
    this.#send(fine ? responseFrame(id, action, result.payload) : failureFrame(id, action, result.failure))
  }

  #send(frame: Json): void {
    if (this.#wire.readyState === this.#wire.OPEN) this.#wire.send(JSON.stringify(frame))
  }

  /** Something was heard: the silence begins anew, and half-way through it we ask by ourselves (contract 9, U17). */
  #alive(): void {
    const { silence, account } = this.#rules
    this.#after('ask', silence / 2, () => {
      if (!account.faults.take('deaf', 'ping')) this.#wire.ping()
    })
    this.#after('silence', silence, () => this.disconnect('connection_timeout'))
  }

  #after(name: string, ms: number, work: () => void): void {
    this.#timers[name]?.()
    this.#timers[name] = this.#rules.account.clock.after(ms, work)
  }

  #forget(): void {
    for (const cancel of Object.values(this.#timers)) cancel()
    this.#timers = {}
  }
}
