import { randomInt } from 'node:crypto'
import path from 'node:path'
import { uuidv7 } from 'uuidv7'
import type { Bell } from './bell/bell.ts'
import { createLocalBell } from './bell/local.ts'
import type { createPostgresBell } from './bell/postgres.ts'
import { scriptKind } from './bot/script/parse.ts'
import { startControl } from './cli/control.ts'
import { systemClock } from './clock.ts'
import { type Config, environment, readConfig, sayConfigMistakes } from './config.ts'
import { fold } from './conversation/fold.ts'
import { demoKey } from './demo-key.ts'
import { freshchatKind } from './desk/freshchat/kind.ts'
import { livechatKind } from './desk/livechat/kind.ts'
import { giveBack } from './give-back.ts'
import { createLogger } from './logging.ts'
import { createOutgoing } from './outgoing/undici.ts'
import { createSealer } from './secrets.ts'
import type { Kinds } from './site/kinds.ts'
import { startServer } from './start.ts'
import { openStore } from './store/open.ts'
import { StoreTrouble } from './store/store.ts'
import { ticketKinds } from './tickets/kinds.ts'
import { createMailer } from './tickets/mail/mailer.ts'

/** Longer than any call that is worth waiting for, shorter than a supervisor's patience. */
const drainWithin = 9_000
/** SQLite belongs to one process, so there is only ever one owner of its claims: our former self. */
const onlyOwner = 'server'

const { config, mistakes } = readConfig(environment(), { demoKey })
if (!config) {
  process.stderr.write(`${sayConfigMistakes(mistakes)}\n`)
  process.exit(1)
}
const logger = createLogger(config.logLevel)

// A mistake of ours: nothing after it can be trusted. Whatever was acknowledged is on disk, and the next start goes on from there.
const give = (up: string) => (error: unknown) => {
  logger.fatal({ err: error }, up)
  process.exit(1)
}
process.on('uncaughtException', give('an exception was not caught'))
process.on('unhandledRejection', give('a rejection was not handled'))

try {
  await run(config)
} catch (error) {
  // Trouble with the store or the port is the owner's to mend, and needs no stack.
  const said =
    error instanceof StoreTrouble || (error instanceof Error && 'syscall' in error)
      ? { why: (error as Error).message }
      : { err: error }
  logger.fatal(said, 'Baton cannot start')
  process.exit(1)
}

function mailing(smtpUrl: string) {
  const clock = systemClock
  return {
    send: (from: string, mail: { to: string; subject: string; text: string }) =>
      createMailer({ smtpUrl, from, clock }).send({ ...mail, messageId: `${uuidv7()}@${from.split('@').at(-1)}` }),
    digits: () => String(randomInt(1_000_000)).padStart(6, '0'),
  }
}

async function postgresBell(given: Parameters<typeof createPostgresBell>[0]): Promise<Bell> {
  const { createPostgresBell } = await import('./bell/postgres.ts')
  return createPostgresBell(given)
}

async function run({ database, data, secretKeys, ...rest }: Config): Promise<void> {
  giveBack()
  const clock = systemClock
  const random = Math.random
  const sealer = createSealer(secretKeys)
  const kinds: Kinds = {
    bots: { script: scriptKind },
    desks: { freshchat: freshchatKind, livechat: livechatKind },
    tickets: ticketKinds,
  }
  // Whoever starts us again opens a database that says what it really has.
  const store = await openStore(database, { clock, random, fold, broken: give('the disk failed') })
  const running = await startServer({
    ...{ store, sealer, kinds, clock, random, logger },
    config: rest,
    bell: 'url' in database ? await postgresBell({ url: database.url, clock, random, logger }) : createLocalBell(),
    outgoing: createOutgoing({ clock }),
    owner: 'url' in database ? uuidv7() : onlyOwner,
    lookUps: rest.lookUps,
    lookEvery: rest.lookEvery,
    ...(rest.smtpUrl === null ? {} : { mail: mailing(rest.smtpUrl) }),
    widgetFolder: path.resolve(import.meta.dirname, '../../widget/dist'),
  })
  const { registry, consent, forward, refusedOrigins, wake } = running
  const control = await startControl({
    data,
    logger,
    deps: {
      ...{ store, registry, consent, forward, refusedOrigins, kinds, sealer, clock, wake },
      ...{ publicUrl: rest.publicUrl, running: true },
    },
  })
  logger.info({ port: running.port, url: rest.publicUrl, sites: registry.sites().map((site) => site.id) }, 'ready')

  let leaving = false
  const leave = (signal: string): void => {
    if (leaving) process.exit(1)
    leaving = true
    logger.info({ signal }, 'leaving')
    Promise.all([control?.close(), running.stop(drainWithin)]).then(
      () => process.exit(0),
      (error: unknown) => give('leaving failed')(error),
    )
  }
  process.on('SIGTERM', leave)
  process.on('SIGINT', leave)
}
