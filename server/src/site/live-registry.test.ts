// long because every promise of the registry is tried: versions, secrets, accounts, hooks, restarts.
import { randomUUID } from 'node:crypto'
import type { ConversationId, Json, Seq, SiteId } from '@baton/shared/ids.ts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { emptyConversation } from '../conversation/conversation.ts'
import type { AccountId, HandoffId } from '../conversation/ids.ts'
import type { Outgoing } from '../outgoing.ts'
import { createSealer } from '../secrets.ts'
import type { Desks, Log, Sites } from '../store/store.ts'
import { fakeDesks, fakeSites, noMemory, rememberingLog, standingClock, type ToyDesk, toyKinds } from './fakes.ts'
import { createRegistry, type LiveRegistry } from './live-registry.ts'
import { refreshEvery } from './registry.ts'
import { keepSecret } from './secret-box.ts'
import type { Stay } from './stays.ts'

const key = 'wq8X0vT5mJ1nC7rLz3FhKd9YbE2sGuPa6oViNtR4yMQ='
const acme = 'acme' as SiteId
const account = (name: string) => `freshchat:${name}` as AccountId

const freshchat = (more: { [key: string]: Json } = {}) => ({
  kind: 'freshchat',
  url: 'acme.freshchat.com',
  token: { secret: 'token' },
  topic: 'Web chat',
  appId: 'app-1',
  ...more,
})
const config = (
  desks: { [name: string]: Json } = { support: freshchat() },
  more: { [key: string]: Json } = {},
): Json => ({
  format: 1,
  site: {
    site: 'acme',
    name: 'Acme',
    origins: ['https://www.acme.com'],
    bot: { kind: 'script', file: 'b.yaml' },
    desks,
    ...more,
  },
  bot: { text: 'hi' },
})

type Kept = { sites: Sites; desks: Desks }

function setUp(given: { stays?: Stay[]; keys?: [string, ...string[]]; from?: Kept } = {}) {
  const sites = given.from?.sites ?? fakeSites()
  const desks = given.from?.desks ?? fakeDesks()
  const vendor = { account: null as string | null, answers: async () => {} }
  const { kinds, built } = toyKinds(vendor)
  const clock = standingClock()
  const { log, lines } = rememberingLog()
  const sealer = createSealer(given.keys ?? [key])
  const stays = (given.stays ?? []).map((stay) => ({
    id: randomUUID() as ConversationId,
    handoff: randomUUID() as HandoffId,
    stay,
  }))
  const conversations = {
    openHandoffs: async () => stays.map(({ id, handoff }) => ({ id, handoff })),
    async get(id: ConversationId) {
      const found = stays.find((one) => one.id === id)
      if (!found) return null
      const { site, desk, version, account: at } = found.stay
      const handoff = { id: found.handoff, desk, account: at, siteVersion: version, ended: null, from: 1 as Seq }
      return { ...emptyConversation(id, site, randomUUID() as never), handoff }
    },
  } as unknown as Log
  const registry = createRegistry({
    store: { sites, desks, log: conversations },
    sealer,
    kinds,
    publicUrl: 'https://chat.example.com',
    memoryOf: () => noMemory,
    http: {} as Outgoing,
    clock,
    random: () => 0.5,
    log,
  })
  opened.push(registry)
  return {
    sites,
    desks,
    vendor,
    built,
    clock,
    lines,
    sealer,
    registry,
    secret: (name: string, value: string) => keepSecret({ sites, sealer }, name, value),
  }
}

/** With a desk whose account the vendor is being asked for. */
async function asking() {
  const all = setUp()
  const unnamed = freshchat()
  Reflect.deleteProperty(unnamed, 'appId')
  await all.sites.apply(acme, config({ support: unnamed }))
  await all.secret('token', 'tok-1')
  const answer = Promise.withResolvers<void>()
  const asked = vi.fn(() => answer.promise)
  all.vendor.answers = asked
  await all.registry.refresh()
  await vi.waitFor(() => expect(asked).toHaveBeenCalled())
  return { ...all, asked, answer }
}

const opened: LiveRegistry[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

describe('the registry', () => {
  it('knows nothing of a site until it was applied', async () => {
    const { registry } = setUp()
    await registry.refresh()
    expect([registry.site(acme), registry.policy(acme), registry.bot(acme), registry.sites()]).toEqual([
      null,
      null,
      null,
      [],
    ])
  })

  it('shows a site, its policy, bot and desk', async () => {
    const { sites, registry, secret } = setUp()
    await secret('token', 'tok-1')
    await sites.apply(
      acme,
      config(
        {
          sales: freshchat({ appId: 'app-2' }),
          support: freshchat({ assign: { group: 'Support' }, agentEmail: 'bot@acme.com' }),
        },
        { handoff: { desk: 'support', wait: '90s' } },
      ),
    )
    await registry.refresh()
    expect(registry.site(acme)).toEqual({
      id: 'acme',
      version: 1,
      name: 'Acme',
      origins: ['https://www.acme.com'],
      widget: {},
      desks: {
        sales: { kind: 'freshchat', account: 'freshchat:app-2', assign: null, forwardTo: null },
        support: { kind: 'freshchat', account: 'freshchat:app-1', assign: { group: 'Support' }, forwardTo: null },
      },
      transcripts: null,
      files: { visitors: false, agents: true },
    })
    expect(registry.policy(acme)).toMatchObject({
      siteVersion: 1,
      bot: true,
      wait: 90_000,
      afterResolve: 'bot',
      desks: [
        { name: 'support', account: 'freshchat:app-1', steps: ['note', 'assign'] },
        { name: 'sales', account: 'freshchat:app-2', steps: [] },
      ],
    })
    expect(registry.bot(acme)).not.toBeNull()
    expect((await registry.desk(acme, 1, 'support'))?.account).toBe('freshchat:app-1')
    expect(await registry.desk(acme, 1, 'toString')).toBeNull()
    expect(await registry.desk(acme, 7, 'support')).toBeNull()
  })

  it('takes up what another server applied, by itself', async () => {
    const { sites, registry, clock } = setUp()
    await registry.refresh()
    const changed = vi.fn()
    registry.onChange(changed)
    await sites.apply(acme, config())
    clock.turn()
    await vi.waitFor(() => expect(registry.site(acme)?.version).toBe(1))
    expect(changed).toHaveBeenCalledTimes(1)
    expect(refreshEvery).toBeLessThanOrEqual(3_000)
  })

  it('goes on polling after the store failed once', async () => {
    const { sites, registry, clock, lines } = setUp()
    await registry.refresh()
    vi.spyOn(sites, 'revision').mockRejectedValueOnce(new Error('disk on fire'))
    clock.turn()
    await vi.waitFor(() => expect(lines.join()).toContain('disk on fire'))
    await sites.apply(acme, config())
    clock.turn()
    await vi.waitFor(() => expect(registry.site(acme)).not.toBeNull())
  })

  it('keeps one desk object through an apply that does not touch it, and builds it anew when its secret changed', async () => {
    const { sites, registry, secret } = setUp()
    await secret('token', 'tok-1')
    await sites.apply(acme, config())
    await registry.refresh()
    const first = (await registry.desk(acme, 1, 'support')) as ToyDesk
    await sites.apply(acme, config({ support: freshchat() }, { name: 'Acme Ltd' }))
    await registry.refresh()
    expect(await registry.desk(acme, 2, 'support')).toBe(first)
    expect(await registry.desk(acme, 1, 'support')).toBe(first)
    await secret('token', 'tok-2')
    await registry.refresh()
    const second = (await registry.desk(acme, 1, 'support')) as ToyDesk
    expect(second).not.toBe(first)
    expect(second.deps.secret('token')).toBe('tok-2')
  })

  it('gives a running handoff the desk of its own version', async () => {
    const { sites, registry, secret } = setUp()
    await secret('token', 'tok-1')
    await sites.apply(acme, config({ support: freshchat({ topic: 'Old' }) }))
    await sites.apply(acme, config({ support: freshchat({ topic: 'New' }) }))
    await registry.refresh()
    expect(((await registry.desk(acme, 1, 'support')) as ToyDesk).entry).toMatchObject({ topic: 'Old' })
    expect(((await registry.desk(acme, 2, 'support')) as ToyDesk).entry).toMatchObject({ topic: 'New' })
  })

  it('lends an old version the newest credentials of the same account when its own are gone', async () => {
    const { sites, registry, secret } = setUp()
    await secret('new-token', 'tok-2')
    await sites.apply(acme, config())
    await sites.apply(acme, config({ support: freshchat({ token: { secret: 'new-token' } }) }))
    await registry.refresh()
    expect(((await registry.desk(acme, 1, 'support')) as ToyDesk).deps.secret('new-token')).toBe('tok-2')
  })

  it('never lends an old version the desk of another account', async () => {
    const { sites, registry, secret } = setUp()
    await secret('other', 'tok-2')
    await sites.apply(acme, config())
    await sites.apply(acme, config({ support: freshchat({ token: { secret: 'other' }, appId: 'app-9' }) }))
    await registry.refresh()
    expect((await registry.desk(acme, 1, 'support'))?.account).toBe('freshchat:app-1')
  })

  it('offers a desk that left the file to nobody new, and still hears and serves it', async () => {
    const { sites, registry, secret } = setUp()
    await secret('token', 'tok-1')
    await sites.apply(acme, config())
    await registry.refresh()
    await sites.apply(acme, config({ sales: freshchat({ appId: 'app-2' }) }))
    await registry.refresh()
    expect(registry.policy(acme)?.desks.map(({ name }) => name)).toEqual(['sales'])
    const old = await registry.desk(acme, 1, 'support')
    expect(old?.account).toBe('freshchat:app-1')
    expect(registry.hook('acme', 'support', registry.hookKey(acme, 'support'))?.desk).toBe(old)
    expect(registry.desksOf(account('app-1'))).toEqual([old])
  })

  it('still hears it after a restart, as long as a handoff is under way there', async () => {
    const before = setUp()
    await before.secret('token', 'tok-1')
    await before.sites.apply(acme, config())
    await before.sites.apply(acme, config({ sales: freshchat({ appId: 'app-2' }) }))
    const stay = { site: acme, version: 1, desk: 'support', account: account('app-1') }
    const { registry } = setUp({ from: before, stays: [stay] })
    await registry.refresh()
    expect(registry.hook('acme', 'support', registry.hookKey(acme, 'support'))?.desk.account).toBe('freshchat:app-1')
    const { registry: idle } = setUp({ from: before })
    await idle.refresh()
    expect(idle.hook('acme', 'support', idle.hookKey(acme, 'support'))).toBeNull()
  })

  it('serves what runs at a desk that left the file with its last credentials, also after a restart', async () => {
    const before = setUp()
    await before.secret('new-token', 'tok-2')
    await before.sites.apply(acme, config())
    await before.sites.apply(acme, config({ support: freshchat({ token: { secret: 'new-token' } }) }))
    await before.registry.refresh()
    await before.sites.apply(acme, config({ sales: freshchat({ appId: 'app-2' }) }))
    await before.registry.refresh()
    const stay = { site: acme, version: 1, desk: 'support', account: account('app-1') }
    const after = setUp({ from: before, stays: [stay] })
    await after.registry.refresh()
    for (const { registry } of [before, after])
      expect(((await registry.desk(acme, 1, 'support')) as ToyDesk).entry).toMatchObject({
        token: [{ secret: 'new-token' }],
      })
  })

  it('opens a hook only to its own key', async () => {
    const { sites, registry, secret } = setUp()
    await secret('token', 'tok-1')
    await sites.apply(
      acme,
      config({ support: freshchat({ forwardTo: 'https://old.example.com/hook' }), sales: freshchat() }),
    )
    await registry.refresh()
    const right = registry.hookKey(acme, 'support')
    expect(Buffer.from(right, 'base64url').length).toBeGreaterThanOrEqual(16)
    expect(registry.hook('acme', 'support', right)).toMatchObject({
      site: { id: 'acme' },
      forwardTo: 'https://old.example.com/hook',
    })
    for (const wrong of ['', right.slice(1), `${right}A`, registry.hookKey(acme, 'sales'), 'x'.repeat(100_000)]) {
      expect(registry.hook('acme', 'support', wrong)).toBeNull()
    }
    expect(registry.hook('acme/support', '', right)).toBeNull()
    expect(registry.hook('__proto__', 'constructor', registry.hookKey('__proto__' as SiteId, 'constructor'))).toBeNull()
    expect(registry.hookUrl(acme, 'support')).toBe(`https://chat.example.com/hooks/acme/support/${right}`)
  })

  it('knows the old hook address after the key was replaced, on every server', async () => {
    const before = setUp()
    await before.secret('token', 'tok-1')
    await before.sites.apply(acme, config())
    const { registry } = setUp({ from: before, keys: ['Zk1uB7xQe4Jt9WmR2cLs8PvHf3YgTn6DoAq5iUVbEK0=', key] })
    await registry.refresh()
    expect(registry.hookKey(acme, 'support')).not.toBe(before.registry.hookKey(acme, 'support'))
    expect(registry.hook('acme', 'support', before.registry.hookKey(acme, 'support'))).not.toBeNull()
    expect((await registry.desk(acme, 1, 'support')) as ToyDesk).toHaveProperty('deps')
  })

  it('loads a site whose secret is missing: its desk fails clearly, and works once the secret is set', async () => {
    const { sites, registry, secret, lines } = setUp()
    await sites.apply(acme, config())
    await registry.refresh()
    const desk = await registry.desk(acme, 1, 'support')
    expect(registry.policy(acme)?.desks).toHaveLength(1)
    const opening = await desk?.identify({ id: randomUUID() as never }, null, false)
    expect(opening).toMatchObject({
      kind: 'refused',
      why: { code: 'desk-out-of-order' },
      mend: expect.stringContaining('secret set token'),
    })
    expect(await desk?.send({} as never, {} as never, false)).toMatchObject({ kind: 'retry', scope: 'account' })
    expect(await Array.fromAsync(desk?.check('read') ?? [])).toEqual([
      {
        name: 'token',
        ok: false,
        says: 'names the secret token, which is not set.',
        mend: 'Give its value: npm run baton -- secret set token',
      },
    ])
    await desk?.identify({ id: randomUUID() as never }, null, false)
    expect(lines.filter((line) => line.includes('out of order'))).toHaveLength(1)
    await secret('token', 'tok-1')
    await registry.refresh()
    expect(await registry.desk(acme, 1, 'support')).toHaveProperty('deps')
  })

  it('does the same for a secret that is not what it must be, or that another key sealed', async () => {
    const { sites, registry, secret } = setUp()
    await secret('token', 'tok 1')
    await sites.apply(acme, config())
    await registry.refresh()
    const says = async (desk: Awaited<ReturnType<LiveRegistry['desk']>>) =>
      (await Array.fromAsync(desk?.check('read') ?? []))[0]?.says
    expect(await says(await registry.desk(acme, 1, 'support'))).toBe('has blanks in it.')
    const other = setUp({ keys: ['Zk1uB7xQe4Jt9WmR2cLs8PvHf3YgTn6DoAq5iUVbEK0='] })
    await other.secret('token', 'tok-1')
    await sites.setSecret('token', (await other.sites.secret('token')) as Uint8Array)
    await registry.refresh()
    expect(await says(await registry.desk(acme, 1, 'support'))).toContain('sealed under another BATON_SECRET_KEY')
  })

  it('opens nothing at a desk until its account is known, asks again, and remembers the answer', async () => {
    const first = setUp()
    await first.secret('token', 'tok-1')
    const unnamed = freshchat()
    Reflect.deleteProperty(unnamed, 'appId')
    await first.sites.apply(acme, config({ support: unnamed }))
    await first.registry.refresh()
    await first.registry.findAccounts()
    expect(first.registry.policy(acme)?.desks).toEqual([])
    expect(first.registry.site(acme)?.desks['support']?.account).toBeNull()
    expect(await first.registry.desk(acme, 1, 'support')).toBeNull()
    first.vendor.account = 'app-7'
    first.clock.turn()
    await vi.waitFor(() =>
      expect(first.registry.policy(acme)?.desks).toMatchObject([{ name: 'support', account: 'freshchat:app-7' }]),
    )
    expect(first.registry.site(acme)?.desks['support']?.account).toBe('freshchat:app-7')
    const second = setUp({ from: first })
    await second.registry.refresh()
    expect(second.registry.policy(acme)?.desks).toHaveLength(1)
  })

  it('asks once more for what was applied while it was asking', async () => {
    const { secret, registry, vendor, answer } = await asking()
    vendor.account = 'app-7'
    await secret('token', 'tok-2')
    await registry.refresh()
    const found = registry.findAccounts()
    answer.resolve()
    await found
    expect(registry.site(acme)?.desks['support']?.account).toBe('freshchat:app-7')
  })

  it('asks once more for all that changed meanwhile, and for nothing after its end', async () => {
    const { secret, registry, vendor, asked, answer } = await asking()
    for (let n = 2; n < 8; n++) {
      await secret('token', `tok-${n}`)
      await registry.refresh()
    }
    const found = registry.findAccounts()
    answer.resolve()
    await found
    expect(asked).toHaveBeenCalledTimes(2)

    const late = Promise.withResolvers<void>()
    const askedLate = vi.fn(() => late.promise)
    vendor.answers = askedLate
    await secret('token', 'tok-9')
    await registry.refresh()
    await vi.waitFor(() => expect(askedLate).toHaveBeenCalled())
    await secret('token', 'tok-10')
    await registry.refresh()
    const waiting = registry.findAccounts()
    const closed = registry.close()
    late.resolve()
    await Promise.all([waiting, closed])
    expect(askedLate).toHaveBeenCalledTimes(1)
  })

  it('knows after a restart whose account a former version’s token was, and reaches its stays by the newest', async () => {
    const unnamed = (...names: string[]) => {
      const desk = freshchat({ token: names.map((secret) => ({ secret })) })
      Reflect.deleteProperty(desk, 'appId')
      return config({ support: desk })
    }
    const first = setUp()
    first.vendor.account = 'app-1'
    await first.secret('token', 'tok-1')
    await first.secret('new-token', 'tok-2')
    for (const names of [['token'], ['new-token']]) {
      await first.sites.apply(acme, unnamed(...names))
      await first.registry.refresh()
      await first.registry.findAccounts()
    }
    const second = setUp({ from: first })
    await second.registry.refresh()
    expect(((await second.registry.desk(acme, 1, 'support')) as ToyDesk).entry).toMatchObject({
      token: [{ secret: 'new-token' }],
    })
  })

  it('accepts a desk of a kind that it cannot talk to, and offers it to nobody', async () => {
    const { sites, registry } = setUp()
    await sites.apply(acme, config({ sales: { kind: 'livechat', agentToken: { secret: 'a' } } }))
    await registry.refresh()
    expect(registry.site(acme)?.desks['sales']?.kind).toBe('livechat')
    expect(registry.policy(acme)?.desks).toEqual([])
    expect(await registry.desk(acme, 1, 'sales')).toBeNull()
  })

  it('keeps what it has when a version cannot be read, and says so', async () => {
    const { sites, registry, lines } = setUp()
    await sites.apply(acme, config())
    await registry.refresh()
    await sites.apply(acme, { format: 99 })
    await registry.refresh()
    expect(registry.site(acme)?.version).toBe(1)
    expect(lines.join()).toContain('apply its file again')
  })

  it('goes back to the last version that can be read when it starts with one that cannot', async () => {
    const { sites, registry, lines } = setUp()
    await sites.apply(acme, config())
    await sites.apply(acme, { format: 98 })
    await sites.apply(acme, { format: 99 })
    await registry.refresh()
    expect(registry.site(acme)?.version).toBe(1)
    expect(lines.join()).toContain('"version":3')
  })

  it('never shows a secret in what it logs', async () => {
    const { sites, registry, secret, lines } = setUp()
    await secret('token', 'tok SECRET-123')
    await sites.apply(acme, config())
    await registry.refresh()
    await (await registry.desk(acme, 1, 'support'))?.identify({ id: randomUUID() as never }, null, false)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join()).not.toContain('SECRET-123')
  })

  it('leaves no timer behind', async () => {
    const { registry, clock } = setUp()
    await registry.refresh()
    await registry.close()
    expect(clock.waiting).toBe(0)
  })
})
