import { afterEach, describe, expect, it } from 'vitest'
import { eventually, type Rig, startRig } from './rig.ts'

describe('the gateway', () => {
  let rig: Rig
  afterEach(() => rig.close())

  it('mints a token at hello, stores what is said, and tells both tabs of it in order', async () => {
    rig = await startRig()
    const first = await rig.join()
    const welcome = await first.hello()
    expect(welcome.token).toMatch(/^cv_[A-Za-z0-9_-]{43}$/)
    expect(welcome.batch).toMatchObject({ after: 0, upTo: 1, reset: true, more: false, events: [] })
    const second = await rig.join({ token: first.token })
    const again = await second.hello()
    expect(again.token).toBeUndefined()
    expect(again.session).toBe(welcome.session)

    expect(await first.say('hello')).toMatchObject({ ok: true, seq: 2 })
    expect(await second.say('and again')).toMatchObject({ ok: true, seq: 3 })
    for (const tab of [first, second]) {
      await eventually(() => {
        const texts = tab.batches
          .flatMap((batch) => batch.events)
          .map((event) => (event.kind === 'visitorSaid' ? event.message : null))
        expect(texts).toEqual([
          { parts: [{ kind: 'text', text: 'hello' }] },
          { parts: [{ kind: 'text', text: 'and again' }] },
        ])
      })
    }
  })
})
