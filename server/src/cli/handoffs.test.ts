import type { ConversationId, SendKey, SiteId, VisitorId } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { World } from '../conversation/histories.ts'
import type { Origin } from '../conversation/ids.ts'
import { createRig } from './rig.ts'

let rig: Awaited<ReturnType<typeof createRig>>
beforeEach(async () => {
  rig = await createRig()
  await rig.say('site apply', rig.apply())
})
afterEach(() => rig.close())

/** A conversation of the real store with the events of a small world. */
async function told(name: string, world: World): Promise<ConversationId> {
  const { log, visitors } = rig.store
  const visitor = `visitor-${name}` as VisitorId
  await visitors.mint('acme' as SiteId, visitor, new TextEncoder().encode(visitor))
  const id = await log.begin('acme' as SiteId, visitor, `conversation-${name}` as ConversationId)
  for (const [n, event] of world.log.entries()) {
    const { seq: _, at: __, ...body } = event
    const decision = { events: [body], deliveries: [], origins: [], cancel: [] } as never
    await log.write(id, { origin: `x:${n}` as Origin }, () => decision)
  }
  return id
}

it('shows every stay: why, whether it was answered, how it ended, and what the visitor thought of it', async () => {
  const rated = new World({ rating: 'stars' }).handOff()
  rated.agentSays({ ref: 'ann', vendor: 'v-ann' } as never, 'Hello', 200)
  rated.desk({ kind: 'resolved', by: 'agent' }, 300)
  const target = rated.now.asks[0]?.seq
  const answer = { kind: 'rated', score: 4, comment: 'quick\nand kind' } as const
  rated.take({ kind: 'answered', key: 'key-00000001' as SendKey, target: target as never, answer })
  await told('a', rated)
  const closed = new World()
  closed.take({ kind: 'askedForPerson' })
  closed.take({ kind: 'availabilityKnown', stint: closed.now.stint, availability: { kind: 'closed' } })
  await told('b', closed)

  const { exit, lines } = await rig.say('handoffs', { site: 'acme', limit: null })
  expect(exit).toBe(0)
  expect(lines[0]).toMatch(
    /^acme: the last 2 · 0 under way · 1 answered · half of them within 0 s · rated 4\.0 of 5 by 1$/,
  )
  const rows = lines.slice(1).map((line) => line.replace(/ {2,}/g, ' | '))
  expect(rows).toContainEqual(
    ' | just now | support | The visitor asked for a person | answered after 0 s | resolved after 0 s | 4 of 5 | conversation-a'.slice(
      0,
    ),
  )
  expect(rows.join('\n')).toMatch(/not answered \| the desk was closed after 0 s/)
  expect(lines).toContain('  conversation-a says: quick and kind')
  expect(await rig.say('handoffs', { site: 'nobody', limit: null })).toMatchObject({ exit: 1 })
})

it('says so when there are none', async () => {
  expect(await rig.say('handoffs', { site: null, limit: 5 })).toMatchObject({
    exit: 0,
    lines: ['acme: no handoffs yet'],
  })
})
