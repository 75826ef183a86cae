import { freshDatabase } from '@baton/e2e/postgres.ts'
import { plainText } from '@baton/shared/message.ts'
import type { Visible } from '@baton/shared/timeline.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { type Client, connect, eventually } from './gateway/rig.ts'
import { startWorld } from './start-rig.ts'

type World = Awaited<ReturnType<typeof startWorld>>

/** What a visitor sees, a line each. */
const line = (event: Visible): string =>
  'message' in event ? `${event.kind}: ${event.message ? plainText(event.message) : '-'}` : event.kind
function seen(tab: Client): string[] {
  const bySeq = new Map(tab.batches.flatMap((batch) => batch.events).map((event) => [event.seq, event]))
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq).map(line)
}
async function open(url: string, token: string | null = null): Promise<Client> {
  const tab = await connect(url, { token })
  const { batch } = await tab.hello()
  tab.batches.unshift(batch)
  return tab
}

describe('a server', () => {
  let world: World
  const cleanUp: (() => unknown)[] = []
  afterEach(async () => {
    for (const then of cleanUp.splice(0).reverse()) await then()
    await world?.close()
  })
  async function start(owner?: string) {
    const server = await world.start(owner)
    let stopped = false
    const stop = async (within = 5_000): Promise<void> => {
      if (!stopped) await server.stop(within)
      stopped = true
    }
    cleanUp.push(() => stop())
    return { ...server, stop }
  }
  async function theirConversation(): Promise<string> {
    await eventually(() => expect(world.freshchat.conversations).toHaveLength(1))
    return world.freshchat.conversations[0]?.id ?? ''
  }

  it('takes a visitor from the bot to a person in Freshchat and back', async () => {
    world = await startWorld()
    const server = await start()
    const tab = await open(server.url)
    await eventually(() => expect(seen(tab)).toEqual(['botSaid: Hello!']))
    await tab.say('opening hours?')
    await eventually(() => expect(seen(tab).at(-1)).toBe('botSaid: From nine to five.'))
    await tab.act('person')
    const id = await theirConversation()
    world.freshchat.agent.assign(id)
    world.freshchat.agent.reply(id, 'Ann here')
    world.freshchat.agent.note(id, 'PRIVATE NOTE')
    await eventually(() => expect(seen(tab)).toContain('agentSaid: Ann here'))
    await tab.say('my order is late')
    await eventually(() => expect(JSON.stringify(world.freshchat.conversation(id))).toContain('my order is late'))
    world.freshchat.agent.resolve(id)
    await eventually(
      () => expect(seen(tab).slice(-3)).toEqual(['handoffEnded', 'asked', 'botSaid: I am back.']),
      10_000,
    )
    expect(tab.batches.at(-1)?.status).toMatchObject({ mode: 'bot', canAskForPerson: true })
    expect(JSON.stringify(tab.batches)).not.toContain('PRIVATE')
    expect(world.freshchat.breaches).toEqual([])
    // Ann is known by name, and by nothing else of hers.
    const faces = Object.values(tab.batches.at(-1)?.status.agents ?? {})
    expect(faces).toMatchObject([{ name: expect.stringMatching(/^Ann/) }])
    expect(world.lines.join()).not.toMatch(/my order is late|PRIVATE NOTE|cv_/)
    tab.socket.disconnect()
  }, 30_000)

  it('tells a visitor outside of office hours when to come again, and opens nothing at the desk', async () => {
    const inThreeDays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][(new Date().getUTCDay() + 3) % 7] ?? ''
    const hours = `hours: { timeZone: UTC, open: { ${inThreeDays}: "09:00-17:00" } }`
    world = await startWorld({ handoff: `${hours}, when: { words: [human] }` })
    const server = await start()
    const tab = await open(server.url)
    await tab.say('A human, please')
    await eventually(() => expect(seen(tab).slice(-2)).toEqual(['handoffEnded', 'botSaid: I am back.']))
    const ended = tab.batches.flatMap((batch) => batch.events).find((event) => event.kind === 'handoffEnded')
    const inDays = (((ended?.kind === 'handoffEnded' && ended.opensAt) || 0) - Date.now()) / 86_400_000
    expect(ended).toMatchObject({ how: 'deskClosed' })
    expect(inDays).toBeGreaterThan(2)
    expect(inDays).toBeLessThan(4)
    expect(world.freshchat.conversations).toEqual([])
    tab.socket.disconnect()
  }, 30_000)

  it('goes on where it was after a restart: nothing acknowledged is lost, and the agent is still there', async () => {
    world = await startWorld()
    const first = await start()
    const tab = await open(first.url)
    await tab.act('person')
    const id = await theirConversation()
    world.freshchat.agent.reply(id, 'Ann here')
    await eventually(() => expect(seen(tab)).toContain('agentSaid: Ann here'))
    const before = seen(tab)
    await first.stop()
    expect(tab.goodbyes).toEqual([{ after: expect.any(Number) }])
    await eventually(() => expect(tab.socket.connected).toBe(false))

    const second = await start()
    const back = await open(second.url, tab.token)
    expect(seen(back)).toEqual(before)
    await back.say('are you still there?')
    world.freshchat.agent.reply(id, 'Yes')
    await eventually(() =>
      expect(seen(back).slice(-2)).toEqual(['visitorSaid: are you still there?', 'agentSaid: Yes']),
    )
    back.socket.disconnect()
  }, 30_000)

  it('is one of two on PostgreSQL: what comes in at one is seen at the other', async () => {
    const database = await freshDatabase()
    cleanUp.push(() => database.drop())
    world = await startWorld({ database: database.url })
    const [one, two] = [await start('one'), await start('two')]
    const here = await open(one.url)
    const there = await open(two.url, here.token)
    await here.say('from here')
    await there.say('from there')
    await there.act('person')
    const id = await theirConversation()
    // The webhook reaches the second server; both tabs hear of it.
    world.freshchat.agent.reply(id, 'Ann here')
    for (const tab of [here, there]) {
      await eventually(() =>
        expect(seen(tab)).toEqual(
          expect.arrayContaining(['visitorSaid: from here', 'visitorSaid: from there', 'agentSaid: Ann here']),
        ),
      )
    }
    await eventually(() => expect(seen(here)).toEqual(seen(there)))
    here.socket.disconnect()
    there.socket.disconnect()
  }, 60_000)

  it('stops within its time while a desk does not answer, and owes what it could not deliver', async () => {
    world = await startWorld()
    const server = await start()
    const tab = await open(server.url)
    world.freshchat.faults.set('hang')
    await tab.act('person')
    await eventually(() => expect(world.freshchat.requests.length).toBeGreaterThan(0))
    const began = Date.now()
    await server.stop(1_000)
    expect(Date.now() - began).toBeLessThan(5_000)
    tab.socket.disconnect()
    expect(world.freshchat.conversations).toEqual([])
    world.freshchat.faults.clear()
    await start()
    await theirConversation()
  }, 20_000)
})
