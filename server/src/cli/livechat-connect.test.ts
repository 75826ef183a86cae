import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startLivechat } from '@baton/e2e/vendors/livechat/livechat.ts'
import type { SiteId } from '@baton/shared/ids.ts'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createLocalBell } from '../bell/local.ts'
import { systemClock } from '../clock.ts'
import { fold } from '../conversation/fold.ts'
import { livechatKind } from '../desk/livechat/kind.ts'
import { createOutgoing } from '../outgoing/undici.ts'
import { createSealer } from '../secrets.ts'
import { rememberingLog, toyKinds } from '../site/fakes.ts'
import type { Kinds } from '../site/kinds.ts'
import { startServer } from '../start.ts'
import { openStore } from '../store/open.ts'
import { startControl } from './control.ts'
import { controlPath } from './control-path.ts'
import { askServer } from './remote.ts'
import { createRig, key, textOf } from './rig.ts'

/** A running server with its control socket, a simulated LiveChat, and the site acme with the desk sales. */
async function world() {
  const data = await mkdtemp(path.join(tmpdir(), 'baton-connect-'))
  const sim = await startLivechat({ redirectUris: ['https://chat.example/oauth'] })
  const toys = toyKinds().kinds
  const kinds: Kinds = { ...toys, desks: { ...toys.desks, livechat: livechatKind } }
  const { log: logger, lines: logged } = rememberingLog()
  const sealer = createSealer([key])
  const store = await openStore({ data }, { clock: systemClock, random: Math.random, fold })
  const running = await startServer({
    ...{ store, sealer, kinds, logger, owner: 'server', clock: systemClock, random: Math.random },
    config: { port: 0, host: '127.0.0.1', publicUrl: 'https://chat.example', trustProxy: false, demo: false },
    bell: createLocalBell(),
    outgoing: createOutgoing({ clock: systemClock }),
    widgetFolder: data,
  })
  const { registry, consent, wake } = running
  const control = await startControl({
    ...{ data, logger },
    deps: {
      ...{
        store,
        registry,
        consent,
        kinds,
        sealer,
        wake,
        forward: null,
        refusedOrigins: null,
        clock: systemClock,
        running: true,
      },
      publicUrl: 'https://chat.example',
    },
  })
  onTestFinished(async () => {
    await control?.close()
    await running.stop(1_000)
    await sim.stop()
    await rm(data, { recursive: true, force: true })
  })
  const ask = (command: string, args: object) => {
    const lines: string[] = []
    const exit = askServer(data, { command, args }, (line) => lines.push(textOf(line)))
    return { lines, exit, text: () => lines.join('\n') }
  }
  const apply = async (sales: string) => {
    const told = ask('site apply', {
      file: 'acme.yaml',
      text: `site: acme\nname: Acme\norigins: [https://www.acme.com]\ndesks:\n  sales:\n    kind: livechat\n    apiUrl: ${sim.url}\n${sales}`,
      others: {},
    })
    await told.exit
    return told.text()
  }
  const applied = await apply(
    `    clientId: ${sim.clientId}\n    clientSecret: { secret: livechat-client }\n    accountsUrl: ${sim.url}\n`,
  )
  await ask('secret set', { name: 'livechat-client', value: sim.clientSecret }).exit

  const linkIn = async (told: { text(): string }) =>
    await vi.waitFor(() => {
      const link = /https?:[^\s"]+state=[^\s"]+/.exec(told.text())?.[0]
      expect(link).toBeTruthy()
      return link as string
    })
  const follow = async (link: string, how: { deny?: boolean } = {}) =>
    await fetch(sim.consent(link, how).replace('https://chat.example', `http://127.0.0.1:${running.port}`))
  return { data, sim, registry, logged, ask, apply, applied, linkIn, follow }
}
const sales = { site: 'acme', desk: 'sales' }

it('waits for the browser, says that the desk is connected, and knows its account from then on', async () => {
  const { sim, registry, ask, linkIn, follow, logged } = await world()
  const told = ask('livechat connect', sales)
  const link = await linkIn(told)
  expect(new URL(link).origin).toBe(sim.url)
  expect((await follow(link)).status).toBe(200)
  expect(await told.exit).toBe(0)
  expect(told.lines.at(-2)).toBe(`✓ The desk sales of acme is connected (livechat:${sim.organizationId}).`)
  expect(registry.site('acme' as SiteId)?.desks['sales']?.account).toBe(`livechat:${sim.organizationId}`)
  const shown = ask('site show', { site: 'acme' })
  expect([await shown.exit, shown.text()]).toEqual([0, expect.stringContaining(sim.organizationId)])
  const word = new URL(link).searchParams.get('state')?.split('.')[2] ?? 'nothing'
  for (const secret of [sim.clientSecret, word]) expect(logged.join()).not.toContain(secret)
  expect(told.text()).not.toContain(sim.clientSecret)
})

it('is what apply and check ask for, and then check is content', async () => {
  const { ask, applied, linkIn, follow } = await world()
  const command = 'npm run baton -- livechat connect acme sales'
  expect(applied).toContain(command)
  const before = ask('check', { site: 'acme', how: 'read' })
  expect(await before.exit).toBe(1)
  expect(before.text()).toContain('✗ sales: It is not known which account this is')
  expect(before.text()).toContain(command)
  const told = ask('livechat connect', sales)
  await follow(await linkIn(told))
  await told.exit
  const after = ask('check', { site: 'acme', how: 'read' })
  await after.exit
  expect(after.text()).toContain('✓ sales token: LiveChat takes it, and Baton renews it.')
})

it('says so when it was denied, and when a newer link was made', async () => {
  const { ask, linkIn, follow } = await world()
  const first = ask('livechat connect', sales)
  await linkIn(first)
  const second = ask('livechat connect', sales)
  await follow(await linkIn(second), { deny: true })
  expect([await first.exit, first.text()]).toEqual([1, expect.stringContaining('A newer link was made')])
  expect([await second.exit, second.text()]).toEqual([1, expect.stringContaining('LiveChat says no')])
})

it('keeps its link when the owner stops waiting', async () => {
  const { data, registry, linkIn, follow } = await world()
  const socket = connect(controlPath(data))
  let text = ''
  socket.on('data', (chunk) => {
    text += String(chunk)
  })
  socket.write(`${JSON.stringify({ command: 'livechat connect', args: sales })}\n`)
  const link = await linkIn({ text: () => text })
  socket.destroy()
  expect((await follow(link)).status).toBe(200)
  expect(registry.site('acme' as SiteId)?.desks['sales']?.account).toContain('livechat:')
})

it('names place and mend when the site file or a secret is not ready', async () => {
  const { ask, apply } = await world()
  await apply('    agentToken: { secret: livechat-agent }\n')
  const noApp = ask('livechat connect', sales)
  expect(await noApp.exit).toBe(1)
  expect(noApp.text()).toContain('desks.sales.clientId')
  expect(noApp.text()).toContain('docs/livechat.md')
  await apply('    clientId: abc\n    clientSecret: { secret: other }\n')
  const noSecret = ask('livechat connect', sales)
  expect(await noSecret.exit).toBe(1)
  expect(noSecret.text()).toContain('npm run baton -- secret set other')
})

it('says which desks there are, and that Freshchat needs no consent', async () => {
  const rig = await createRig()
  onTestFinished(() => rig.close())
  await rig.say('site apply', rig.apply())
  const say = async (site: string, desk: string) => (await rig.say('livechat connect', { site, desk })).text
  expect(await say('acne', 'sales')).toContain('Did you mean acme?')
  expect(await say('acme', 'sales')).toContain('The site has no such desk.')
  expect(await say('acme', 'constructor')).toContain('The site has no such desk.')
  expect(await say('acme', 'support')).toContain('is on freshchat, not on LiveChat')
})

it('needs the running server, which the browser comes back to', async () => {
  const rig = await createRig({ running: false })
  onTestFinished(() => rig.close())
  const text = `site: acme\nname: Acme\norigins: [https://www.acme.com]\ndesks:\n  sales:\n    kind: livechat\n    agentToken: { secret: a }\n`
  await rig.say('site apply', rig.apply(text))
  expect(await rig.say('livechat connect', sales)).toMatchObject({
    exit: 1,
    text: expect.stringContaining('npm run serve'),
  })
  expect((await rig.say('livechat connect', { site: 'acme', desk: 'sale' })).text).toContain('Did you mean sales?')
})
