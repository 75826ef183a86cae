import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { plainText } from '@baton/shared/message.ts'
import { expect, it, onTestFinished } from 'vitest'
import { scriptKind } from '../../server/src/bot/script/parse.ts'
import { systemClock } from '../../server/src/clock.ts'
import { fold } from '../../server/src/conversation/fold.ts'
import { freshchatKind } from '../../server/src/desk/freshchat/kind.ts'
import { openStore } from '../../server/src/store/open.ts'
import { startFreshchat } from '../vendors/freshchat/freshchat.ts'
import { createAgent } from './agent.ts'
import { createDice } from './dice.ts'
import { freshchatSide } from './freshchat-side.ts'
import { type MainProcess, startMain } from './main-process.ts'
import { applySite, hookUrl, siteFile } from './site-setup.ts'
import type { Tab } from './tab.ts'
import { createVisitor } from './visitor.ts'
import { waitFor } from './waiting.ts'

const minute = 60_000

it('takes a visitor from bot to agent under plain Node, is killed on the way, and leaves politely', {
  timeout: 2 * minute,
}, async () => {
  const { freshchat, start, visitor } = await world()
  let server = await start()
  const [one, two] = [visitor.openTab(), visitor.openTab()]
  one.say('what are your hours?')
  await sees(two, 'We are open all day.')

  await server.kill()
  two.say('a human please')
  server = await start()
  await waitFor('the thread at the desk', () => freshchat.conversations.length === 1, minute / 2)
  const agent = createAgent(freshchatSide(freshchat), 'Ann Archer')
  agent.reply(freshchat.conversations[0]?.id ?? '', 'Here I am.')
  await sees(one, 'Here I am.')
  await sees(two, 'Here I am.')
  expect(texts(one)).toEqual(texts(two))

  expect(await server.stop()).toBe(0)
  expect(server.lines.filter((line) => line.includes('"level":"error"'))).toEqual([])
})

it('tells what it printed when a server does not start', { timeout: minute }, async () => {
  const data = await folder()
  await expect(startMain({ data, secretKey: 'too short' })).rejects.toThrow('BATON_SECRET_KEY')
})

async function world() {
  const data = await folder()
  const secretKey = randomBytes(32).toString('base64')
  const freshchat = await startFreshchat()
  const store = await openStore({ data }, { clock: systemClock, random: Math.random, fold })
  const origin = 'https://www.acme.test'
  const files = siteFile(freshchat, { site: 'acme', origins: [origin] })
  await applySite(
    store,
    { bots: { script: scriptKind }, desks: { freshchat: freshchatKind } },
    secretKey,
    files,
    freshchat.token,
  )
  await store.close()

  let server: MainProcess | null = null
  const visitor = createVisitor({
    name: 'v',
    dice: createDice(1),
    address: () => server?.address ?? 'http://127.0.0.1:9',
    site: 'acme',
    origin,
  })
  onTestFinished(async () => {
    visitor.close()
    if (server?.running) await server.kill()
    await freshchat.stop()
  })
  return {
    freshchat,
    visitor,
    start: async () => {
      server = await startMain({ data, secretKey })
      freshchat.setWebhook(
        hookUrl(secretKey, 'http://localhost:0', 'acme').replace('http://localhost:0', server.address),
      )
      return server
    },
  }
}

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'baton-main-'))
  onTestFinished(() => rm(made, { recursive: true, force: true }))
  return made
}

const texts = (tab: Tab): string[] =>
  tab.lines().flatMap(({ event }) => ('message' in event && event.message ? [plainText(event.message)] : []))

const sees = (tab: Tab, text: string): Promise<void> =>
  waitFor(`"${text}" in the tab`, () => texts(tab).includes(text), minute / 2)
