import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, it, onTestFinished } from 'vitest'
import { seededChance } from './chance.ts'
import { controlBasics, sayWhatWentWrong } from './control-basics.ts'
import { faultSwitches } from './faults.ts'
import { controlOf, eventually } from './receiver.ts'
import { requestLog } from './request-log.ts'
import { close, listen } from './server.ts'
import { watchers } from './watchers.ts'

const catalogue = {
  reset: ['API', 'Reset', 'Cuts.', {}],
  latency: ['API', 'Slow', 'Waits.', { ms: 1000 }],
} as const

/** The control plane of a simulator that has nothing else. */
async function controlled() {
  const { changed, watch } = watchers()
  const faults = faultSwitches(catalogue, seededChance(1), changed)
  const { requests, breaches, ...log } = requestLog<'reset' | 'latency'>(() => 'now')
  const deliveries = [1, 2].map((id) => ({
    id,
    action: 'x',
    conversation: null,
    body: '',
    attempts: [],
    state: 'delivered' as const,
  }))
  const simulator = { requests, breaches, deliveries, faults, watch, quiet: () => Promise.resolve() }
  const server = await listen(express().use('/sim/api', controlBasics(simulator, catalogue), sayWhatWentWrong), 0)
  onTestFinished(() => close(server))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, sim: controlOf(url), faults, changed, log }
}

it('sets and clears faults by name, and explains each', async () => {
  const { sim, faults } = await controlled()
  expect((await sim('PUT', '/faults/reset', { times: 1, on: 'GET /agents' })).status).toBe(200)
  expect(faults.all()).toEqual([{ name: 'reset', setting: { times: 1, on: 'GET /agents' }, bitten: 0 }])
  await sim('PUT', '/faults/latency', {})
  await sim('DELETE', '/faults/latency')
  expect(faults.all()).toHaveLength(1)
  await sim('DELETE', '/faults')
  const { body } = await sim('GET', '/faults')
  expect(body.on).toEqual([])
  expect(body.catalogue[1]).toEqual({
    name: 'latency',
    group: 'API',
    title: 'Slow',
    says: 'Waits.',
    defaults: { ms: 1000 },
  })
  expect((await sim('PUT', '/faults/nonsense', {})).body.message).toBe('there is no fault "nonsense"')
})

it('shows requests and deliveries from a number on, breaches, and when all is quiet', async () => {
  const { sim, log } = await controlled()
  log.breach(log.open('GET', '/one?x=1'), 'is odd')
  log.open('GET', '/two')
  expect((await sim('GET', '/requests?after=1')).body).toMatchObject([{ n: 2, path: '/two' }])
  expect((await sim('GET', '/deliveries?after=1')).body).toMatchObject([{ id: 2 }])
  expect((await sim('GET', '/breaches')).body).toEqual([{ at: 'now', what: 'is odd', where: 'GET /one', request: 1 }])
  expect((await sim('GET', '/quiet')).body).toEqual({})
})

it('tells listeners to look again, once for a burst, until they leave', async () => {
  const { url, changed } = await controlled()
  const stream = await fetch(`${url}/sim/api/changes`)
  const reader = stream.body?.getReader()
  let heard = 0
  const listening = (async () => {
    while (!(await reader?.read())?.done) heard += 1
  })().catch(() => {})
  await eventually(() => expect(heard).toBe(1))
  for (let n = 0; n < 50; n += 1) changed()
  await eventually(() => expect(heard).toBe(2))
  await reader?.cancel()
  await listening
})
