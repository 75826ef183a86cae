// long because it gives every one of the owner’s commands, in order and out of order.
import { randomUUID } from 'node:crypto'
import type { ConversationId, SendKey, Seq, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Task } from '../conversation/deliveries.ts'
import type { EventBody } from '../conversation/events.ts'
import type { AccountId, DeliveryId, HandoffId } from '../conversation/ids.ts'
import { ownOrigin } from '../conversation/origin.ts'
import type { Lately } from '../http/forward.ts'
import { createSealer } from '../secrets.ts'
import { keepSecret } from '../site/secret-box.ts'
import { createRig, type Rig, siteYaml } from './rig.ts'

const acme = 'acme' as SiteId
const secret = 'tok-SECRET-123'
let rig: Rig
beforeEach(async () => {
  rig = await createRig()
})
afterEach(() => rig.close())

async function conversation(...events: EventBody[]): Promise<ConversationId> {
  const visitor = randomUUID() as VisitorId
  await rig.store.visitors.mint(acme, visitor, Buffer.from(visitor))
  const id = await rig.store.log.begin(acme, visitor, randomUUID() as ConversationId)
  await rig.store.log.write(id, { origin: ownOrigin('test') }, () => ({
    events,
    deliveries: [],
    origins: [],
    cancel: [],
  }))
  return id
}

const asked = (account = 'freshchat:app-1'): EventBody => ({
  kind: 'handoffRequested',
  handoff: randomUUID() as HandoffId,
  desk: 'support',
  account: account as AccountId,
  siteVersion: 1,
  by: 'visitor',
  reason: 'asked',
  summary: null,
  deadline: (Date.now() + 60_000) as Time,
})

describe('site apply', () => {
  it('makes a version, says what is left to do, and has the running server take it up', async () => {
    const { exit, text } = await rig.say('site apply', rig.apply())
    expect(exit).toBe(0)
    expect(text).toContain('acme: version 1 is applied.')
    expect(text).toContain('npm run baton -- secret set freshchat-token')
    expect(text).toContain('<script async src="https://chat.example.com/baton.js" data-site="acme"></script>')
    expect(text).toMatch(/https:\/\/chat\.example\.com\/hooks\/acme\/support\/[\w-]{32}/)
    expect(rig.registry.site(acme)?.version).toBe(1)
  })

  it('ends when the desks are known, or says why one is not', async () => {
    const vendor = { account: null as string | null }
    await rig.close()
    rig = await createRig({ vendor })
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    const unknown = siteYaml.replace('    appId: app-1\n', '')
    expect((await rig.say('site apply', rig.apply(unknown))).text).toContain(
      '! The desk support: nothing opens there yet, since http-503',
    )
    vendor.account = 'app-2'
    const { text } = await rig.say('site apply', rig.apply(unknown))
    expect(text).not.toContain('nothing opens there yet')
    expect(rig.registry.policy(acme)?.desks.map(({ name }) => name)).toEqual(['support'])
  })

  it('gives the tag the looks of the file, which the launcher has before anything else is fetched', async () => {
    const looks = 'widget: { color: "#2f7d4f", position: left, zIndex: 50 }\n'
    const tag = 'data-site="acme" data-color="#2f7d4f" data-position="left" data-z-index="50"></script>'
    expect((await rig.say('site apply', rig.apply(looks + siteYaml))).text).toContain(tag)
    expect((await rig.say('site show', { site: null })).text).toContain(tag)
  })

  it('makes no version of what did not change, comments aside', async () => {
    await rig.say('site apply', rig.apply())
    expect((await rig.say('site apply', rig.apply(`# again\n${siteYaml}`))).text).toContain(
      'nothing changed, version 1 stays',
    )
    expect((await rig.say('site apply', rig.apply(siteYaml.replace('name: Acme', 'name: Acme Ltd')))).text).toContain(
      'version 2 is applied, in place of version 1',
    )
  })

  it('applies nothing of a file with mistakes, and says them all', async () => {
    const { exit, text } = await rig.say(
      'site apply',
      rig.apply(siteYaml.replace('name:', 'nam:').replace('{ secret: freshchat-token }', secret)),
    )
    expect(exit).toBe(1)
    expect(text).toContain('acme.yaml:2:1')
    expect(text).toContain('acme.yaml:10:12')
    expect(text).toContain('3 mistakes: nothing was applied.')
    expect(text).not.toContain(secret)
    expect(rig.registry.sites()).toEqual([])
  })

  it('refuses to pass webhooks on to itself', async () => {
    const to = rig.registry.hookUrl(acme, 'support')
    const { exit, text } = await rig.say('site apply', rig.apply(`${siteYaml}    forwardTo: ${to}\n`))
    expect(exit).toBe(1)
    expect(text).toContain('acme.yaml:13:16 desks.support.forwardTo is the address of Baton itself.')
  })

  it('refuses another account under the name of a desk while a handoff is under way there', async () => {
    await rig.say('site apply', rig.apply())
    await conversation({ kind: 'conversationStarted', language: null, page: null, title: null }, asked())
    const moved = siteYaml.replace('app-1', 'app-2')
    const { exit, text } = await rig.say('site apply', rig.apply(moved))
    expect(exit).toBe(1)
    expect(text).toContain('acme.yaml:7:3 desks.support changes its account while 1 handoff is under way there.')
    expect((await rig.say('site apply', rig.apply(siteYaml.replace('topic: Web chat', 'topic: Other')))).exit).toBe(0)
    expect(
      (
        await rig.say(
          'site apply',
          rig.apply(moved.replace('support:', 'help:').replace('desk: support', 'desk: help')),
        )
      ).exit,
    ).toBe(0)
  })

  it('takes a second token, and later the new one alone, while a handoff is under way', async () => {
    const vendor = { account: 'app-1' as string | null }
    await rig.close()
    await rig.close()
    rig = await createRig({ vendor })
    const nameless = siteYaml.replace('    appId: app-1\n', '')
    const [old, next] = ['{ secret: freshchat-token }', '{ secret: freshchat-token-new }']
    const apply = (token: string) => rig.say('site apply', rig.apply(nameless.replace(old, token)))
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    await apply(old)
    await rig.registry.findAccounts()
    await conversation({ kind: 'conversationStarted', language: null, page: null, title: null }, asked())
    expect(await apply(`[${old}, ${next}]`)).toMatchObject({ exit: 0 })
    expect(await apply(next)).toMatchObject({ exit: 1, text: expect.stringContaining('write appId') })
    await rig.say('secret set', { name: 'freshchat-token-new', value: `${secret}-new` })
    vendor.account = 'app-2'
    expect(await apply(next)).toMatchObject({ exit: 1, text: expect.stringContaining('a name of its own') })
  })

  it('lets the account change when nobody is there', async () => {
    await rig.say('site apply', rig.apply())
    expect((await rig.say('site apply', rig.apply(siteYaml.replace('app-1', 'app-2')))).exit).toBe(0)
  })
})

describe('site show', () => {
  it('leads to the first site when there is none', async () => {
    expect(await rig.say('site show', { site: null })).toMatchObject({
      exit: 1,
      text: expect.stringContaining('site apply acme.yaml'),
    })
  })

  it('shows everything but the secrets', async () => {
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    await rig.say('site apply', rig.apply())
    const { exit, text } = await rig.say('site show', { site: 'acme' })
    expect(exit).toBe(0)
    for (const part of [
      'acme · Acme · version 1',
      'freshchat at https://acme.freshchat.com',
      'freshchat:app-1',
      'secret freshchat-token (set)',
      '/hooks/acme/support/',
      'data-site="acme"',
      '1 (just now)',
    ]) {
      expect(text).toContain(part)
    }
    expect(text).not.toContain(secret)
  })

  it('names the site that was probably meant', async () => {
    await rig.say('site apply', rig.apply())
    expect((await rig.say('site show', { site: 'acne' })).text).toContain('Did you mean acme?')
  })
})

describe('secrets', () => {
  it('are set, listed and removed without ever being shown, and stand sealed in the store', async () => {
    await rig.say('site apply', rig.apply())
    const said = [
      await rig.say('secret set', { name: 'freshchat-token', value: `  ${secret}\n` }),
      await rig.say('secret set', { name: 'freshchat-token', value: secret }),
      await rig.say('secret list'),
    ].map(({ text }) => text)
    expect(said[0]).toContain('is set.\n  Used by: acme')
    expect(said[1]).toContain('is replaced')
    expect(said[2]).toMatch(/freshchat-token +set +acme/)
    expect(rig.registry.secrets.value('freshchat-token')).toBe(secret)
    expect(
      Buffer.from((await rig.store.sites.secret('freshchat-token')) as Uint8Array).toString('latin1'),
    ).not.toContain(secret)
    expect((await rig.say('secret remove', { name: 'freshchat-token' })).text).toContain('still named by acme')
    expect((await rig.say('secret list')).text).toMatch(/freshchat-token +not set/)
    expect(`${said.join()}${rig.logged.join()}`).not.toContain(secret)
  })

  it('reach the desk at once', async () => {
    await rig.say('site apply', rig.apply())
    expect(await rig.registry.desk(acme, 1, 'support')).not.toHaveProperty('deps')
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    expect(await rig.registry.desk(acme, 1, 'support')).toHaveProperty('deps')
  })

  it.each([
    [{ name: secret, value: 'freshchat-token' }, 'cannot be the name'],
    [{ name: 'a', value: ' \n' }, 'empty'],
    [{ name: 'a', value: 'x'.repeat(16_385) }, 'too long'],
  ])('are refused: %#', async (args, why) => {
    const { exit, text } = await rig.say('secret set', args)
    expect([exit, text]).toEqual([1, expect.stringContaining(why)])
    expect(text).not.toContain(secret)
    expect(await rig.store.sites.secretNames()).toEqual([])
  })

  it('are not sealed under a key that no server has', async () => {
    const other = createSealer(['Zk1uB7xQe4Jt9WmR2cLs8PvHf3YgTn6DoAq5iUVbEK0='])
    await keepSecret({ sites: rig.store.sites, sealer: other }, 'old', secret)
    expect(await rig.say('secret set', { name: 'new', value: secret })).toMatchObject({
      exit: 1,
      text: expect.stringContaining('another BATON_SECRET_KEY'),
    })
    expect((await rig.say('secret list')).text).toContain('cannot be opened')
  })
})

describe('check', () => {
  it('says what is right', async () => {
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    await rig.say('site apply', rig.apply())
    const { exit, text } = await rig.say('check', { site: null, how: 'read' })
    expect(exit).toBe(0)
    expect(text).toContain('✓ support token: The token works.')
    expect(text).toContain('All is well')
  })

  it('says which pages asked for the chat in vain', async () => {
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    await rig.say('site apply', rig.apply())
    rig.deps.refusedOrigins = { of: () => ['https://acme.com'] }
    const { exit, text } = await rig.say('check', { site: null, how: 'read' })
    expect(exit).toBe(0)
    expect(text).toContain('– origins: Pages of https://acme.com asked for the chat and did not get it.')
  })

  it('tells once of a ticket key that is not set, and of what is wrong with one that is', async () => {
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    const tickets = 'tickets: { kind: freshdesk, domain: acme, key: { secret: desk-key } }\n'
    expect((await rig.say('site apply', rig.apply(siteYaml + tickets))).exit).toBe(0)
    const trouble = { place: 'key', says: 'is not a key of Freshdesk.', mend: 'Copy it again.' }
    rig.deps.registry = { ...rig.registry, ticketTrouble: () => trouble }
    const about = async () =>
      (await rig.say('check', { site: null, how: 'read' })).lines.filter((line) => /desk-key|tickets/.test(line))
    expect(await about()).toEqual([
      '  ✗ secret: desk-key is not set.',
      '      Give its value: npm run baton -- secret set desk-key',
    ])
    await rig.say('secret set', { name: 'desk-key', value: 'x' })
    expect(await about()).toEqual(['  ✗ tickets: key is not a key of Freshdesk.'])
  })

  it('says when webhooks were not taken where they are passed on to', async () => {
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    await rig.say('site apply', rig.apply(`${siteYaml}    forwardTo: https://theirs.example/hook\n`))
    const check = async (lately: Lately) => {
      rig.deps.forward = { lately: (to) => (to === 'https://theirs.example/hook' ? lately : null) }
      return await rig.say('check', { site: null, how: 'read' })
    }
    expect(await check({ lost: 2, why: 'http-404' })).toMatchObject({
      exit: 1,
      text: expect.stringContaining(
        '✗ support forwardTo: The last 2 webhooks could not be passed on to theirs.example',
      ),
    })
    expect(await check('taken')).toMatchObject({ exit: 0, text: expect.stringContaining('✓ support forwardTo') })
    expect(await check(null)).toMatchObject({ exit: 0, text: expect.stringContaining('– support forwardTo: Nothing') })
    rig.deps.forward = null
    expect((await rig.say('check', { site: null, how: 'read' })).text).toContain('– support forwardTo')
  })

  it('fails with the mend for what is wrong', async () => {
    await rig.say('site apply', rig.apply())
    const { exit, text } = await rig.say('check', { site: 'acme', how: 'read' })
    expect(exit).toBe(1)
    expect(text).toContain(
      '✗ secret: freshchat-token is not set.\n      Give its value: npm run baton -- secret set freshchat-token',
    )
  })

  it('says of a desk whose secret was taken away that it is missing, and not what was wrong with it before', async () => {
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    await rig.say('site apply', rig.apply(siteYaml.replace('    appId: app-1\n', '')))
    await rig.say('check', { site: null, how: 'read' })
    await rig.say('secret remove', { name: 'freshchat-token' })
    const { text } = await rig.say('check', { site: null, how: 'read' })
    expect(text).toContain('– support: Nothing opens there until its secret is set.')
    expect(text).not.toContain('http-503')
  })

  it('says when a desk’s account cannot be learned', async () => {
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    await rig.say('site apply', rig.apply(siteYaml.replace('    appId: app-1\n', '')))
    const { exit, text } = await rig.say('check', { site: null, how: 'read' })
    expect(exit).toBe(1)
    expect(text).toContain('✗ support: It is not known which account this is, so nothing opens there: http-503.')
  })

  it('fails no longer for an account whose token was set anew: it is open at once, and no other', async () => {
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    await rig.say('site apply', rig.apply())
    const { outbox } = rig.deps.store
    const account = (await rig.registry.desk(acme, 1, 'support'))?.account as never
    const later = (rig.deps.clock.now() + 30_000) as never
    for (const one of [account, 'livechat:other' as never]) await outbox.gate(one, later, { code: 'token-refused' })
    const before = rig.woken()
    await rig.say('secret set', { name: 'another', value: secret })
    expect([(await outbox.gates()).length, rig.woken()]).toEqual([2, before])
    await rig.say('secret set', { name: 'freshchat-token', value: `${secret}-new` })
    expect((await outbox.gates()).map((gate) => gate.account)).toEqual(['livechat:other'])
    expect(rig.woken()).not.toBe(before)
  })

  it('says when the running server waits for a desk, and for how long', async () => {
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    await rig.say('site apply', rig.apply())
    const account = (await rig.registry.desk(acme, 1, 'support'))?.account as never
    await rig.deps.store.outbox.gate(account, (rig.deps.clock.now() + 30_000) as never, { code: 'token-refused' })
    const { exit, text } = await rig.say('check', { site: null, how: 'read' })
    expect(exit).toBe(1)
    expect(text).toContain(
      '✗ support deliveries: The account takes nothing for now (token-refused). What is owed waits',
    )
    expect(text).toMatch(/next try in (29|30) s\./)
    await rig.deps.store.outbox.gate(account, null, { code: 'token-refused' })
    expect((await rig.say('check', { site: null, how: 'read' })).exit).toBe(0)
  })

  it('goes on after a check that breaks off', async () => {
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    await rig.say('site apply', rig.apply())
    const desk = await rig.registry.desk(acme, 1, 'support')
    Object.assign(desk ?? {}, {
      async *check() {
        yield { name: 'token', ok: true, says: 'So far so good.' }
        throw new TypeError(secret)
      },
    })
    const { exit, text } = await rig.say('check', { site: null, how: 'read' })
    expect([exit, text]).toEqual([1, expect.stringContaining('✗ support: The check itself broke off (TypeError).')])
    expect(text).not.toContain(secret)
  })

  it('tests live only where webhooks come in', async () => {
    const alone = await createRig({ running: false })
    expect(await alone.say('check', { site: null, how: 'live' })).toMatchObject({
      exit: 1,
      text: expect.stringContaining('npm run serve'),
    })
    await alone.close()
  })
})

describe('outbox', () => {
  async function owe(task: Task): Promise<DeliveryId> {
    const visitor = randomUUID() as VisitorId
    await rig.store.visitors.mint(acme, visitor, Buffer.from(visitor))
    const id = await rig.store.log.begin(acme, visitor, randomUUID() as ConversationId)
    const delivery = randomUUID() as DeliveryId
    await rig.store.log.write(id, { origin: ownOrigin('test') }, () => ({
      events: [],
      deliveries: [
        {
          id: delivery,
          lane: 'desk:support',
          account: 'freshchat:app-1' as AccountId,
          handoff: randomUUID() as HandoffId,
          wait: 0,
          task,
        },
      ],
      origins: [],
      cancel: [],
    }))
    return delivery
  }

  async function bury(): Promise<DeliveryId> {
    const delivery = await owe({ kind: 'say', target: 3 as Seq })
    const [claim] = await rig.store.outbox.claim('test', 60_000, 10, 10)
    if (!claim) throw new Error('there is nothing to claim')
    await rig.store.outbox.bury(claim, {
      code: 'http-400',
      detail: 'INVALID_VALUE',
      mend: 'Look at the topic.',
    })
    return delivery
  }

  it('shows what was given up, sends it again, or gives it up for good', async () => {
    await rig.say('site apply', rig.apply())
    const [one, two] = [await bury(), await bury()]
    const shown = await rig.say('outbox', { site: null })
    expect(shown.text.match(/http-400: INVALID_VALUE\n {6}Look at the topic\./g)).toHaveLength(1)
    expect(shown.text).toContain('2 given up')
    expect(shown.text).toMatch(
      new RegExp(`${one} +acme +message 3 to the desk +http-400 +\\d tries? +just now`.replace('tries?', 'tries')),
    )
    expect((await rig.say('outbox again', { id: one })).text).toContain('One is on the way again')
    expect(rig.woken()).toBe(1)
    expect((await rig.say('outbox forget', { id: two })).exit).toBe(0)
    expect((await rig.say('outbox', { site: 'acme' })).text).toContain('0 given up')
    expect((await rig.say('outbox', { site: 'other' })).exit).toBe(1)
  })

  it('says how long the oldest message waits, and not how old a look or a timer is', async () => {
    await rig.say('site apply', rig.apply())
    await owe({ kind: 'look', resumed: 0 })
    const later = Date.now() + 590_000
    const now = vi.spyOn(rig.deps.clock, 'now').mockReturnValue(later as Time)
    expect((await rig.say('outbox', { site: null })).text).toBe('1 under way · 0 given up')
    now.mockRestore()
    await owe({ kind: 'say', target: 3 as Seq })
    vi.spyOn(rig.deps.clock, 'now').mockReturnValue(later as Time)
    expect((await rig.say('outbox', { site: null })).text).toContain('the oldest message to a desk from 9 min ago')
    vi.restoreAllMocks()
  })

  it('sends all of them again', async () => {
    await bury()
    await bury()
    expect((await rig.say('outbox again', { id: null })).text).toContain('2 are on the way again')
    expect((await rig.say('outbox again', { id: null })).text).toContain('nothing to send again')
  })

  it('says when there is no such letter', async () => {
    expect((await rig.say('outbox again', { id: 'x' })).exit).toBe(1)
    expect((await rig.say('outbox forget', { id: randomUUID() })).exit).toBe(1)
  })
})

describe('transcript', () => {
  it('tells what was said as of now, and steers no terminal', async () => {
    const id = await conversation(
      { kind: 'conversationStarted', language: 'en', page: 'https://www.acme.com/shop', title: null },
      { kind: 'visitorSaid', key: 'k' as SendKey, message: textMessage('two\nlines \u001b[31mred') },
      { kind: 'botSaid', turn: 't', message: textMessage('wrong price') },
      { kind: 'botSaid', turn: 't', message: textMessage('taken back') },
      { kind: 'messageEdited', target: 3 as Seq, message: textMessage('right price') },
      { kind: 'messageEdited', target: 4 as Seq, message: null },
      { kind: 'botRemembered', turn: 't', memory: { private: 'memory' } },
    )
    const { exit, text } = await rig.say('transcript', { conversation: id })
    expect(exit).toBe(0)
    expect(text).toContain('begins on https://www.acme.com/shop')
    expect(text).toMatch(/Visitor: two\n +lines {2}\[31mred/)
    expect(text).toContain('Bot: right price (edited)')
    expect(text).toContain('Bot: (deleted)')
    for (const gone of ['wrong price', 'taken back', 'memory', '\u001b']) expect(text).not.toContain(gone)
  })

  it.each(['', 'x', '../../etc', randomUUID()])('knows no conversation %j', async (given) => {
    expect((await rig.say('transcript', { conversation: given })).exit).toBe(1)
  })
})

describe('desk disconnect', () => {
  it('lets nothing new open there, leaves what runs, and says what to remove', async () => {
    await rig.say('secret set', { name: 'freshchat-token', value: secret })
    await rig.say('site apply', rig.apply())
    await conversation({ kind: 'conversationStarted', language: null, page: null, title: null }, asked())
    const url = rig.registry.hookUrl(acme, 'support')
    const { exit, text } = await rig.say('desk disconnect', { site: 'acme', desk: 'support' })
    expect(exit).toBe(0)
    for (const part of ['version 2', 'One visitor is with its people', url, 'secret remove freshchat-token'])
      expect(text).toContain(part)
    expect(rig.registry.policy(acme)?.desks).toEqual([])
    expect((await rig.registry.desk(acme, 1, 'support'))?.account).toBe('freshchat:app-1')
    expect(rig.registry.hook('acme', 'support', rig.registry.hookKey(acme, 'support'))).not.toBeNull()
    expect((await rig.say('site show', { site: null })).text).toContain('desk support  leaves: 1 under way there')
    expect((await rig.say('check', { site: null, how: 'read' })).text).toContain(
      '– support: It is no longer in the file; one visitor is with its people',
    )
  })

  it('leaves the bot and the other desks as they are', async () => {
    await rig.say('site apply', rig.apply(`${siteYaml}  sales:\n    kind: livechat\n    agentToken: { secret: a }\n`))
    await rig.say('desk disconnect', { site: 'acme', desk: 'support' })
    expect(rig.registry.file(acme)).toMatchObject({ bot: { kind: 'script' }, desks: { sales: { kind: 'livechat' } } })
    expect(rig.registry.bot(acme)).not.toBeNull()
  })

  it.each([
    ['sales', { desk: 'support', when: { words: ['human'], rules: [{ name: 'prices', page: ['/prices'] }] } }],
    ['support', { when: { words: ['human'], rules: [{ name: 'prices', page: ['/prices'], desk: 'sales' }] } }],
  ])('leaves a site that starts again where something else names %s', async (desk, handoff) => {
    const rules = '[{ name: prices, page: /prices, desk: sales }]'
    const named = siteYaml.replace('desk: support', `desk: support, when: { words: [human], rules: ${rules} }`)
    const sales = '  sales:\n    kind: livechat\n    otherwise: support\n    agentToken: { secret: a }\n'
    expect((await rig.say('site apply', rig.apply(`${named}    otherwise: sales\n${sales}`))).exit).toBe(0)
    expect((await rig.say('desk disconnect', { site: 'acme', desk })).exit).toBe(0)
    expect(rig.registry.site(acme)?.version).toBe(2)
    expect(rig.registry.file(acme)?.handoff).toEqual(handoff)
    expect(Object.values(rig.registry.file(acme)?.desks ?? {}).map(({ otherwise }) => otherwise)).toEqual([undefined])
  })

  it('leaves a site that starts again without its last desk, whatever words asked for a person', async () => {
    await rig.say('site apply', rig.apply(siteYaml.replace('desk: support', 'wait: 60s, when: { words: [human] }')))
    expect((await rig.say('desk disconnect', { site: 'acme', desk: 'support' })).exit).toBe(0)
    expect(rig.registry.file(acme)).toMatchObject({ handoff: { wait: 60_000 } })
    expect(rig.registry.file(acme)?.handoff?.when).toBeUndefined()
  })

  it('refuses to leave a site without anybody who answers', async () => {
    await rig.say('site apply', rig.apply(siteYaml.replace(/bot: .*\n/, '')))
    expect(await rig.say('desk disconnect', { site: 'acme', desk: 'support' })).toMatchObject({ exit: 1 })
    expect(rig.registry.site(acme)?.version).toBe(1)
  })

  it('makes no version that cannot be read', async () => {
    await rig.say('site apply', rig.apply())
    const [first] = await rig.deps.store.sites.newest()
    const config = first?.config as { site: object }
    await rig.deps.store.sites.apply(acme, { ...config, site: { ...config.site, ofLater: 1 } } as never)
    const { exit, text } = await rig.say('desk disconnect', { site: 'acme', desk: 'support' })
    expect(exit).toBe(1)
    expect(text).toContain('cannot be read without this desk')
    expect(await rig.deps.store.sites.version(acme, 3)).toBeNull()
  })

  it('says which desks there are', async () => {
    await rig.say('site apply', rig.apply())
    expect((await rig.say('desk disconnect', { site: 'acme', desk: '__proto__' })).text).toContain(
      'Desks that it has: support.',
    )
  })
})

it('refuses a command of another version', async () => {
  expect((await rig.say('site burn')).exit).toBe(1)
  expect((await rig.say('constructor')).exit).toBe(1)
  expect((await rig.say('check', { site: 1 })).exit).toBe(1)
})
