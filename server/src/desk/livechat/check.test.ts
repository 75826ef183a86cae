import { describe, expect, it } from 'vitest'
import { fixedToken } from './account-token.ts'
import { all, bad, named } from './check-rig.ts'
import { wantedActions } from './check-webhooks.ts'
import { hookSecret, hookUrl, type Rig, withLivechat } from './conformance-rig.ts'

const owner = (rig: Rig) => rig.sim.webhooks.filter(({ url }) => url === hookUrl)
const pat = (rig: Rig) => ({ accountId: rig.sim.pat.accountId, pat: rig.sim.pat.token })

describe('check', () => {
  it('says what is well, and when a trial’s token dies', () =>
    withLivechat(async (rig) => {
      const checks = await all(rig.make({}, { trial: true }))
      expect(bad(checks)).toEqual([])
      expect(named(checks, 'token')).toMatchObject({
        ok: null,
        says: expect.stringMatching(/dies in 7 h 59 min|8 h 0 min/),
      })
      expect(named(checks, 'webhooks')).toMatchObject({ ok: true })
      expect(rig.sim.chats).toEqual([])
    }))

  it('says before it dies that a consent’s token is not renewed, and how to mend that', () =>
    withLivechat(async (rig) => {
      const why = { code: 'consent-ended', detail: 'LiveChat renews the token no longer' }
      const token = { ...fixedToken({ token: rig.sim.agentToken, mend: '' }), ailing: () => why }
      expect(named(await all(rig.make({}, { token })), 'token')).toMatchObject({
        ok: false,
        says: expect.stringMatching(/until it dies in 7 h 59 min|8 h 0 min.*renews the token no longer/) as string,
        mend: expect.stringContaining('livechat connect') as string,
      })
    }))

  it('shows neither token nor secret', () =>
    withLivechat(async (rig) => {
      rig.sim.faults.set('forbidden')
      const said = JSON.stringify([await all(rig.make(pat(rig)), 'mend'), await all(rig.make(pat(rig)), 'live')])
      for (const secret of [hookSecret, rig.sim.agentToken, rig.sim.pat.token]) expect(said).not.toContain(secret)
    }))

  it('names the scope that is missing, and those that would help', () =>
    withLivechat(
      async (rig) => {
        const checks = await all(rig.desk)
        expect(named(checks, 'scope customers:own')).toMatchObject({ ok: false, mend: expect.any(String) as string })
        expect(named(checks, 'scope agents--all:ro')).toMatchObject({ ok: null })
      },
      { scopes: ['chats--all:ro'] },
    ))

  it('names a group that is not there, and a secret that is missing', () =>
    withLivechat(async (rig) => {
      const checks = await all(rig.make({ group: 99, webhookSecret: undefined }))
      expect(bad(checks).map(({ name }) => name)).toEqual(['group', 'webhookSecret'])
      for (const { mend } of bad(checks)) expect(mend).toBeTruthy()
    }))

  it('says which webhooks are missing, and that they are switched off', () =>
    withLivechat(async (rig) => {
      const at = rig.sim.webhooks.findIndex(({ action }) => action === 'chat_deactivated')
      rig.sim.webhooks.splice(at, 1)
      rig.sim.app.webhooksEnabled = false
      const checks = await all(rig.desk)
      expect(named(checks, 'webhooks')).toMatchObject({
        ok: false,
        says: expect.stringContaining('chat_deactivated') as string,
      })
      expect(named(checks, 'webhooks enabled')).toMatchObject({ ok: false })
    }))

  it('looks at webhooks by the personal token where the other may not, and else says how', () =>
    withLivechat(
      async (rig) => {
        expect(named(await all(rig.desk), 'webhooks')).toMatchObject({
          ok: null,
          says: expect.stringContaining(hookUrl) as string,
          mend: expect.stringContaining('pat') as string,
        })
        expect(named(await all(rig.make(pat(rig))), 'webhooks')).toMatchObject({ ok: true })
      },
      { scopes: ['customers:own'] },
    ))

  it('says of a personal token that is dead to give it anew, and not to get one', () =>
    withLivechat(
      async (rig) => {
        const dead = { ...pat(rig), pat: 'dal:dead' }
        const anew = expect.stringContaining('give pat anew') as string
        expect(named(await all(rig.make(dead)), 'webhooks')).toMatchObject({ ok: null, mend: anew })
        expect(named(await all(rig.make(dead), 'mend'), 'mend')).toMatchObject({ ok: false, mend: anew })
      },
      { scopes: ['customers:own'] },
    ))

  it('says of too many calls to try again, and nothing of tokens', () =>
    withLivechat(async (rig) => {
      rig.sim.faults.set('tooMany', { on: 'list_webhooks' })
      const wait = expect.stringContaining('try again') as string
      expect(named(await all(rig.desk), 'webhooks')).toMatchObject({ ok: false, mend: wait })
      expect(named(await all(rig.desk, 'mend'), 'mend')).toMatchObject({ ok: false, mend: wait })
    }))

  it.each([{ author_type: 'customer' }, { source_type: ['my_client'] }, { chat_presence: { my_bots: true } }] as const)(
    'finds a webhook that leaves something out by its filter %j, and mends it',
    (filters) =>
      withLivechat(async (rig) => {
        for (const webhook of owner(rig)) webhook.filters = { only_my_chats: true }
        expect(bad(await all(rig.desk))).toEqual([])
        const at = owner(rig).find(({ action }) => action === 'incoming_event')
        Object.assign(at ?? {}, { filters })
        expect(named(await all(rig.desk), 'webhooks')).toMatchObject({
          ok: false,
          says: expect.stringContaining('incoming_event') as string,
        })
        expect(named(await all(rig.desk), 'old webhooks')).toMatchObject({
          says: expect.stringContaining('filter') as string,
        })
        expect(bad(await all(rig.desk, 'mend'))).toEqual([])
        expect(owner(rig).filter(({ action }) => action === 'incoming_event')).toMatchObject([
          { filters: { only_my_chats: true } },
        ])
      }),
  )
})

describe('check --mend', () => {
  const clear = (rig: Rig) => void rig.sim.webhooks.splice(0)

  it('registers what is missing with the secret and a filter, and nothing twice', () =>
    withLivechat(async (rig) => {
      clear(rig)
      expect(bad(await all(rig.desk, 'mend'))).toEqual([])
      expect(
        owner(rig)
          .map(({ action }) => action)
          .sort(),
      ).toEqual([...wantedActions].sort())
      for (const webhook of owner(rig))
        expect(webhook).toMatchObject({ secret: hookSecret, filters: { only_my_chats: true }, type: 'license' })
      await all(rig.again(), 'mend')
      expect(owner(rig)).toHaveLength(wantedActions.length)
      expect(rig.breaches()).toEqual([])
    }))

  it('removes only what this desk left behind', () =>
    withLivechat(async (rig) => {
      clear(rig)
      const place = hookUrl.slice(0, hookUrl.lastIndexOf('/'))
      const other = [
        'https://somebody.example/hook',
        `${place}-more/key`,
        hookUrl.replace('/acme/', '/other/'),
        hookUrl.replace('127.0.0.1:9', '127.0.0.1:99'),
      ]
      for (const url of other) rig.sim.registerWebhooks(url, { actions: ['routing_status_set'] })
      rig.sim.registerWebhooks(`${place}/former-key`, { actions: ['incoming_chat', 'incoming_event'] })
      rig.sim.registerWebhooks(hookUrl, { actions: ['incoming_chat'], secret: hookSecret })
      rig.sim.registerWebhooks(hookUrl, { actions: ['incoming_chat'], secret: hookSecret })
      expect(bad(await all(rig.desk, 'mend'))).toEqual([])
      const urls = rig.sim.webhooks.map(({ url }) => url)
      for (const url of other) expect(urls).toContain(url)
      expect(urls).not.toContain(`${place}/former-key`)
      expect(owner(rig)).toHaveLength(wantedActions.length)
    }))

  it('registers all anew when the secret was changed', () =>
    withLivechat(async (rig) => {
      clear(rig)
      await all(rig.desk, 'mend')
      const changed = () => rig.make({ webhookSecret: 'another-long-secret' })
      expect(named(await all(changed()), 'webhookSecret')).toMatchObject({ ok: true })
      expect(
        (await all(changed())).filter(({ ok, says }) => ok === false && says.includes('another webhookSecret')),
      ).toHaveLength(1)
      expect(bad(await all(changed(), 'mend'))).toEqual([])
      expect(new Set(owner(rig).map(({ secret }) => secret))).toEqual(new Set(['another-long-secret']))
      expect(owner(rig)).toHaveLength(wantedActions.length)
    }))

  it('says what stands in the way, and switches webhooks on', () =>
    withLivechat(async (rig) => {
      clear(rig)
      rig.sim.app.webhooksEnabled = false
      for (let n = 0; n < 3; n++)
        rig.sim.registerWebhooks(`https://other.example/${n}`, { actions: ['chat_deactivated'] })
      const checks = await all(rig.desk, 'mend')
      expect(named(checks, 'mend: chat_deactivated')).toMatchObject({
        ok: false,
        mend: expect.stringContaining('app') as string,
      })
      expect(rig.sim.app.webhooksEnabled).toBe(true)
    }))
})
