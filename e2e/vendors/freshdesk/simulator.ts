import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { seededChance } from '../chance.ts'
import { systemClock } from '../clock.ts'
import { faultSwitches } from '../faults.ts'
import { limiter } from '../limiter.ts'
import { pages } from '../pages.ts'
import { requestLog } from '../request-log.ts'
import { close, listen } from '../server.ts'
import { watchers } from '../watchers.ts'
import { Account } from './account.ts'
import { api } from './api.ts'
import { control } from './control.ts'
import type { FaultName } from './fault-catalogue.ts'
import { catalogue } from './fault-catalogue.ts'
import type { Freshdesk, FreshdeskOptions } from './freshdesk.ts'
import { demoAccount } from './records.ts'
import { textOf } from './wire.ts'

const newKey = (): string => randomBytes(15).toString('base64url')

/** Puts the parts together; it does not listen yet. */
export function simulator(options: FreshdeskOptions): Freshdesk {
  const clock = options.clock ?? systemClock()
  const { changed, watch } = watchers()
  const faults = faultSwitches(catalogue, seededChance(options.seed ?? 1), changed)
  const state = options.state ?? demoAccount()
  const account = new Account(state, clock)
  account.onChange = changed
  const log = requestLog<FaultName>(() => account.time())
  let key = options.key ?? newKey()
  let port = options.port ?? 0
  let server: Server | null = null

  const it: Freshdesk = {
    get url() {
      return account.url
    },
    get port() {
      return port
    },
    get key() {
      return key
    },
    state,
    get tickets() {
      return state.tickets.filter((ticket) => !ticket.deleted)
    },
    contacts: state.contacts,
    agent: state.agent,
    requesterOf(ticket) {
      const contact = account.contact(ticket.requester)
      if (!contact) throw new Error(`ticket ${ticket.id} has no requester`)
      return contact
    },
    textOf: (ticket) => textOf(ticket.description),
    foreign(subject = 'Where is my parcel?') {
      const requester = account.requester({ email: 'somebody.else@example.com' })
      return account.addTicket({ subject, description: '<div>It is late.</div>', requester: requester.id, source: 1 })
    },
    setScope(scope) {
      state.agent.scope = scope
      changed()
    },
    setStatus(id, status) {
      const ticket = account.ticket(String(id))
      if (!ticket) throw new Error(`there is no ticket ${id}`)
      ticket.status = status
      account.touch(ticket)
    },
    renewKey() {
      key = newKey()
      changed()
      return key
    },
    breaches: log.breaches,
    requests: log.requests,
    faults,
    watch,
    async start() {
      if (server) return
      server = await listen(application, port)
      port = (server.address() as AddressInfo).port
      account.url = `http://127.0.0.1:${port}`
    },
    async stop() {
      const stopping = server
      if (!stopping) return
      server = null
      await close(stopping)
    },
  }

  const application = express()
  application.disable('x-powered-by')
  const perMinute = options.perMinute ?? 0
  application.use(
    '/api/v2',
    api({ account, log, limiter: limiter(clock, perMinute), perMinute, faults, key: () => key }),
  )
  application.use('/sim/api', control(it))
  application.use('/sim', pages('freshdesk'))
  return it
}
