import type { SendKey } from '@baton/shared/ids.ts'
import { expect, it } from 'vitest'
import { ann, World } from './conversation/histories.ts'
import { countHandoffs } from './handoff-metrics.ts'
import { createMetrics } from './metrics.ts'

it('counts each stay once: who asked, how soon somebody answered, how it ended, how it was rated', async () => {
  const metrics = createMetrics()
  const count = countHandoffs(metrics)
  const world = new World({ rating: 'thumbs' })
  const counted = (events: ReturnType<World['take']>) => count(events, world.now)
  counted(world.take({ kind: 'askedForPerson' }))
  counted(world.take({ kind: 'availabilityKnown', stint: world.now.stint, availability: { kind: 'open' } }))
  counted(world.bind('t1' as never, 100))
  world.at += 20_000
  counted(world.agentSays(ann, 'Hello', 200))
  counted(world.agentSays(ann, 'Still here', 201))
  counted(world.desk({ kind: 'resolved', by: 'agent' }, 300))
  const target = world.now.asks[0]?.seq as never
  counted(world.take({ kind: 'answered', key: 'key-1' as SendKey, target, answer: { kind: 'rated', score: 5 } }))
  const text = await metrics.registry.metrics()
  expect(text).toContain('baton_handoffs_total{site="acme",desk="support",what="asked-by-visitor"} 1')
  expect(text).toContain('baton_handoffs_total{site="acme",desk="support",what="resolved"} 1')
  expect(text).toContain('baton_handoff_seconds_count{site="acme",desk="support",until="answered"} 1')
  expect(text).toMatch(/baton_handoff_seconds_sum\{site="acme",desk="support",until="answered"\} 20\./)
  expect(text).toContain('baton_ratings_total{site="acme",desk="support",score="5"} 1')
})
