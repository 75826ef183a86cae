import type { SiteId } from '@baton/shared/ids.ts'
import { scriptKind } from '../../../server/src/bot/script/parse.ts'
import { freshchatKind } from '../../../server/src/desk/freshchat/kind.ts'
import { livechatKind } from '../../../server/src/desk/livechat/kind.ts'
import type { Kinds } from '../../../server/src/site/kinds.ts'
import type { Store } from '../../../server/src/store/store.ts'
import type { DeskSide } from '../../drive/desk-side.ts'
import { applySite, hookUrl } from '../../drive/site-setup.ts'
import type { Delivery } from '../../vendors/hook-sender.ts'
import type { Request } from '../../vendors/request-log.ts'
import { freshchatDesk } from './freshchat.ts'
import { livechatDesk } from './livechat.ts'

/** A simulated desk with people at it, in the process of the bench: what it does costs the measured server nothing. */
export interface BenchDesk {
  /** Puts a site with a bot and this desk into a store. */
  apply(store: Pick<Store, 'sites'>, given: { site: string; origins: string[]; secretKey: string }): Promise<void>
  /** Where the desk must send its webhooks, by the address of the server. */
  hear(server: string, given: { site: string; secretKey: string }): void
  /** The conversations that came from Baton. */
  threads(): string[]
  /** An agent takes it. */
  join(thread: string): void
  reply(thread: string, text: string): void
  /** How long each webhook since the last asking took to be answered at its first try, in ms, and why others were not taken then. */
  hooks(): { answered: number[]; failed: string[] }
  /** Calls of its API since the last asking: all of them, and for each conversation how often it was looked at. */
  calls(): { all: number; looks: Map<string, number>; breaches: number }
  stop(): Promise<void>
}

/** What tells one vendor from another here. */
export type Watched = {
  side: DeskSide
  deliveries: readonly Delivery[]
  requests: readonly Request[]
  /** The vendor's id of a thread of `side.openings()`. */
  idOf: (thread: string) => string
  /** The id of the thread that a call looks at, once for each look; null: another call. */
  looksAt: (request: Request) => string | null
}

export type DeskName = keyof typeof desks
const desks = { freshchat: freshchatDesk, livechat: livechatDesk } satisfies { [name: string]: () => Promise<Watched> }
export const deskNames = Object.keys(desks)
export const isDesk = (name: string): name is DeskName => Object.hasOwn(desks, name)

/** For servers, which learn of desks by their kinds. */
export const kinds: Kinds = {
  bots: { script: scriptKind },
  desks: { freshchat: freshchatKind, livechat: livechatKind },
}

export async function startDesk(name: DeskName): Promise<BenchDesk> {
  const { side, deliveries, requests, idOf, looksAt } = await desks[name]()
  let [lastHook, lastCall] = [0, 0]
  return {
    apply: (store, { site, origins, secretKey }) =>
      applySite(store, kinds, secretKey, siteFiles(side, site, origins), side.secrets),
    hear: (server, { site, secretKey }) => side.hooks.to(hookUrl(secretKey, server, site as SiteId)),
    threads: () => side.openings(),
    join: (thread) => side.agent.join(thread),
    reply: (thread, text) => void side.agent.reply(thread, text),
    hooks() {
      const since = deliveries.filter(({ id }) => id > lastHook)
      lastHook = since.at(-1)?.id ?? lastHook
      const tries = since.flatMap(({ attempts }) => attempts.slice(0, 1))
      return {
        answered: tries.filter(isTaken).map(({ ms }) => ms),
        failed: tries.filter((one) => !isTaken(one)).map(({ status, why }) => `${status ?? 'no answer'}: ${why ?? ''}`),
      }
    },
    calls() {
      const since = requests.filter(({ n }) => n > lastCall)
      lastCall = since.at(-1)?.n ?? lastCall
      const looks = new Map<string, number>()
      for (const thread of since.flatMap((request) => looksAt(request) ?? []))
        looks.set(thread, (looks.get(thread) ?? 0) + 1)
      const named = new Map(side.openings().map((thread) => [thread, looks.get(idOf(thread)) ?? 0]))
      return { all: since.length, looks: named, breaches: side.breaches().length }
    },
    stop: () => side.stop(),
  }
}

const isTaken = ({ status }: { status: number | null }): boolean => status !== null && status >= 200 && status < 300

/** As an owner writes them; JSON is YAML. The visitors of the bench wait as long as it takes. */
function siteFiles(side: DeskSide, site: string, origins: string[]): { site: string; bot: string } {
  const file = {
    ...{ site, name: site, origins, bot: { kind: 'script', file: 'bot.yaml' } },
    handoff: { desk: 'support', wait: '3600s', afterResolve: 'bot' },
    desks: { support: side.entry() },
  }
  const bot = {
    greeting: 'Hello! Ask me anything.',
    answers: [{ when: ['hours', 'open'], say: 'We are open all day.' }],
    fallback: 'I did not understand that.',
    returned: 'I am back.',
  }
  return { site: JSON.stringify(file), bot: JSON.stringify(bot) }
}
