import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import type { AccountId } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import { createAvailability } from '../availability.ts'
import type { Desk, DeskMemory, KeptFiles } from '../desk.ts'
import { createAgents } from './agents.ts'
import { availabilityOf } from './availability.ts'
import { catchUp } from './catch-up.ts'
import { checkRead } from './check.ts'
import { checkLive } from './check-live.ts'
import { createClient } from './client.ts'
import type { FreshchatConfig } from './config.ts'
import { appIdOf } from './convert.ts'
import { createDirectory } from './directory.ts'
import { fetchFile } from './file.ts'
import { readHook } from './hook.ts'
import { createHooksHeard } from './hooks-heard.ts'
import { identify } from './identify.ts'
import { findOpening, open } from './open.ts'
import { find, send } from './send.ts'
import { createUploads } from './uploads.ts'

export type FreshchatParts = {
  /** From `findAccount`. */
  account: AccountId
  config: FreshchatConfig
  /** Of that account. */
  memory: DeskMemory
  outgoing: Outgoing
  clock: Clock
  log: Logger
  /** Where this desk's webhooks must go, for what `check` says. */
  hookUrl?: string
  /**
   * Where visitors' files are kept. With it, agents' images and files are told as such, with an address for `Desk.file`, and the
   * server keeps and serves them itself; without it, files are links both ways.
   */
  files?: KeptFiles
}

/** Freshchat as a desk: vendors/freshchat.md, mode A. */
export function createFreshchat({
  account,
  config,
  memory,
  outgoing,
  clock,
  log,
  hookUrl,
  files,
}: FreshchatParts): Desk {
  const client = createClient({ config, outgoing, clock })
  const directory = createDirectory({ client, config, clock })
  const agents = createAgents({ client, clock, loopback: config.loopback })
  const opening = { client, memory, clock, config, directory, agents, appId: appIdOf(account) }
  const keepsFiles = files !== undefined
  const uploads = createUploads({ client, clock, files: files ?? null })
  const sending = { client, config, agents, directory, uploads }
  // Kept beside the answer to a webhook: nobody waits for it.
  const trouble = (error: unknown) => log.warn({ desk: 'freshchat', account, err: error }, 'a small thing was not kept')
  const hooks = createHooksHeard({ memory, clock, trouble })
  const checking = { account, client, config, directory, agents, hooks, outgoing, clock, hookUrl: hookUrl ?? null }

  /** Says in the log what did not work, with codes only. */
  async function noted<T>(what: string, work: Promise<Outcome<T>>): Promise<Outcome<T>> {
    const outcome = await work
    if (outcome.kind !== 'done')
      log.info(
        { desk: 'freshchat', account, what, outcome: outcome.kind, why: outcome.why },
        'desk call did not succeed',
      )
    return outcome
  }

  return {
    account,
    identify: (visitor, known, doubt) => noted('identify', identify({ client, memory, clock }, visitor, known, doubt)),
    open: (what, doubt) => noted('open', open(opening, what, doubt)),
    findOpening: (what) => noted('findOpening', findOpening(opening, what)),
    send: (thread, order, doubt) => noted(`send ${order.kind}`, send(sending, thread, order, doubt)),
    find: (thread, order) => noted(`find ${order.kind}`, find(sending, thread, order)),
    // Freshchat has no call for typing or reading (§2.4).
    signal: () => {},
    read(hook) {
      const told = readHook({ account, keys: config.keys, keepsFiles }, hook)
      hooks.heard(told === 'forged' ? 'forged' : 'signed')
      return told
    },
    catchUp: (thread, mark) => noted('catchUp', catchUp({ client, keepsFiles }, thread, mark)),
    // There is no feed besides the webhooks.
    watch: () => () => {},
    agent: (id) => noted('agent', agents.face(id)),
    file: (file) => noted('file', fetchFile({ config, outgoing, client, clock }, file)),
    availability: createAvailability(clock, () => availabilityOf({ client, config, directory })),
    async *check(how) {
      // Whoever checks has just changed something in Freshchat: it counts at once, for the desk too.
      directory.forget()
      agents.forget()
      yield* checkRead(checking)
      if (how === 'live') yield* checkLive(checking)
      if (how === 'mend')
        yield {
          name: 'mend',
          ok: null,
          says: 'Nothing to mend from here: Freshchat has no call that registers a webhook. Paste the address by hand (docs/freshchat.md, step 4).',
        }
    },
  }
}
