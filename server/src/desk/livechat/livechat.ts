import type { VisitorId } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock, Random } from '../../clock.ts'
import type { AccountId } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import { createAvailability } from '../availability.ts'
import type { Desk, DeskMemory, KeptFiles } from '../desk.ts'
import type { AccountToken } from './account-token.ts'
import { createAgentIds } from './agent-ids.ts'
import { createAgents } from './agents.ts'
import { availabilityOf, groupStatus } from './availability.ts'
import { catchUp } from './catch-up.ts'
import { checkRead } from './check.ts'
import { checkLive } from './check-live.ts'
import { createClient } from './client.ts'
import type { LivechatConfig } from './config.ts'
import { createCustomers } from './customers.ts'
import { createEchoes } from './echoes.ts'
import { fetchFile } from './file.ts'
import { fileHosts, keepsNothing } from './file-hosts.ts'
import { createGroupStickiness } from './group-stickiness.ts'
import { readHook } from './hook.ts'
import { asOurOwn, identify } from './identify.ts'
import { createLive, type LiveLimits } from './live.ts'
import { type OpenSocket, openSocket } from './live-socket.ts'
import { mend } from './mend.ts'
import { createMint } from './mint.ts'
import { findOpening, open } from './open.ts'
import { find, send } from './send.ts'
import { createSightings } from './sightings.ts'
import { createSignal } from './signal.ts'
import { createStaff } from './staff.ts'
import { createVendorClock } from './vendor-clock.ts'

export type LivechatParts = {
  account: AccountId
  config: LivechatConfig
  token: AccountToken
  /** The token was given, for a trial. */
  trial?: boolean
  /** Of that account. */
  memory: DeskMemory
  outgoing: Outgoing
  clock: Clock
  log: Logger
  /** Where this desk's webhooks must go. */
  hookUrl?: string
  /** Left out: files are links, both ways. */
  files?: KeptFiles
  random?: Random
  live?: Partial<LiveLimits>
  /** How sockets are opened. */
  openSocket?: OpenSocket
}

/** LiveChat as a desk: vendors/livechat.md, customers by the grant `agent_token` and webhooks as the feed. */
export function createLivechat(parts: LivechatParts): Desk {
  const { account, config, token, memory, outgoing, clock, log } = parts
  const vendorClock = createVendorClock(clock)
  const client = createClient({
    ...{ config, outgoing, clock, vendorClock },
    aging: (when) => log.warn({ desk: 'livechat', account, when }, 'LiveChat ends this version of its API'),
  })
  const staff = createStaff({ client, account: token, pat: config.pat })
  const mint = createMint({ config, account: token, outgoing, clock })
  const customers = createCustomers({ client, mint, memory, clock })
  // Kept beside the answer to a webhook: nobody waits for it, and what is lost is learned again.
  const trouble = (error: unknown) => log.warn({ desk: 'livechat', account, err: error }, 'a small thing was not kept')
  const agents = createAgents({ ...{ staff, memory, clock, trouble }, loopback: config.loopback })
  const echoes = createEchoes({ memory, clock, trouble })
  const identifying = { customers, mint, memory, clock }
  const ids = createAgentIds()
  const sightings = createSightings(clock)
  const stickiness = createGroupStickiness((groups) =>
    log.warn({ desk: 'livechat', account, groups }, 'LiveChat gave a returning visitor to their former group'),
  )
  const opening = { customers, memory, clock, vendorClock, config, stickiness }
  const isOurs = fileHosts(config)
  const sending = { customers, files: parts.files ?? null }
  const hearing = {
    ...{ account, secret: config.webhookSecret, clock: vendorClock, sightings },
    met: agents.met,
    echo: echoes.heard,
    wrote: ids.toldThere,
    grouped: stickiness.given,
    keeps: parts.files ? isOurs : keepsNothing,
  }
  const live = createLive({
    ...{ config, customers, clock, log, hearing: { hearing, ids, clock } },
    ...{ random: parts.random ?? Math.random, limits: parts.live ?? {}, openSocket: parts.openSocket ?? openSocket },
  })
  const looking = { staff, customers, agents, sightings, wrote: ids.toldThere, keeps: hearing.keeps }
  const checking = {
    ...{ account, config, token, staff, memory, outgoing, clock, groupStatus: status },
    ...{ trial: parts.trial ?? false, hookUrl: parts.hookUrl ?? null },
  }

  /** Says in the log what did not work, with codes only. */
  async function noted<T>(what: string, work: Promise<Outcome<T>>): Promise<Outcome<T>> {
    const outcome = await work
    if (outcome.kind !== 'done')
      log.info(
        { desk: 'livechat', account, what, outcome: outcome.kind, why: outcome.why },
        'desk call did not succeed',
      )
    return outcome
  }

  async function status() {
    return await asOurOwn(identifying, ourselves, (id) => groupStatus(customers, id, config.group))
  }

  return {
    account,
    // Nobody can be looked for there, so a doubt changes nothing.
    identify: (visitor, known) => noted('identify', identify(identifying, visitor, known)),
    open: (what, doubt) => noted('open', open(opening, what, doubt)),
    findOpening: (what) => noted('findOpening', findOpening(opening, what)),
    send: (thread, order, doubt) => noted(`send ${order.kind}`, send(sending, thread, order, doubt)),
    find: (thread, order) => noted(`find ${order.kind}`, find(sending, thread, order)),
    signal: createSignal({ customers, clock, vendorClock, sneakPeek: config.sneakPeek, stirred: live.stirred }),
    read: (hook) => readHook(hearing, hook),
    catchUp: (thread, mark) => noted('catchUp', catchUp(looking, thread, mark)),
    watch: live.watch,
    agent: (id) => noted('agent', agents.face(id)),
    file: (file) => noted('file', fetchFile({ outgoing, loopback: config.loopback, isOurs }, file)),
    availability: createAvailability(clock, () => availabilityOf({ status, continuous: config.continuous })),
    async *check(how) {
      if (how === 'mend') yield* mend(checking)
      yield* checkRead(checking)
      if (how === 'live') yield* checkLive({ ...identifying, echoes, group: config.group })
    },
  }
}

/** A customer of our own, for what any customer may ask. */
export const ourselves = { id: 'baton' as VisitorId, name: 'Baton' }
