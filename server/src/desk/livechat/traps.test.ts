// long because it is one list: every trap of the contract, each by its number.
/** vendors/livechat.md §8, and what of its unknowns (§9) can be shown. Traps whose proof is elsewhere have a short one here as well. */
import type { ConversationId, VisitorId } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import type { Outgoing, OutgoingRequest } from '../../outgoing.ts'
import { allOf, heard, id, opened, openingOf, say, settled, value } from '../conformance.ts'
import type { DeskEvent, Thread } from '../desk.ts'
import { type Rig, withLivechat } from './conformance-rig.ts'
import { customerFacts } from './customer-facts.ts'
import { customer, ear, event, hook, place, said } from './hook-rig.ts'
import { livePushes } from './live-ear.ts'
import { here, soon, watched, watcher } from './live-rig.ts'

const actions = (rig: Rig) => rig.sim.requests.map(({ path }) => path.replace(/.*\/action\/|\?.*/g, ''))
const close = () => ({ kind: 'close' as const, key: id(), by: 'visitor' as const })
const next = (opening: Awaited<ReturnType<typeof openingOf>>, former: Thread | null = null) => ({
  ...{ ...opening, key: id(), conversation: id<ConversationId>(), former },
})
const kinds = (events: DeskEvent[]) => events.map(({ kind }) => kind)
const wordless = (events: DeskEvent[]) => events.filter(({ kind }) => kind !== 'unknown')

/** A whole stay: opened, both write, somebody leaves a note, edits, and ends it; the visitor comes back. */
async function wholeStay(rig: Rig): Promise<Thread> {
  const opening = await openingOf(rig)
  const { thread } = await value(rig.desk.open(opening, false))
  await value(rig.desk.send(thread, say('hello', null), false))
  rig.agent.says(thread.id, 'hi')
  rig.sim.agent.note(thread.id, 'CANARY')
  await allOf(rig.desk, thread)
  rig.agent.resolves(thread.id)
  const again = await value(rig.desk.open(next(opening, thread), false))
  await value(rig.desk.send(again.thread, { kind: 'rate', key: id(), score: 5 }, false))
  await value(rig.desk.send(again.thread, close(), false))
  await rig.desk.availability()
  return again.thread
}

describe('trap', () => {
  it('1: nothing of the road of 2021 is used, only v3.6 and v2 of accounts', () =>
    withLivechat(async (rig) => {
      await wholeStay(rig)
      const paths = rig.sim.requests.map(({ path }) => path)
      expect(paths.filter((path) => !/^\/(v3\.6\/(customer|agent|configuration)\/|v2\/)/.test(path))).toEqual([])
      expect(actions(rig)).not.toContain('create_customer')
      expect(actions(rig)).not.toContain('get_organization_id')
      expect(rig.breaches()).toEqual([])
    }))

  it('2: the personal access token mints nobody and is never a customer’s', () => {
    const seen: OutgoingRequest[] = []
    const through = (outgoing: Outgoing): Outgoing => ({
      call(request) {
        seen.push(request)
        return outgoing.call(request)
      },
    })
    return withLivechat(
      async (rig) => {
        const pat = { accountId: rig.sim.pat.accountId, pat: rig.sim.pat.token }
        const desk = rig.make(pat)
        const { thread } = await opened({ ...rig, desk })
        await allOf(desk, thread)
        const basic = seen.filter(({ headers }) => headers?.['authorization']?.startsWith('Basic '))
        expect(basic.length).toBeGreaterThan(0)
        for (const { url } of basic) expect(url).toMatch(/\/v3\.6\/(agent|configuration)\//)
        // What the token may not do is tried with it first.
        rig.sim.breaches.length = 0
      },
      { through, scopes: ['customers:own'] },
    )
  })

  it('3: `id` where it is `id`, `chat_id` everywhere else', () =>
    withLivechat(async (rig) => {
      const thread = await wholeStay(rig)
      expect(rig.isOpen(thread.id)).toBe(false)
      const sent = rig.sim.requests.find(({ path }) => path.includes('deactivate_chat'))
      expect(sent?.body).toEqual({ id: thread.id })
    }))

  it('4: whoever begins at the same time, and however late the list is, ends in one chat', () =>
    withLivechat(async (rig) => {
      rig.sim.faults.set('listLag', { ms: 300 })
      const opening = await openingOf(rig)
      const desks = [rig.desk, rig.again(), rig.again()]
      const begun = await Promise.all(desks.map((desk) => settled(() => desk.open(opening, true))))
      expect(new Set(begun.map(({ thread }) => thread.id)).size).toBe(1)
      expect(rig.threads()).toHaveLength(1)
    }))

  it('5: what is written after the end is gone, and neither said there nor a new thread', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.resolves(thread.id)
      expect(await rig.desk.send(thread, say('late', null), false)).toEqual({ kind: 'gone', why: 'closed' })
      expect(rig.isOpen(thread.id)).toBe(false)
      expect(rig.sim.chat(thread.id).threads).toHaveLength(1)
    }))

  it('6: nobody is there any more between the look and the start, and that is told with its mend', () =>
    withLivechat(
      async (rig) => {
        const opening = await openingOf(rig)
        expect((await rig.desk.availability()).kind).toBe('open')
        rig.sim.faults.set('groupsOffline')
        const outcome = await rig.desk.open(opening, false)
        expect(outcome).toMatchObject({ kind: 'refused', why: { code: 'groups-offline' }, mend: expect.any(String) })
        rig.sim.faults.clear()
        rig.sim.faults.set('nobodyFree')
        expect((await rig.again().availability()).kind).toBe('busy')
        expect((await value(rig.desk.open(opening, false))).thread.id).toBeTruthy()
      },
      { routes: true },
    ))

  it('7: the group is named each time, also for whoever comes back', () =>
    withLivechat(async (rig) => {
      await wholeStay(rig)
      const begun = rig.sim.requests.filter(({ path }) => /start_chat|resume_chat/.test(path))
      expect(begun.map(({ body }) => (body as { chat: { access: object } }).chat.access)).toEqual([
        { group_ids: [3] },
        { group_ids: [3] },
      ])
    }))

  it('8: nothing is transferred: customers cannot, and are not asked to', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      const before = rig.sim.requests.length
      const to = { group: 'Support' }
      expect((await rig.desk.send(thread, { kind: 'assign', key: id(), to }, false)).kind).toBe('refused')
      expect(rig.sim.requests).toHaveLength(before)
    }))

  it('9, 10, 11, 14: in an agent’s name Baton only reads, and it has no bot there', () =>
    withLivechat(async (rig) => {
      await wholeStay(rig)
      const agents = rig.sim.requests.filter(({ path }) => path.includes('/agent/action/'))
      expect(agents.length).toBeGreaterThan(0)
      for (const { path } of agents) expect(path).toMatch(/(get_chat|list_threads)$/)
      expect(actions(rig).filter((action) => /bot|routing_status/.test(action))).toEqual([])
    }))

  it('12: `thread`, singular, is where everything is read from', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.says(thread.id, 'one')
      expect(kinds(wordless(await allOf(rig.desk, thread)))).toContain('said')
      expect(actions(rig)).toContain('get_chat')
    }))

  it('13: the ids of the first events are a list, in the order in which they were sent', () =>
    withLivechat(async (rig) => {
      const transcript = [{ by: 'visitor' as const, at: 0 as never, text: 'x '.repeat(20_000) }]
      const { thread, receipts } = await opened(rig, { transcript })
      const own = rig.written(thread.id).filter(({ by }) => by === 'visitor')
      expect(receipts.length).toBeGreaterThan(1)
      expect(receipts.map((receipt) => receipt.id)).toEqual(own.map((one) => one.id))
    }))

  it('15: silent webhooks are found by the check, and mended where that can be done', () =>
    withLivechat(
      async (rig) => {
        const bad = async () => {
          const checks = await Array.fromAsync(rig.again().check('read'))
          return checks.flatMap(({ name, ok }) => (ok === false ? name : []))
        }
        expect(await bad()).toEqual([])
        rig.sim.webhooks.length = 0
        expect((await bad()).some((name) => name.includes('webhooks'))).toBe(true)
        rig.sim.app.webhooksEnabled = false
        await Array.fromAsync(rig.desk.check('mend'))
        expect(await bad()).toEqual([])
        expect(rig.sim.app.webhooksEnabled).toBe(true)
        rig.sim.faults.set('notInstalled')
        const { thread } = await opened(rig)
        rig.agent.says(thread.id, 'nobody hears this')
        expect(heard(rig, thread)).toEqual([])
      },
      { entry: { clientId: undefined } },
    ))

  it('16: notes are nobody’s words, and ours are not heard as news', () =>
    withLivechat(async (rig) => {
      const { thread, receipts } = await opened(rig)
      const sent = await value(rig.desk.send(thread, say('mine', null), false))
      rig.sim.agent.note(thread.id, 'CANARY')
      for (const events of [heard(rig, thread), await allOf(rig.desk, thread)]) {
        expect(JSON.stringify(events)).not.toContain('CANARY')
        const mine = events.filter((one) => one.kind === 'said' && one.by.kind === 'visitor')
        // Known by its id: the core drops what is ours.
        for (const one of mine) expect([sent.id, ...receipts.map((receipt) => receipt.id)]).toContain(one.id)
      }
    }))

  it('17: a visitor is the same customer a year later, two are never one, and nobody takes another’s token', () =>
    withLivechat(async (rig) => {
      const first = await openingOf(rig)
      const { thread } = await value(rig.desk.open(first, false))
      await value(rig.desk.send(thread, close(), false))
      rig.sim.revokeTokens('customers')
      const later = await value(rig.again().identify(first.facts, first.visitor, false))
      expect(later).toEqual(first.visitor)
      expect((await value(rig.again().open(next(first, thread), false))).thread.id).toBe(thread.id)
      const other = await settled(() => rig.desk.identify(rig.visitor(), null, false))
      expect(other.id).not.toBe(first.visitor.id)
      rig.sim.revokeTokens('customers')
      rig.sim.faults.set('strangerToken')
      const stolen = await rig.again().send(thread, say('CANARY', null), false)
      expect(stolen).toEqual({ kind: 'gone', why: 'deleted' })
      expect(rig.sim.chats.flatMap((chat) => rig.written(chat.id)).filter(({ text }) => text === 'CANARY')).toEqual([])
    }))

  it('18: a ban is an end and not a reason for another identity, and closes the socket for good', () =>
    withLivechat(
      async (rig) => {
        const { thread, ear: watching } = await watched(rig)
        const customers = rig.sim.customers.length
        rig.sim.agent.ban(thread.id)
        expect(await rig.desk.send(thread, say('x', null), false)).toEqual({ kind: 'gone', why: 'banned' })
        expect(kinds(heard(rig, thread))).toContain('resolved')
        await here(rig, thread, 0)
        expect(rig.sim.customers).toHaveLength(customers)
        watching.stop()
      },
      { live: { least: 5, most: 10 } },
    ))

  it('19: an end by the router has no name, and is the system’s', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.archive(thread.id)
      const ends = heard(rig, thread).filter((one) => one.kind === 'resolved')
      expect(ends.length).toBeGreaterThan(0)
      for (const end of ends) expect(end).toMatchObject({ by: 'system' })
      expect(new Set(ends.map((end) => end.id)).size).toBe(1)
    }))

  it.each(['transferStorm', 'agentWithQueue'] as const)('20: a transfer in many words (%s) is one', (fault) =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.takes(thread.id)
      heard(rig, thread)
      const before = rig.hooks().length
      rig.sim.faults.set(fault)
      rig.sim.agent.assign(thread.id, 'ben@example.com')
      const told = rig
        .hooks()
        .slice(before)
        .flatMap((one) => rig.desk.read(one) as DeskEvent[])
      // Ann leaves, Ben is there; nobody is said to have lost it to the queue.
      const states = told.filter(({ kind }) => kind === 'joined' || kind === 'left' || kind === 'transferred')
      expect(states.filter((one) => one.kind === 'transferred' && one.to === null)).toEqual([])
      expect(states.at(-1)).toMatchObject({ kind: 'joined', agent: 'ben@example.com' })
      expect(states.length).toBeLessThanOrEqual(3)
    }),
  )

  it('21: a tap is the button’s words with its postback; buttons without either are choices too', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      const buttons = [{ text: 'Yes', type: 'message', value: 'y', postback_id: 'p', user_ids: [] }, { text: 'Bare' }]
      const offered = rig.sim.agent.reply(thread.id, {
        ...{ type: 'rich_message', template_id: 'quick_replies', elements: [{ title: 'Well?', buttons }] },
      })
      const choices = heard(rig, thread).flatMap((one) =>
        one.kind === 'said' ? one.message.parts.flatMap((part) => (part.kind === 'choices' ? part.choices : [])) : [],
      )
      expect(choices.map(({ label }) => label)).toEqual(['Yes', 'Bare'])
      await value(rig.desk.send(thread, { ...say('Yes', null), answers: offered.id as never }, false))
      expect(rig.sim.events(thread.id).at(-1)?.content).toMatchObject({ text: 'Yes', postback: { id: 'p' } })
    }))

  it('22: session fields are a list of objects with one key each', () => {
    const facts = customerFacts({ id: 'v' as VisitorId, attributes: { plan: 'gold', orders: 3 } }) as {
      session_fields: object[]
    }
    for (const one of facts.session_fields) expect(Object.keys(one)).toHaveLength(1)
    expect(facts.session_fields).toContainEqual({ orders: '3' })
  })

  it.each([
    ['a status with a blank', hook('routing_status_set', { agent_id: 'a@example.com', status: 'accepting chats' })],
    ['the misspelt action of tags', hook('delete_tag', { name: 'x' })],
    ['the misspelt properites', hook('chat_properties_updated', { chat_id: place.chat_id, properites: {} })],
    ['the former name of accesses', hook('auto_access_added', { id: 'x' })],
    ['an event that is none', hook('incoming_event', { ...place, event: { id: 7, created_at: [], type: {} } })],
    ['a payload that is none', hook('incoming_event', 'text' as never)],
    ['an action that nobody documented', hook('chat_sentiment_changed', { ...place, sentiment: 3 })],
  ])('23: %s changes nothing and stops nothing', (_, body) => {
    const told = ear().read(body)
    expect(told === 'forged' ? told : kinds(told).filter((kind) => kind !== 'unknown')).toEqual([])
  })

  it('24: pushes have the names of the wire, and not those of the vendor’s own slips', () => {
    const documented =
      'incoming_chat chat_deactivated incoming_event incoming_event_preview event_updated event_deleted thread_properties_updated ' +
      'incoming_typing_indicator incoming_thinking_indicator queue_position_updated events_marked_as_seen'
    expect([...livePushes].sort()).toEqual(documented.split(' ').sort())
  })

  it.each([false, true])('25: whether LiveChat shows notes to customers or not (%s), a visitor sees none', (leaks) =>
    withLivechat(
      async (rig) => {
        if (leaks) rig.sim.faults.set('leakNotes')
        const { thread, ear: watching } = await watched(rig)
        rig.sim.agent.note(thread.id, 'CANARY')
        rig.sim.as('Ben Brook').supervise(thread.id)
        rig.sim.as('Ben Brook').typing(thread.id, true)
        rig.sim.as('Ben Brook').thinking(thread.id, 'CANARY')
        rig.agent.takes(thread.id)
        rig.sim.agent.typing(thread.id, true)
        await soon(() => expect(watching.passings).toHaveLength(1))
        for (const events of [heard(rig, thread), await allOf(rig.desk, thread), watching.events])
          expect(JSON.stringify(events)).not.toContain('CANARY')
        watching.stop()
      },
      { scopes: ['customers:own'] },
    ),
  )

  it('26: the region is learned from tokens and answers, and named only where it must be', () => {
    const regions: (string | undefined)[] = []
    const through = (outgoing: Outgoing): Outgoing => ({
      call(request) {
        if (request.url.includes('/action/')) regions.push(request.headers?.['x-region'])
        return outgoing.call(request)
      },
    })
    return withLivechat(
      async (rig) => {
        await opened(rig)
        expect(new Set(regions)).toEqual(new Set([undefined]))
        rig.sim.faults.set('misdirected', { how: 'us-south1' })
        regions.length = 0
        const { thread } = await opened({ ...rig, desk: rig.again() })
        expect(regions[0]).toBeUndefined()
        expect(new Set(regions.slice(1))).toEqual(new Set(['us-south1']))
        const ear = watcher(rig.again(), thread)
        await here(rig, thread)
        ear.stop()
      },
      { through },
    )
  })

  it('27: a socket has one request at a time, however much happens', () =>
    withLivechat(
      async (rig) => {
        const { thread, ear: watching } = await watched(rig)
        await Promise.all(Array.from({ length: 20 }, (_, n) => rig.desk.send(thread, say(`${n}`, null), false)))
        expect(rig.sim.requests.filter(({ method }) => method === 'RTM')).toHaveLength(1)
        expect(rig.breaches()).toEqual([])
        watching.stop()
      },
      { sim: { rtm: { pending: 1 } } },
    ))
})

describe('unknown', () => {
  it('U1: statuses decide nothing where LiveChat says what is wrong', () =>
    withLivechat(
      async (rig) => {
        const { thread } = await opened(rig)
        rig.agent.resolves(thread.id)
        expect(await rig.desk.send(thread, say('late', null), false)).toEqual({ kind: 'gone', why: 'closed' })
        rig.sim.faults.set('banned')
        expect(await rig.desk.send(thread, say('x', null), false)).toEqual({ kind: 'gone', why: 'banned' })
        rig.sim.faults.clear('banned')
        rig.sim.faults.set('tooMany', { how: 'none' })
        expect(await rig.desk.send(thread, say('x', null), false)).toMatchObject({ kind: 'retry', scope: 'account' })
      },
      { sim: { statuses: { chat_inactive: 404, customer_banned: 400, too_many_requests: 403 } } },
    ))

  it.each([
    ['seconds', true],
    ['date', true],
    ['none', false],
  ])('U2: how long to wait (%s) is heard where it is said', (how, told) =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('tooMany', { how, ms: 7_000 })
      const outcome = await rig.desk.send(thread, say('x', null), false)
      expect(outcome).toMatchObject({ kind: 'retry', scope: 'account' })
      expect('after' in outcome && (outcome.after ?? 0) > 4_000).toBe(told)
    }),
  )

  it('U4, U5: webhooks in the wrong order, doubled, and with notices that have no author tell the same', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      for (let n = 0; n < 5; n++) rig.agent.says(thread.id, `${n}`)
      rig.agent.resolves(thread.id)
      const told = (hooks: ReturnType<Rig['hooks']>) => {
        const desk = rig.again()
        const all = hooks.flatMap((one) => desk.read(one) as DeskEvent[])
        return new Set(all.flatMap((one) => (one.kind === 'said' || one.kind === 'resolved' ? one.id : [])))
      }
      const hooks = rig.hooks()
      expect(told([...hooks, ...hooks].reverse())).toEqual(told(hooks))
    }))

  it('U7: a customer who never has a socket is no less there', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      expect(rig.sim.sockets).toEqual([])
      rig.agent.says(thread.id, 'hi')
      expect((await rig.desk.send(thread, say('x', null), false)).kind).toBe('done')
    }))

  it('U8: closing what is closed is done', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.resolves(thread.id)
      expect((await rig.desk.send(thread, close(), false)).kind).toBe('done')
    }))

  it('U12: an identity that LiveChat knows no more is made anew at the next opening, and never guessed', () =>
    withLivechat(async (rig) => {
      const opening = await openingOf(rig)
      rig.sim.state.customers.length = 0
      rig.sim.revokeTokens('customers')
      expect(await rig.again().open(opening, false)).toMatchObject({ kind: 'retry', why: { code: 'customer-erased' } })
      const anew = await settled(() => rig.again().identify(opening.facts, opening.visitor, false))
      expect(anew.id).not.toBe(opening.visitor.id)
      // The simulator calls it a breach to name somebody who is gone; there is no other way to learn it.
      expect(rig.breaches().every((breach) => breach.includes('entity_id'))).toBe(true)
      rig.sim.breaches.length = 0
    }))

  it.each([
    'invalid_request',
    'bad_request',
    'conflict',
    'invalid_grant',
    'access_denied',
    'forbidden',
    'unauthorized',
    'unauthorized_client',
  ])(
    'U12: by whatever word LiveChat forgets somebody (%s), it is about them alone, and they come back as somebody new',
    (word) => {
      let forgotten: string | null = null
      let foreign: string | null = null
      const refuses = (status: number, body: object) => {
        const bytes = new TextEncoder().encode(JSON.stringify(body))
        return { kind: 'answered' as const, status, headers: new Headers(), bytes }
      }
      const through = (outgoing: Outgoing): Outgoing => ({
        async call(request) {
          const { entity_id, chat_id } = (request.body ?? {}) as { entity_id?: string; chat_id?: string }
          if (forgotten !== null && entity_id === forgotten) return refuses(401, { oauth_exception: word })
          if (foreign !== null && chat_id === foreign)
            return refuses(422, { error: { type: 'validation', message: '' } })
          return await outgoing.call(request)
        },
      })
      return withLivechat(
        async (rig) => {
          const first = await openingOf(rig)
          const { thread } = await value(rig.desk.open(first, false))
          forgotten = first.visitor.id
          rig.sim.revokeTokens('customers')
          const desk = rig.again()
          expect(await desk.send(thread, say('x', null), false)).toEqual({ kind: 'gone', why: 'deleted' })
          const back = next(first, thread)
          expect(await desk.open(back, false)).toMatchObject({ scope: 'delivery', why: { code: 'customer-erased' } })
          const visitor = await settled(() => desk.identify(first.facts, first.visitor, false))
          expect(visitor.id).not.toBe(first.visitor.id)
          // What the conversation knows as its former chat is not theirs any more, and refused with any word.
          foreign = thread.id
          const anew = { ...back, visitor, former: { ...thread, visitor } }
          expect((await value(desk.open(anew, false))).thread.id).not.toBe(thread.id)
        },
        { through },
      )
    },
  )

  it('U12: whom LiveChat gives as somebody new twice over is forgotten there, and nobody is made without end', () =>
    withLivechat(async (rig) => {
      const opening = await openingOf(rig)
      rig.sim.revokeTokens('customers')
      rig.sim.faults.set('strangerToken')
      const made = rig.sim.customers.length
      expect(await rig.again().open(opening, false)).toMatchObject({ kind: 'retry', why: { code: 'customer-erased' } })
      expect(rig.sim.customers.length - made).toBe(2)
      rig.sim.faults.clear('strangerToken')
      const anew = await settled(() => rig.again().identify(opening.facts, opening.visitor, false))
      expect((await rig.again().open({ ...opening, visitor: anew }, false)).kind).toBe('done')
    }))

  it('U15: a note is a note even in a chat that never was a widget’s', () => {
    const told = ear().read(said({ visibility: 'agents' }))
    expect(told).toMatchObject([{ kind: 'said', audience: 'private', message: { parts: [] } }])
  })

  it('U19: the words of a beginning and of an end come in any order', () => {
    const { read } = ear()
    const end = hook('chat_deactivated', { ...place, user_id: customer })
    const notice = said({
      type: 'system_message',
      system_message_type: 'manual_archived_customer',
      author_id: undefined,
    })
    const ids = [end, notice, end].map((body) => (read(body) as DeskEvent[])[0]?.id)
    expect(new Set(ids).size).toBe(1)
    expect(read(hook('incoming_event', { ...place, event: event({ id: 'late' }) }))).toMatchObject([{ kind: 'said' }])
  })
})
