import type { Router } from 'express'
import express from 'express'
import type { Watched } from './changes.ts'
import { changes } from './changes.ts'
import type { Catalogue, FaultNames, FaultSetting, Faults } from './faults.ts'
import type { Delivery } from './hook-sender.ts'
import type { Breach, Request } from './request-log.ts'

/** What every simulator can be asked for under `/sim/api`. */
export interface Simulated<C extends Catalogue> extends Watched {
  readonly breaches: Breach[]
  readonly requests: Request<FaultNames<C>>[]
  readonly deliveries: Delivery[]
  readonly faults: Faults<FaultNames<C>>
  quiet(): Promise<void>
}

/** The control plane that all simulators share: what happened, changes, faults. */
export function controlBasics<C extends Catalogue>(simulator: Simulated<C>, catalogue: C): Router {
  const router = express.Router()
  router.use(express.json({ limit: '30mb' }))

  router.get('/requests', (request, response) => {
    const after = Number(request.query.after ?? 0)
    response.json(simulator.requests.filter((one) => one.n > after))
  })
  router.get('/breaches', (_request, response) => void response.json(simulator.breaches))
  router.get('/deliveries', (request, response) => {
    const after = Number(request.query.after ?? 0)
    response.json(simulator.deliveries.filter((one) => one.id > after))
  })
  router.get('/quiet', async (_request, response) => {
    await simulator.quiet()
    response.json({})
  })
  router.get('/changes', (_request, response) => changes(simulator, response))

  router.get('/faults', (_request, response) => {
    const all = Object.entries(catalogue).map(([name, [group, title, says, defaults]]) => ({
      name,
      group,
      title,
      says,
      defaults,
    }))
    response.json({ catalogue: all, on: simulator.faults.all() })
  })
  router.put('/faults/:name', (request, response) => {
    simulator.faults.set(faultNamed(request.params.name), (request.body ?? {}) as FaultSetting)
    response.json(simulator.faults.all())
  })
  router.delete('/faults/:name', (request, response) => {
    simulator.faults.clear(faultNamed(request.params.name))
    response.json(simulator.faults.all())
  })
  router.delete('/faults', (_request, response) => {
    simulator.faults.clear()
    response.json([])
  })
  return router

  function faultNamed(name: string): FaultNames<C> {
    if (!Object.hasOwn(catalogue, name)) throw new Error(`there is no fault "${name}"`)
    return name as FaultNames<C>
  }
}

/** The last handler of a control plane: what an act threw is told in words. */
export function sayWhatWentWrong(
  error: Error,
  _request: express.Request,
  response: express.Response,
  _next: express.NextFunction,
): void {
  response.status(400).json({ message: error.message })
}
