import type { SiteId } from '@baton/shared/ids.ts'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../clock.ts'
import { createOutgoing } from '../../outgoing/undici.ts'
import { heard, opened, say, value } from '../conformance.ts'
import { hookSecret, type Rig, withLivechat } from './conformance-rig.ts'
import { type LivechatFileEntry, livechatKind } from './kind.ts'

const secrets = (given: { [name: string]: string }) => (name: string) => given[name] ?? null
const entryOf = (rig: Rig, more: Partial<LivechatFileEntry> = {}): LivechatFileEntry => ({
  agentToken: { secret: 'livechat-agent' },
  apiUrl: rig.sim.url,
  accountsUrl: rig.sim.url,
  ...more,
})

async function withDeps(
  test: (rig: Rig, deps: Parameters<typeof livechatKind.build>[1]) => Promise<void>,
): Promise<void> {
  await withLivechat(async (rig) => {
    const http = createOutgoing({ clock: systemClock })
    await test(rig, {
      ...{ site: 'acme' as SiteId, name: 'sales', account: rig.desk.account, memory: rig.memoryOf(), http },
      ...{ clock: systemClock, log: pino({ level: 'silent' }), hookUrl: 'https://chat.example.com/hooks/acme/sales/k' },
      secret: secrets({ 'livechat-agent': rig.sim.agentToken }),
    })
    await http.close()
  })
}

describe('LiveChat as a kind of desk', () => {
  it('learns whose account it is from a token that was given, in any of the shapes in which it is pasted', () =>
    withDeps(async (rig, deps) => {
      for (const token of [
        rig.sim.agentToken,
        `Bearer ${rig.sim.agentToken}`,
        rig.sim.agentToken.replace(':', '%3A'),
      ]) {
        const secret = secrets({ 'livechat-agent': token })
        expect(await livechatKind.findAccount(entryOf(rig), { ...deps, secret })).toEqual({
          kind: 'done',
          value: `livechat:${rig.sim.organizationId}`,
        })
      }
    }))

  it('knows it from the file, or says how to connect', () =>
    withDeps(async (rig, deps) => {
      expect(livechatKind.account(entryOf(rig, { organizationId: 'o-1' }))).toBe('livechat:o-1')
      expect(livechatKind.account(entryOf(rig))).toBeNull()
      expect(await livechatKind.findAccount(entryOf(rig, { agentToken: undefined }), deps)).toMatchObject({
        kind: 'refused',
        why: { code: 'not-connected' },
        mend: expect.stringContaining('livechat connect') as string,
      })
      const wrong = secrets({ 'livechat-agent': 'dal:wrong' })
      expect((await livechatKind.findAccount(entryOf(rig), { ...deps, secret: wrong })).kind).toBe('retry')
    }))

  it('builds a desk that works with a token alone', () =>
    withDeps(async (rig, deps) => {
      const desk = livechatKind.build(entryOf(rig), deps)
      if (Array.isArray(desk)) throw new Error(JSON.stringify(desk))
      await value(desk.identify(rig.visitor(), null, false))
      expect(rig.sim.customers[0]?.clientId).toBe(rig.sim.clientId)
    }))

  it('builds a desk of an app that waits to be connected', () =>
    withDeps(async (rig, deps) => {
      const entry = entryOf(rig, {
        agentToken: undefined,
        clientId: rig.sim.clientId,
        clientSecret: { secret: 'client' },
      })
      const desk = livechatKind.build(entry, { ...deps, secret: secrets({ client: rig.sim.clientSecret }) })
      if (Array.isArray(desk)) throw new Error(JSON.stringify(desk))
      expect(await desk.identify(rig.visitor(), null, false)).toMatchObject({
        kind: 'retry',
        scope: 'account',
        why: { code: 'not-connected' },
      })
    }))

  it.each([
    [{ webhookSecret: { secret: 'hook' } }, { hook: 'hunter2' }, 'webhookSecret'],
    [{ accountId: 'a', pat: { secret: 'pat' } }, { pat: 'two\nlines' }, 'pat'],
    [{ agentToken: undefined, clientId: 'c', clientSecret: { secret: 'client' } }, {}, 'clientSecret'],
  ])('says what is wrong with %j, and never what stood there', (more, given, place) =>
    withDeps(async (rig, deps) => {
      const troubles = livechatKind.build(entryOf(rig, more as Partial<LivechatFileEntry>), {
        ...deps,
        secret: secrets({ 'livechat-agent': rig.sim.agentToken, ...(given as object) }),
      })
      expect(troubles).toMatchObject([{ place, mend: expect.any(String) as string }])
      for (const value of Object.values(given)) expect(JSON.stringify(troubles)).not.toContain(value)
    }),
  )

  it('says in the log that a token for trials will die, and of one by consent nothing', () =>
    withDeps(async (rig, deps) => {
      const lines: string[] = []
      const log = pino({}, { write: (text: string) => void lines.push(text) })
      const app = { clientId: rig.sim.clientId, clientSecret: { secret: 'client' } }
      const secret = secrets({ client: rig.sim.clientSecret, 'livechat-agent': rig.sim.agentToken })
      livechatKind.build(entryOf(rig, { agentToken: undefined, ...app }), { ...deps, log, secret })
      expect(lines).toEqual([])
      livechatKind.build(entryOf(rig), { ...deps, log, secret })
      expect(lines).toEqual([expect.stringContaining('dies after eight hours')])
      expect(lines.join()).not.toContain(rig.sim.agentToken)
    }))

  it('lets agents see that the visitor types where the file says so', () =>
    withDeps(async (rig, deps) => {
      for (const sneakPeek of [true, undefined]) {
        const desk = livechatKind.build(entryOf(rig, { sneakPeek }), deps)
        if (Array.isArray(desk)) throw new Error(JSON.stringify(desk))
        const { thread } = await opened({ ...rig, desk })
        await value(desk.send(thread, say('a token is at hand', null), false))
        desk.signal(thread, { kind: 'typing', by: 'visitor', on: true })
        const peeks = () => rig.sim.requests.filter(({ path }) => path.includes('send_sneak_peek')).length
        await expect.poll(peeks).toBe(1)
      }
    }))

  it('hands files on where they are kept, both ways, and else makes links of them', () =>
    withDeps(async (rig, deps) => {
      const hookName = { 'livechat-agent': rig.sim.agentToken, hook: hookSecret }
      const read = async () => ({ bytes: Buffer.from('%PDF-1.7'), type: 'application/pdf', name: 'a.pdf' })
      for (const files of [{ read }, undefined]) {
        const { files: _none, ...without } = deps
        const given = { ...without, ...(files && { files }), secret: secrets(hookName) }
        const desk = livechatKind.build(entryOf(rig, { webhookSecret: { secret: 'hook' } }), given)
        if (Array.isArray(desk)) throw new Error(JSON.stringify(desk))
        const { thread } = await opened({ ...rig, desk })
        const message = { parts: [{ kind: 'file' as const, url: '/files/x', name: 'a.pdf' }] }
        await value(desk.send(thread, { ...say('', null), message }, false))
        expect(rig.sim.events(thread.id).at(-1)?.type).toBe(files ? 'file' : 'message')
        rig.sim.agent.attach(thread.id, { name: 'b.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.7') })
        const told = heard({ ...rig, desk }, thread).findLast(({ kind }) => kind === 'said')
        expect(told).toMatchObject({ message: { parts: [{ kind: files ? 'file' : 'link' }] } })
      }
    }))

  it('owes neither notes nor assignments', () => {
    expect(livechatKind.steps({})).toEqual([])
    expect(livechatKind.troubles({})).toEqual([])
  })
})
