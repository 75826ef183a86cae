import { scriptKind } from '../bot/script/parse.ts'
import { systemClock } from '../clock.ts'
import { dataFolder, type Environment, readConfig, sayConfigMistakes } from '../config.ts'
import { fold } from '../conversation/fold.ts'
import { demoKey, isDemo } from '../demo-key.ts'
import { freshchatKind } from '../desk/freshchat/kind.ts'
import { livechatKind } from '../desk/livechat/kind.ts'
import { createDeskMemory } from '../desk/memory.ts'
import { createLogger } from '../logging.ts'
import { createOutgoing } from '../outgoing/undici.ts'
import { createSealer } from '../secrets.ts'
import type { Kinds } from '../site/kinds.ts'
import { createRegistry } from '../site/live-registry.ts'
import { openStore } from '../store/open.ts'
import { StoreTrouble } from '../store/store.ts'
import { ticketKinds } from '../tickets/kinds.ts'
import { err, type Line } from './command.ts'
import { dispatch, type Order } from './dispatch.ts'

const kinds: Kinds = {
  bots: { script: scriptKind },
  desks: { freshchat: freshchatKind, livechat: livechatKind },
  tickets: ticketKinds,
}

/** Carries a command out on the data itself, since no server is running with it here. Gives the exit code. */
export async function doAlone(env: Environment, order: Order, say: (line: Line) => void): Promise<number> {
  const demo = !env['BATON_SECRET_KEY'] && isDemo(dataFolder(env)) ? { BATON_DEMO: '1' } : {}
  const { config, mistakes } = readConfig({ ...env, ...demo }, { demoKey })
  if (!config) {
    say(err('No server is running with this data, and this command cannot work on it alone either.'))
    say(err(sayConfigMistakes(mistakes)))
    return 1
  }
  const parts = { clock: systemClock, random: Math.random, fold, restored: order.command === 'restored' }
  const store = await openStore(config.database, parts).catch((error: unknown) => {
    if (error instanceof StoreTrouble) return error
    throw error
  })
  if (store instanceof StoreTrouble) {
    say(err(`✗ ${store.message}`))
    return 1
  }
  const sealer = createSealer(config.secretKeys)
  const http = createOutgoing({ clock: systemClock })
  const registry = createRegistry({
    store,
    sealer,
    kinds,
    smtpUrl: config.smtpUrl,
    publicUrl: config.publicUrl,
    memoryOf: (account) => createDeskMemory({ desks: store.desks, account, sealer, owner: `command ${process.pid}` }),
    http,
    clock: systemClock,
    random: Math.random,
    // What goes wrong is in the command's own words already.
    log: createLogger('silent'),
  })
  try {
    await registry.refresh()
    const deps = {
      store,
      registry,
      kinds,
      sealer,
      publicUrl: config.publicUrl,
      clock: systemClock,
      running: false,
      wake: () => {},
      consent: null,
      forward: null,
      refusedOrigins: null,
    }
    const told = dispatch(deps, order)
    for (;;) {
      const next = await told.next()
      if (next.done) return next.value
      say(next.value)
    }
  } finally {
    await registry.close()
    await http.close()
    await store.close()
  }
}
