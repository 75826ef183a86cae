import type { SiteId } from '@baton/shared/ids.ts'
import { expect, it } from 'vitest'
import { rememberingLog } from '../site/fakes.ts'
import { createRefusedOrigins } from './refused-origins.ts'

const acme = 'acme' as SiteId

it('keeps the latest of each site, tells of each once, and of no flood', () => {
  const { log, lines } = rememberingLog()
  const refused = createRefusedOrigins(log)
  for (let n = 0; n < 200; n++) refused.note(acme, `https://${n}.example`)
  for (const odd of ['no address', `https://${'x'.repeat(200)}.example`, 'https://199.example']) refused.note(acme, odd)
  expect(refused.of(acme)).toEqual([195, 196, 197, 198, 199].map((n) => `https://${n}.example`))
  expect(refused.of('other' as SiteId)).toEqual([])
  expect(lines).toHaveLength(50)
})
