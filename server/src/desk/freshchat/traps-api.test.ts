// long because every trap of the API has its test here, under its number.
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { systemClock } from '@baton/e2e/vendors/clock.ts'
import { describe, expect, it } from 'vitest'
import { id, line, opened, openingOf, say, value } from '../conformance.ts'
import type { Rig } from './conformance-rig.ts'
import { withFreshchat } from './conformance-rig.ts'

const png = Buffer.from('89504e470d0a1a0a0000', 'hex')
const files = { read: async () => ({ bytes: png, type: 'image/png', name: 'tent.png' }) }
const picture = { ...say('', null), message: { parts: [{ kind: 'image' as const, url: '/files/tent.png' }] } }
const assign = (to: { agent?: string; group?: string } | null) => ({ kind: 'assign' as const, key: id(), to })
const close = { kind: 'close' as const, key: id(), by: 'visitor' as const }
const last = (rig: Rig, thread: string) => rig.sim.conversation(thread).messages.at(-1)

/** vendors/freshchat.md §5. */
describe('trap', () => {
  it('5.1 the conversation without its messages: they are read from their own list, and a sparse answer is no state', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('sparseConversation')
      rig.agent.takes(thread.id)
      rig.agent.says(thread.id, 'hello')
      const { events, state } = await value(rig.desk.catchUp(thread, null))
      expect(events.at(-1)).toMatchObject({ kind: 'said', message: { parts: [{ text: 'hello' }] } })
      expect(state).toMatchObject({ open: true, agent: undefined })
    }))

  it('5.3 a message to a resolved conversation: it is open again, or it was replaced', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.resolves(thread.id)
      await value(rig.desk.send(thread, say('again', null), false))
      expect(rig.isOpen(thread.id)).toBe(true)
      rig.agent.resolves(thread.id)
      rig.sim.faults.set('refuseResolved')
      expect(await rig.desk.send(thread, say('too late', null), false)).toEqual({ kind: 'gone', why: 'replaced' })
      expect(last(rig, thread.id)?.text).not.toBe('too late')
    }))

  it('5.4 a 2xx with an error inside: refused, when opening and when writing', () =>
    withFreshchat(async (rig) => {
      const opening = await openingOf(rig)
      rig.sim.faults.set('embeddedError', { times: 1 })
      expect(await rig.desk.open(opening, false)).toMatchObject({ kind: 'refused', why: { code: 'embedded-error' } })
      const { thread } = await opened(rig)
      rig.sim.faults.set('embeddedError', { times: 1 })
      expect(await rig.desk.send(thread, say('x', null), false)).toMatchObject({ why: { code: 'embedded-error' } })
    }))

  it('5.5 properties in two shapes: users’ are a list when written and either when read, conversations’ are never touched', () =>
    withFreshchat(async (rig) => {
      const visitor = { ...rig.visitor(), attributes: { plan: 'free' } }
      rig.sim.faults.set('propertiesAsMap')
      await value(rig.desk.identify(visitor, null, false))
      rig.sim.users[0]?.properties.push({ name: 'rep', value: 'Olga' })
      await value(rig.again().identify({ ...visitor, attributes: { plan: 'gold' } }, null, false))
      expect(rig.sim.users[0]?.properties.map(({ name, value: held }) => `${name} ${held}`)).toEqual([
        'rep Olga',
        'plan gold',
      ])
      const { thread } = await opened(rig)
      await value(rig.desk.send(thread, close, false))
      const conversations = rig.sim.requests.filter(({ path: where }) => where.includes('/conversations'))
      expect(JSON.stringify(conversations.map(({ body }) => body))).not.toContain('properties')
      expect(rig.breaches()).toEqual([])
    }))

  it('5.6 an update that wipes properties: what others wrote is written back', () =>
    withFreshchat(async (rig) => {
      const visitor = rig.visitor()
      await value(rig.desk.identify(visitor, null, false))
      rig.sim.users[0]?.properties.push({ name: 'rep', value: 'Olga' })
      await value(rig.again().identify({ ...visitor, attributes: { plan: 'gold' } }, null, false))
      expect(rig.sim.users[0]?.properties).toContainEqual({ name: 'rep', value: 'Olga' })
    }))

  it('5.7 two families of ids: only the first is used, though webhooks carry both', () =>
    withFreshchat(async (rig) => {
      rig.sim.faults.set('numericIds')
      const { thread } = await opened(rig)
      rig.agent.says(thread.id, 'hello')
      await value(rig.desk.send(thread, say('hi', null), false))
      const events = rig.hooks().flatMap((hook) => rig.desk.read(hook) as { thread: string }[])
      expect(new Set(events.map((event) => event.thread))).toEqual(new Set([thread.id]))
      expect(rig.breaches()).toEqual([])
    }))

  it('5.8 an image that is refused: it is uploaded and named by its address alone', () =>
    withFreshchat(
      async (rig) => {
        const { thread } = await opened(rig)
        await value(rig.desk.send(thread, picture, false))
        expect(last(rig, thread.id)?.parts).toEqual([{ image: { url: expect.stringContaining('/files/') } }])
        expect(rig.breaches()).toEqual([])
      },
      { files },
    ))

  it('5.9 a file without an address at first: it is waited for', () =>
    withFreshchat(
      async (rig) => {
        const { thread } = await opened(rig)
        rig.sim.faults.set('lateAttachment', { ms: 300 })
        rig.sim.agent.attach(thread.id, { name: 'tent', type: 'image/png', bytes: png })
        const [event] = (await value(rig.desk.catchUp(thread, null))).events.slice(-1)
        const [part] = event?.kind === 'said' ? event.message.parts : []
        const { bytes } = await value(rig.desk.file({ url: part?.kind === 'image' ? part.url : '' }))
        expect(Buffer.from(bytes)).toEqual(png)
      },
      { files },
    ))

  it('5.10 links that are signed and expire: no token leaves for other hosts, and an expired one is said to be', () =>
    withFreshchat(
      async (rig) => {
        expect(await rig.desk.file({ url: 'https://files.example/a.png' })).toMatchObject({ kind: 'retry' })
        const { thread } = await opened(rig)
        const { parts } = rig.sim.agent.attach(thread.id, { name: 'tent', type: 'image/png', bytes: png })
        rig.sim.faults.set('expiredFile')
        const gone = await rig.desk.file(parts[0]?.image as { url: string })
        expect(gone).toMatchObject({ kind: 'refused', why: { code: 'file-expired' } })
      },
      {
        through: (outgoing) => ({
          async call(request) {
            if (!request.url.startsWith('https://files.example')) return await outgoing.call(request)
            expect(JSON.stringify(request.headers ?? {})).not.toContain('Bearer')
            expect(request.chosenBy).toBe('stranger')
            return { kind: 'notSent', code: 'dns' }
          },
        }),
      },
    ))

  it('5.11 a hash that changes its name, and a scanner that is not done', () =>
    withFreshchat(
      async (rig) => {
        const { thread } = await opened(rig)
        rig.sim.faults.set('filePending')
        const file = { kind: 'file' as const, url: '/files/a', name: 'a.txt' }
        await value(rig.desk.send(thread, { ...picture, message: { parts: [file] } }, false))
        expect(last(rig, thread.id)?.parts[0]?.file).toMatchObject({
          fileHash: expect.any(String),
          fileSource: 'FRESHCHAT',
        })
        expect(rig.breaches()).toEqual([])
      },
      { files: { read: async () => ({ bytes: Buffer.from('words'), type: 'text/plain' }) } },
    ))

  it('5.15 refused and yet created: in doubt, looked for, and never written twice', () =>
    withFreshchat(async (rig) => {
      const channel = rig.sim.channels.find(({ source }) => source === 'EMAIL')?.id
      const desk = rig.make({ topic: undefined, channel })
      const { thread } = await value(desk.open(await openingOf(rig), false))
      const order = say('by e-mail', null)
      expect((await desk.send(thread, order, false)).kind).toBe('unsure')
      await value(desk.send(thread, order, true))
      expect(rig.written(thread.id).filter(({ text }) => text === 'by e-mail')).toHaveLength(1)
    }))

  it('5.16 a token that dies when another is made: the account waits, and with both nothing is lost', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      const former = rig.sim.token
      const texts: string[] = []
      const both: string[] = [former]
      for (let n = 0; n < 12; n++) {
        // In the middle of it the owner makes a new one, and some messages later Baton has it.
        if (n === 4) both.push(rig.sim.renewToken())
        const desk = rig.make({ token: n < 7 ? [former] : both })
        const order = say(`word ${n}`, null)
        let outcome = await desk.send(thread, order, false)
        if (n >= 4 && n < 7) {
          expect(outcome).toMatchObject({ kind: 'retry', scope: 'account', why: { code: 'token-refused' } })
          outcome = await rig.make({ token: both }).send(thread, order, false)
        }
        expect(outcome.kind).toBe('done')
        texts.push(`word ${n}`)
      }
      const written = rig.written(thread.id).filter(({ text }) => text.startsWith('word'))
      expect(written.map(({ text }) => text)).toEqual(texts)
    }))

  it('5.17 a portal that answers 200 with a page: no success, for reading and for writing', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('portalPage')
      expect(await rig.desk.send(thread, say('x', null), false)).toMatchObject({
        kind: 'unsure',
        why: { code: 'not-json' },
      })
      expect(await rig.desk.catchUp(thread, null)).toMatchObject({ kind: 'retry', why: { code: 'not-json' } })
    }))

  it('5.18 a topic that is disabled, misspelt or there twice: refused with the candidates, and looked for again', () =>
    withFreshchat(async (rig) => {
      for (const fault of ['topicDisabled', 'duplicateTopic'] as const) {
        rig.sim.faults.set(fault)
        expect(await rig.again().open(await openingOf(rig), false)).toMatchObject({
          kind: 'refused',
          mend: expect.stringMatching(/topic|channel/),
        })
        rig.sim.faults.clear()
      }
      expect(await rig.make({ topic: 'web chat' }).open(await openingOf(rig), false)).toMatchObject({
        why: { code: 'no-such-topic', detail: expect.stringContaining('"Web chat"') },
      })
      expect((await rig.again().open(await openingOf(rig), false)).kind).toBe('done')
    }))

  it('5.19 two words for open again: neither is ever sent, since writing opens it again', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('reopenNeedsNew')
      await value(rig.desk.send(thread, assign({ agent: 'ann.archer@example.com' }), false))
      await value(rig.desk.send(thread, assign(null), false))
      await value(rig.desk.send(thread, close, false))
      await value(rig.desk.send(thread, say('again', null), false))
      const sent = rig.sim.requests.flatMap(({ method, body }) =>
        method === 'PUT' ? (body as { status: string }).status : [],
      )
      expect(new Set(sent)).toEqual(new Set(['assigned', 'new', 'resolved']))
      expect(rig.isOpen(thread.id)).toBe(true)
    }))

  it('5.20 assigned to nobody, or to somebody who left: never sent, and refused with a mend', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      expect(await rig.desk.send(thread, assign({ agent: 'dan.departed@example.com' }), false)).toMatchObject({
        kind: 'refused',
        mend: expect.stringContaining('Activate'),
      })
      rig.sim.faults.set('unassignNeedsSpace')
      await value(rig.desk.send(thread, assign({ agent: 'ann.archer@example.com' }), false))
      await value(rig.desk.send(thread, assign(null), false))
      expect(rig.sim.conversation(thread.id).agent).toBeNull()
      expect(rig.breaches()).toEqual([])
    }))

  it('5.23 made-up names: a visitor without one is given an honest one', () =>
    withFreshchat(async (rig) => {
      await value(rig.desk.identify(rig.visitor(), null, false))
      expect(rig.sim.users[0]).toMatchObject({ firstName: 'Visitor', lastName: expect.stringMatching(/^.{1,4}$/) })
    }))

  it('5.24 an agent nobody knows yet: a message never waits for a name, and 404 is no trouble', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('agentGone')
      rig.agent.says(thread.id, 'hello')
      expect((await value(rig.desk.catchUp(thread, null))).events.at(-1)).toMatchObject({ kind: 'said' })
      expect(await rig.desk.agent(rig.agent.id)).toMatchObject({ kind: 'refused' })
    }))

  it('5.26 no key against doubles: a message in doubt is looked for by its place', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      const first = await value(rig.desk.send(thread, say('ok', null), false))
      for (const lost of [true, false]) {
        const order = say('ok', first.id)
        if (lost) rig.loseAnswer('say')
        else rig.sim.faults.set('hang', { on: 'POST /conversations/:id/messages', times: 1 })
        expect((await rig.desk.send(thread, order, false)).kind).toBe('unsure')
        await value(
          rig
            .again()
            .send(thread, { ...order, last: lost ? first.id : ((last(rig, thread.id)?.id ?? '') as never) }, true),
        )
      }
      expect(rig.written(thread.id).filter(({ text }) => text === 'ok')).toHaveLength(3)
    }))

  it('5.27 clocks that disagree by an hour: nothing is compared with ours', async () => {
    for (const offset of [-3_600_000, 3_600_000])
      await withFreshchat(
        async (rig) => {
          const { thread } = await opened(rig)
          rig.loseAnswer('say')
          await rig.desk.send(thread, say('x', null), false)
          await value(rig.desk.send(thread, say('x', null), true))
          expect(rig.written(thread.id).filter(({ text }) => text === 'x')).toHaveLength(1)
          const first = await value(rig.desk.catchUp(thread, null))
          rig.agent.says(thread.id, 'hello')
          const { events } = await value(rig.desk.catchUp(thread, first.mark))
          expect(events).toMatchObject([{ kind: 'said', message: { parts: [{ text: 'hello' }] } }])
        },
        { sim: { clock: systemClock(offset) } },
      )
  })

  it('5.28 a link that begins with /v2: every page is read, once', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      for (let n = 0; n < 5; n++) rig.agent.says(thread.id, `word ${n}`)
      rig.sim.faults.set('shortPage')
      const { events } = await value(rig.desk.catchUp(thread, null))
      expect(events.filter((event) => event.kind === 'said' && event.by.kind === 'agent')).toHaveLength(5)
      expect(rig.breaches()).toEqual([])
    }))

  it('5.29 a limit nobody knows: long transcripts and notes are cut into pieces that were never seen refused', () =>
    withFreshchat(async (rig) => {
      const transcript = Array.from({ length: 30 }, (_, n) => line('visitor', `${n} ${'word '.repeat(300)}`))
      const { thread } = await opened(rig, { transcript })
      const desk = rig.make({ agentEmail: 'bot@example.com' })
      await value(desk.send(thread, { kind: 'note', key: id(), text: 'long '.repeat(20_000) }, false))
      const texts = rig.sim
        .conversation(thread.id)
        .messages.flatMap(({ parts }) => parts.map((part) => JSON.stringify(part)))
      expect(texts.length).toBeGreaterThan(30)
      expect(rig.breaches()).toEqual([])
    }))

  it('5.30 tokens of strangers in samples: none is here', () => {
    const root = path.resolve(import.meta.dirname, '../../../..')
    const token = /\beyJ[A-Za-z0-9_-]{12,}\.[A-Za-z0-9_-]{12,}/
    const held = globSync(['server/src/desk/freshchat/**/*.ts', 'e2e/vendors/freshchat/**/*', 'docs/freshchat.md'], {
      cwd: root,
    })
      .filter((name) => /\.(ts|js|md|html|json)$/.test(name))
      .filter((name) => token.test(readFileSync(path.join(root, name), 'utf8')))
    expect(held).toEqual([])
  })
})
