import type { Router } from 'express'
import express from 'express'
import { controlBasics, sayWhatWentWrong } from '../control-basics.ts'
import type { Account } from './account.ts'
import type { ActBody } from './control-acts.ts'
import { doAct } from './control-acts.ts'
import { catalogue } from './fault-catalogue.ts'
import { groupStatus, placeInQueue } from './groups.ts'
import type { Livechat } from './livechat.ts'
import { holderOf } from './people.ts'
import type { Json, RoutingStatus } from './records.ts'

/** `/sim/api`: the truth, the acts and the faults for the agent page and for other processes. No part of the vendor's API. */
export function control(simulator: Livechat, account: Account): Router {
  const router = express.Router()
  router.use(controlBasics(simulator, catalogue))

  router.get('/truth', (_request, response) => {
    const { organizationId, agents, groups, customers, chats } = simulator.state
    response.json({
      organizationId,
      agents,
      groups: groups.map((group) => ({ ...group, status: groupStatus(account, group.id) })),
      customers,
      sockets: simulator.sockets,
      chats: chats.map((chat) => ({
        ...chat,
        holder: holderOf(account, chat)?.id ?? null,
        queue: chat.threads.map((thread) => placeInQueue(account, thread)).at(-1) ?? null,
      })),
    })
  })
  router.get('/admin', (_request, response) => {
    const { url, rtmUrl, organizationId, clientId, clientSecret, agentToken, pat, app, webhooks } = simulator
    response.json({
      url,
      rtmUrl,
      organizationId,
      clientId,
      clientSecret,
      agentToken,
      pat: { accountId: pat.accountId, token: pat.token },
      redirectUris: app.redirectUris,
      webhooksEnabled: app.webhooksEnabled,
      webhooks: webhooks.map(({ id, action, url: to, filters }) => ({ id, action, url: to, filters })),
    })
  })
  router.get('/chats/:id', (request, response) => void response.json(simulator.chat(request.params.id)))

  router.post('/webhooks', (request, response) => {
    const { url, ...options } = request.body as { url: string; secret?: string; actions?: string[] }
    response.json(simulator.registerWebhooks(url, options))
  })
  router.post('/redirect-uris', (request, response) => {
    simulator.app.redirectUris.push((request.body as { uri: string }).uri)
    account.onChange()
    response.json({})
  })
  router.post('/hook', (request, response) => void response.json(simulator.hook(request.body as Json)))
  router.post('/revoke', (request, response) => {
    simulator.revokeTokens((request.body as { which?: 'agents' | 'customers' }).which)
    response.json({})
  })
  router.post('/disconnect', (request, response) => {
    const { reason, holder } = request.body as { reason: string; holder?: string }
    simulator.disconnect(reason, holder)
    response.json({})
  })
  router.post('/agents/:id/available', (request, response) => {
    simulator.as(request.params.id).available((request.body as { on: boolean }).on)
    response.json({})
  })
  router.post('/agents/:id/status', (request, response) => {
    simulator.as(request.params.id).status((request.body as { status: RoutingStatus }).status)
    response.json({})
  })
  router.post('/foreign', (request, response) => void response.json(simulator.foreign(request.body ?? {})))
  router.post('/chats/:id/:act', (request, response) => {
    const { id, act } = request.params
    response.json(doAct(simulator, id, act, (request.body ?? {}) as ActBody) ?? {})
  })

  router.use(sayWhatWentWrong)
  return router
}
