import type { Router } from 'express'
import express from 'express'
import { controlBasics, sayWhatWentWrong } from '../control-basics.ts'
import { doAct } from './control-acts.ts'
import { catalogue } from './fault-catalogue.ts'
import type { Freshchat } from './freshchat.ts'

/** `/sim/api`: the truth, the acts and the faults for the agent page and for other processes. No part of the vendor's API. */
export function control(simulator: Freshchat): Router {
  const router = express.Router()
  router.use(controlBasics(simulator, catalogue))

  router.get('/truth', (_request, response) => {
    const { agents, groups, channels, users, conversations } = simulator.state
    response.json({ appId: simulator.appId, agents, groups, channels, users, conversations })
  })
  router.get('/admin', (_request, response) => {
    const { url, appId, token, publicKey, topic } = simulator
    response.json({
      url,
      appId,
      token,
      publicKey,
      webhook: simulator.webhook,
      topic: { id: topic.id, name: topic.name },
    })
  })
  router.get('/conversations/:id', (request, response) => {
    response.json(simulator.conversation(request.params.id))
  })

  router.put('/webhook', (request, response) => {
    simulator.setWebhook((request.body as { url: string | null }).url)
    response.json({})
  })
  router.post('/hook', (request, response) => void response.json(simulator.hook(request.body)))
  router.post('/token', (_request, response) => void response.json({ token: simulator.renewToken() }))
  router.post('/agents/:id/available', (request, response) => {
    simulator.as(request.params.id).available((request.body as { on: boolean }).on)
    response.json({})
  })
  router.post('/foreign', (request, response) => void response.json(simulator.foreign(request.body ?? {})))
  router.post('/conversations/:id/:act', (request, response) => {
    response.json(doAct(simulator, request.params.id, request.params.act, request.body ?? {}) ?? {})
  })

  router.use(sayWhatWentWrong)
  return router
}
