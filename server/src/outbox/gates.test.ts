import type { Time } from '@baton/shared/ids.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AccountId } from '../conversation/ids.ts'
import type { Claim, Gate, Outbox } from '../store/store.ts'
import { createGates, type Gates } from './gates.ts'

const account = 'freshchat:a' as AccountId
const why = { code: 'http-503' }
const now = 1_000_000 as Time
/** Its lease. */
const probe = (now + 60_000) as Time

describe('the gates of one of two servers', () => {
  /** As the store has them, for both. */
  let closed: Gate[]
  let gates: Gates
  let heard: (string | null)[]
  let asked: number

  const claim = (probe: Time | null, conversation = 'a') =>
    ({ delivery: { account }, conversation, probe }) as unknown as Claim

  beforeEach(() => {
    closed = []
    heard = []
    asked = 0
    const outbox: Partial<Outbox> = {
      async gates() {
        asked++
        return closed
      },
      async gate(_, until) {
        await Promise.resolve()
        closed = until === null ? [] : [{ account, until, why }]
      },
      async probed(_, found) {
        if (found === 'works') closed = closed.filter(({ until }) => until > now)
      },
    }
    gates = createGates({
      outbox: outbox as Outbox,
      clock: { now: () => now, after: () => () => {} },
      random: () => 1,
      onChange: (_, to) => void heard.push(to?.code ?? null),
    })
  })

  it('ask the store for nothing while all is well', async () => {
    for (let n = 0; n < 100; n++) await gates.succeeded(claim(null))
    expect(asked).toBe(0)
  })

  it('stay closed when the probe of a gate that the other server closed fails here, whatever failed here before', async () => {
    closed = [{ account, until: now, why }]
    expect(await gates.failed(claim(probe), why, 'delivery')).toBe(true)
    expect(closed[0]?.until).toBe(now + 1_000)
  })

  it('are open here as well when the other server’s probe opened one that was closed here', async () => {
    expect(await gates.failed(claim(null), why, 'account')).toBe(true)
    closed = []
    await gates.succeeded(claim(null))
    expect(heard).toEqual(['http-503', null])
    await gates.succeeded(claim(null))
    expect(asked).toBe(1)
  })

  it('forget what was closed here when the other server’s probe opened it: one failure is one failure again', async () => {
    await gates.failed(claim(null), why, 'account')
    for (let n = 0; n < 6; n++) await gates.failed(claim(probe), why, 'account')
    expect(closed[0]?.until).toBe(now + 60_000)
    closed = []
    expect(await gates.failed(claim(null), why, 'delivery')).toBe(false)
    expect(closed).toEqual([])
    expect(heard).toEqual(['http-503', null])
  })

  it('are not closed by a probe whose gate was opened meanwhile, as for a token that was replaced', async () => {
    expect(await gates.failed(claim(probe), why, 'delivery')).toBe(false)
    expect(closed).toEqual([])
  })

  it('do not take a gate for open that is being closed', async () => {
    const [first, second] = [
      gates.failed(claim(null, 'a'), why, 'account'),
      gates.failed(claim(null, 'b'), why, 'delivery'),
    ]
    expect(await Promise.all([first, second])).toEqual([true, true])
    expect(heard).toEqual(['http-503'])
  })

  it('stay closed after a probe that works when the account asked for time meanwhile', async () => {
    await gates.failed(claim(null), why, 'account', 20_000)
    await gates.succeeded(claim(probe))
    expect(closed).toEqual([{ account, until: now + 20_000, why }])
    expect(heard).toEqual(['http-503'])
  })

  it('close for one conversation that fails once too often alone only when others fail as well', async () => {
    for (let n = 0; n < 5; n++) expect(await gates.failed(claim(null, 'a'), why, 'delivery')).toBe(false)
    expect(await gates.failed(claim(null, 'b'), why, 'delivery')).toBe(false)
    await gates.succeeded(claim(null, 'c'))
    for (const one of ['a', 'b']) expect(await gates.failed(claim(null, one), why, 'delivery')).toBe(false)
    expect(await gates.failed(claim(null, 'c'), why, 'delivery')).toBe(true)
  })
})
