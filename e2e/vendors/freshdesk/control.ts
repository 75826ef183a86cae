import type { Router } from 'express'
import express from 'express'
import { controlBasics, sayWhatWentWrong } from '../control-basics.ts'
import { catalogue } from './fault-catalogue.ts'
import type { Freshdesk } from './freshdesk.ts'

/** `/sim/api`: the truth, the acts and the faults for the page and for other processes. No part of the vendor's API. */
export function control(simulator: Freshdesk): Router {
  const router = express.Router()
  const { breaches, requests, faults, watch } = simulator
  // Freshdesk sends no webhooks here.
  router.use(
    controlBasics({ breaches, requests, faults, watch, deliveries: [], quiet: () => Promise.resolve() }, catalogue),
  )

  router.get('/truth', (_request, response) => {
    const { agent, contacts } = simulator
    const tickets = simulator.tickets.map((ticket) => ({ ...ticket, text: simulator.textOf(ticket) }))
    response.json({ agent, contacts, tickets })
  })
  router.get('/admin', (_request, response) => {
    response.json({ url: simulator.url, key: simulator.key })
  })
  router.post('/key', (_request, response) => void response.json({ key: simulator.renewKey() }))
  router.post('/foreign', (_request, response) => void response.json(simulator.foreign()))
  router.post('/tickets/:id/status', (request, response) => {
    simulator.setStatus(Number(request.params.id), (request.body as { status: number }).status)
    response.json({})
  })

  router.use(sayWhatWentWrong)
  return router
}
