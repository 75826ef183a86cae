import { createDice } from '@baton/e2e/drive/dice.ts'
import { directLivechat } from '@baton/e2e/vendors/livechat/direct.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import { expect, it } from 'vitest'
import type { Outgoing } from '../../outgoing.ts'
import { allOf } from '../conformance.ts'
import type { DeskEvent } from '../desk.ts'
import { everything, type Heard, type Json, leaves, meantForThem, shownOf, withCanary } from './canaries-rig.ts'
import { directDesk, network, organizationId, secret } from './direct-rig.ts'
import type { SocketGiven } from './live-socket.ts'

const fresh = (openSocket?: (given: SocketGiven) => () => void) => {
  const vendor = directLivechat({ organizationId, seed: 1, secret, onHook: () => {}, onPush: () => {} })
  const lossless = { dice: createDice(1), losses: { before: 0, after: 0 } }
  return { vendor, desk: directDesk(vendor, { ...lossless, ...(openSocket && { openSocket }) }) }
}

function byHook({ body }: Heard): { events: DeskEvent[]; passings: Passing[] } {
  const events = fresh().desk.read({ raw: Buffer.from(JSON.stringify(body)), headers: new Headers() })
  return { events: events === 'forged' ? [] : events, passings: [] }
}

async function byPush({ action, body, thread }: Heard): Promise<{ events: DeskEvent[]; passings: Passing[] }> {
  const told = { events: [] as DeskEvent[], passings: [] as Passing[] }
  const opened = Promise.withResolvers<SocketGiven>()
  const { vendor, desk } = fresh((given) => {
    opened.resolve(given)
    return () => {}
  })
  // Their token is minted for the socket: they must be known there.
  const visitor = await desk.identify({ id: 'v' as never }, null, false)
  if (visitor.kind !== 'done') throw new Error(visitor.kind)
  const stop = desk.watch(
    { ...thread, visitor: visitor.value },
    {
      event: (event) => void told.events.push(event),
      passing: (passing) => void told.passings.push(passing),
    },
  )
  const socket = await opened.promise
  socket.entered()
  socket.heard(action, body.payload)
  // What waits for its webhook is told without it (live-ear.ts).
  vendor.clock.advance(3_100)
  stop()
  return told
}

it('no private field of any webhook or push reaches a visitor, whichever it is', async () => {
  const tried = { hook: 0, push: 0 }
  const shown = { hook: 0, push: 0 }
  const leaked: string[] = []
  const { heard } = await everything()
  for (const one of heard) {
    for (const path of leaves(one.body)) {
      const altered = { ...one, body: withCanary(one.body, path) }
      tried[one.way] += 1
      const { events, passings } = one.way === 'hook' ? byHook(altered) : await byPush(altered)
      const out = await shownOf(events, one.thread.id, passings)
      if (!out.includes('CANARY')) continue
      shown[one.way] += 1
      if (one.hidden || !meantForThem(path.join('.')))
        leaked.push(`${one.way} ${one.action} ${path.join('.')}: ${out.slice(0, 300)}`)
    }
  }
  expect(leaked).toEqual([])
  // Or it would prove little: what is meant for them does get there.
  expect(shown.hook).toBeGreaterThan(100)
  expect(shown.push).toBeGreaterThan(50)
  expect(tried.hook).toBeGreaterThan(3_000)
  console.info(
    `${tried.hook} fields of webhooks and ${tried.push} of pushes with a canary; ${shown.hook} and ${shown.push} meant for the visitor`,
  )
})

const lossless = { dice: createDice(1), losses: { before: 0, after: 0 } }

/** Whose words they are in a list, for each of its events: what is for agents stays theirs wherever it stands. */
function isHiddenAt(body: Json, path: string[]): boolean {
  const at = path.indexOf('events')
  if (at < 0) return false
  let event: unknown = body
  for (const step of path.slice(0, at + 2)) event = (event as Json)[step]
  const { type, visibility, recipients } = event as Json
  const isRead = ['message', 'file', 'rich_message', 'filled_form'].includes(String(type))
  return !isRead || [visibility, recipients].includes('agents')
}

it.each(['agents', 'customer'])('no private field of any list reaches a visitor, in the eyes of %s', async (eyes) => {
  let tried = 0
  let shown = 0
  const leaked: string[] = []
  const { stories } = await everything()
  for (const { vendor, thread } of stories) {
    const direct = network(vendor, lossless)
    let put: { action: string; path: string[] } | null = null
    const bodies = new Map<string, Json>()
    const outgoing: Outgoing = {
      async call(request) {
        if (eyes === 'customer' && request.url.includes('/agent/'))
          return answered(403, { error: { type: 'authorization', message: 'x' } }, new Headers())
        const answer = await direct.call(request)
        const action = /action\/(get_chat|list_threads)/.exec(request.url)?.[1]
        if (answer.kind !== 'answered' || action === undefined) return answer
        const body = JSON.parse(Buffer.from(answer.bytes).toString()) as Json
        if (!bodies.has(action)) bodies.set(action, body)
        return answered(answer.status, put?.action === action ? withCanary(body, put.path) : body, answer.headers)
      },
    }
    const look = async () => await allOf(directDesk(vendor, { ...lossless, outgoing }), { ...thread, stretch: null })
    await look()
    for (const [action, body] of [...bodies])
      for (const path of leaves(body)) {
        put = { action, path }
        tried += 1
        const out = await shownOf(await look().catch(() => []), thread.id)
        if (!out.includes('CANARY')) continue
        shown += 1
        const inside = path.join('.').replace(/^(thread|threads\.\d+)\./, '')
        if (isHiddenAt(body, path) || !meantForThem(inside))
          leaked.push(`${action} ${path.join('.')}: ${out.slice(0, 300)}`)
      }
  }
  expect(leaked).toEqual([])
  expect(shown).toBeGreaterThan(50)
  expect(tried).toBeGreaterThan(1_000)
  console.info(`${tried} fields of lists with a canary in the eyes of ${eyes}, ${shown} of them meant for the visitor`)
})

const answered = (status: number, body: unknown, headers: Headers) =>
  ({ kind: 'answered', status, headers, bytes: Buffer.from(JSON.stringify(body)) }) as const
