// @vitest-environment node
import type { ConversationId, SessionId } from '@baton/shared/ids.ts'
import { expect, it } from 'vitest'
import { createRig } from './chat-rig.ts'
import { createLinks } from './links.ts'

const talk = 'c1' as ConversationId
const minute = 60_000

async function asking() {
  const rig = createRig()
  const tab = rig.openTab()
  tab.chat.show()
  await rig.clock.pass(0)
  let session = tab.chat.files.session()
  const links = createLinks({ ...tab.chat.files, session: () => session })
  const become = (other: string | null) => {
    session = other as SessionId | null
  }
  return { ...rig, ...tab, links, become, asked: () => rig.server.linked.map(({ path }) => path) }
}

it('asks once for what is wanted at the same time, and not again while the link is good', async () => {
  const { links, clock, asked } = await asking()
  const both = await Promise.all([links.get(talk, '/files/a'), links.get(talk, '/files/a')])
  await clock.pass(7 * minute)
  expect([...both, await links.get(talk, '/files/a')]).toEqual(Array(3).fill({ url: '/files/a/1.session.mac/name' }))
  expect(asked()).toEqual(['/files/a'])
})

it('asks anew before the link ends, or when it is told that it does not do', async () => {
  const { links, clock } = await asking()
  await links.get(talk, '/files/a')
  await clock.pass(9 * minute)
  expect(await links.get(talk, '/files/a')).toEqual({ url: '/files/a/2.session.mac/name' })
  expect(await links.get(talk, '/files/a', true)).toEqual({ url: '/files/a/3.session.mac/name' })
})

it('gives the link of one session to no other', async () => {
  const { links, become, server } = await asking()
  await links.get(talk, '/files/a')
  become('somebody-else')
  await links.get(talk, '/files/a')
  expect(server.linked.map(({ session }) => session)).toEqual(['session-token-1', 'somebody-else'])
  become(null)
  expect(await links.get(talk, '/files/a')).toBe('lost')
})

it('waits as long as it is told when it asks too fast', async () => {
  const { links, server, clock, asked } = await asking()
  server.refuseLink = { code: 'slowDown', after: 3_000 }
  const link = links.get(talk, '/files/a')
  await clock.pass(2_999)
  expect(asked()).toHaveLength(1)
  server.refuseLink = null
  await clock.pass(1)
  expect(await link).toEqual({ url: '/files/a/2.session.mac/name' })
})

it('says what is gone and what only was not heard, and remembers neither', async () => {
  const { links, server, line } = await asking()
  server.refuseLink = { code: 'notFound' }
  expect(await links.get(talk, '/files/a')).toBe('gone')
  server.refuseLink = null
  server.loseAnswers = 1
  expect(await links.get(talk, '/files/a')).toBe('lost')
  expect(line.up).toBe(true)
  expect(await links.get(talk, '/files/a')).toEqual({ url: '/files/a/3.session.mac/name' })
})
