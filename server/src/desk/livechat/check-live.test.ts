import type { Time } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../clock.ts'
import { all, bad, named } from './check-rig.ts'
import { type Rig, withLivechat } from './conformance-rig.ts'

describe('check --live', () => {
  /** Brings webhooks to another server than the one that checks. */
  function deliver(rig: Rig): void {
    const other = rig.again()
    let read = 0
    rig.sim.watch(() => {
      const hooks = rig.hooks()
      for (; read < hooks.length; read++) other.read(hooks[read] as { raw: Uint8Array; headers: Headers })
    })
  }

  it('opens a chat that says what it is, waits for its webhook at any server, and closes it', () =>
    withLivechat(
      async (rig) => {
        deliver(rig)
        for (let n = 0; n < 2; n++) {
          const checks = (await all(rig.desk, 'live')).filter(({ name }) => name.startsWith('live'))
          expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
            ['live: open', true],
            ['live: read', true],
            ['live: webhook', true],
            ['live: close', true],
          ])
        }
        expect(rig.sim.chats).toHaveLength(1)
        const [chat] = rig.sim.chats
        expect(rig.written(chat?.id ?? '').some(({ text }) => text.startsWith('This is a test of Baton'))).toBe(true)
        expect(rig.isOpen(chat?.id ?? '')).toBe(false)
        expect(rig.breaches()).toEqual([])
      },
      { routes: true },
    ))

  it('says so when it does not come back, and closes it all the same', () => {
    // So that nobody waits twenty seconds for nothing.
    const began = Date.now()
    const clock = { now: () => (began + (Date.now() - began) * 20) as Time, after: systemClock.after }
    return withLivechat(
      async (rig) => {
        const checks = await all(rig.desk, 'live')
        expect(named(checks, 'live: webhook')).toMatchObject({ ok: false, mend: expect.any(String) as string })
        expect(named(checks, 'live: close')).toMatchObject({ ok: true })
      },
      { routes: true, clock },
    )
  })

  it('is no failure when nobody is online', () =>
    withLivechat(async (rig) => {
      rig.sim.faults.set('groupsOffline')
      const checks = await all(rig.desk, 'live')
      expect(bad(checks)).toEqual([])
      expect(named(checks, 'live: open')).toMatchObject({ ok: null })
    }))
})
