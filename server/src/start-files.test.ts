import type { Attached, Stored } from '@baton/shared/frames.ts'
import type { Part } from '@baton/shared/message.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Client, connect, eventually, newKey, shop } from './gateway/rig.ts'
import { startWorld } from './start-rig.ts'

type World = Awaited<ReturnType<typeof startWorld>>
type Server = Awaited<ReturnType<World['start']>>

let world: World
let server: Server
let ann: Client
const photo = await sharp({ create: { width: 8, height: 6, channels: 3, background: '#0b5fff' } })
  .png()
  .toBuffer()

beforeEach(async () => {
  world = await startWorld()
  server = await world.start()
  ann = await connect(server.url, {})
  const { batch } = await ann.hello()
  ann.batches.unshift(batch)
  await ann.act('person')
  await eventually(() => expect(world.freshchat.conversations).toHaveLength(1))
})
afterEach(async () => {
  await server.stop(5_000)
  await world.close()
})

const there = () => world.freshchat.conversations[0] as World['freshchat']['conversations'][number]
const put = (path: string, bytes: Buffer, origin = shop) =>
  fetch(server.url + path, {
    method: 'PUT',
    body: new Uint8Array(bytes),
    headers: { origin, 'content-type': 'image/png' },
  })
const attach = async (key: string, size: number) =>
  (await ann.ask('attach', {
    session: ann.session,
    key,
    name: 'photo.png',
    type: 'image/png',
    size,
  })) as Answer<Attached>
const shown = (kind: string): Part[] =>
  [...new Map(ann.batches.flatMap(({ events }) => events).map((event) => [event.seq, event])).values()].flatMap(
    (event) => (event.kind === kind && 'message' in event ? (event.message?.parts ?? []) : []),
  )
const imageOf = (kind: string) => shown(kind).find((part) => part.kind === 'image') as Part & { kind: 'image' }
async function linkTo(path: string, tab = ann): Promise<Response> {
  const link = (await tab.ask('fileLink', {
    ...{ session: tab.session, conversation: ann.conversation, path },
  })) as Answer<{ url: string }>
  return link.ok ? await fetch(server.url + link.url) : new Response(null, { status: 404 })
}

describe('files, through the whole server', () => {
  it('brings a visitor’s picture to the desk once, and back to no place but its own', async () => {
    const key = newKey()
    const attached = await attach(key, photo.length)
    if (!attached.ok) throw new Error(attached.error.code)
    expect((await put(attached.put, photo, 'https://evil.example')).status).toBe(403)
    expect((await put(attached.put, photo)).status).toBe(200)
    const sent = (await ann.ask('send', { session: ann.session, key, file: attached.file })) as Answer<Stored>
    expect(sent.ok).toBe(true)
    await eventually(() => expect(JSON.stringify(there().messages)).toContain('"image"'))
    const [stored] = world.freshchat.state.files
    expect(stored).toMatchObject({ image: true, type: 'image/png' })
    await world.freshchat.quiet()
    await eventually(() =>
      expect(imageOf('visitorSaid')).toMatchObject({ url: `/files/${attached.file}`, width: 8, height: 6 }),
    )
    expect(shown('visitorSaid')).toHaveLength(1)
    expect((await linkTo(`/files/${attached.file}`)).status).toBe(200)
    expect(world.freshchat.breaches).toEqual([])
  })

  it('fetches an agent’s picture, keeps it after the desk’s link is dead, and shows no address of the desk', async () => {
    const agent = world.freshchat.as('Ann Archer')
    agent.attach(there().id, { name: 'tent.png', type: 'image/png', bytes: photo })
    await eventually(() => expect(imageOf('agentSaid')?.url).toMatch(/^\/files\/[\w-]{22}$/))
    expect(JSON.stringify(ann.batches)).not.toContain(world.freshchat.url)
    const { url } = imageOf('agentSaid')
    const first = await linkTo(url)
    expect({ status: first.status, type: first.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'image/png',
    })
    world.freshchat.state.files.length = 0
    const again = await linkTo(url)
    expect(Buffer.from(await again.arrayBuffer()).equals(Buffer.from(await first.arrayBuffer()))).toBe(true)
    const eve = await connect(server.url, {})
    await eve.hello()
    expect((await linkTo(url, eve)).status).toBe(404)
    expect((await fetch(server.url + url)).status).toBe(404)
  })

  it('answers a tap on what an agent offered with the desk’s own payload', async () => {
    const agent = world.freshchat.as('Ann Archer')
    const button = (label: string, payload: string) => ({ quick_reply_button: { label, payload } })
    const buttons = [button('Yes', '{"order":1}'), button('No', '{"order":2}')]
    agent.reply(there().id, 'Shall I?', [{ collection: { sub_parts: buttons } }])
    await eventually(() => expect(shown('agentSaid').some(({ kind }) => kind === 'choices')).toBe(true))
    expect(JSON.stringify(ann.batches)).not.toContain('order')
    const choices = shown('agentSaid').find((part) => part.kind === 'choices') as Part & { kind: 'choices' }
    const target = ann.batches.flatMap(({ events }) => events).find(({ kind }) => kind === 'agentSaid')?.seq
    const [, second] = choices.choices
    await ann.ask('send', { session: ann.session, key: newKey(), choice: second?.id, target })
    await eventually(() => expect(JSON.stringify(there().messages.at(-1)?.parts)).toContain('{\\"order\\":2}'))
    expect(there().messages.at(-1)?.text).toBe('No')
  })

  it('tells the desk what the page says of the visitor during the stay', async () => {
    const { batch } = await ann.hello(null, {
      visitor: { name: 'Mia Moss', email: 'mia@example.com', attributes: { plan: 'pro' } },
    })
    expect(batch).toBeDefined()
    await eventually(() =>
      expect(world.freshchat.users.find(({ id }) => id === there().user)).toMatchObject({
        firstName: 'Mia Moss',
        properties: expect.arrayContaining([{ name: 'plan', value: 'pro' }]),
      }),
    )
  })
})
