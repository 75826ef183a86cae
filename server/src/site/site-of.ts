import type { SiteId } from '@baton/shared/ids.ts'
import { plainWords } from '../conversation/asks.ts'
import type { AccountId, DeskName } from '../conversation/ids.ts'
import type { Policy } from '../conversation/policy.ts'
import type { Rule } from '../conversation/rules.ts'
import type { DeskEntry } from './desk-entries.ts'
import { type Kinds, kindOf } from './kinds.ts'
import type { Site, SiteDesk } from './registry.ts'
import type { SiteFile } from './schema.ts'
import { siteWords } from './words.ts'

export type Accounts = (desk: DeskEntry) => AccountId | null

/** What the running server needs of a site file. */
export function siteOf(file: SiteFile, version: number, accounts: Accounts, mails: boolean): Site {
  const { texts, ...looks } = file.widget ?? {}
  const desks = Object.entries(file.desks ?? {}).map(([name, desk]): [DeskName, SiteDesk] => [
    name,
    siteDesk(desk, accounts(desk)),
  ])
  return freeze({
    id: file.site as SiteId,
    version,
    name: file.name,
    origins: file.origins,
    widget: { ...present(looks), ...(texts ? { texts } : {}) },
    desks: Object.fromEntries(desks),
    transcripts: mails ? (file.transcripts ?? null) : null,
    files: { visitors: file.files?.visitors ?? false, agents: file.files?.agents ?? true },
  })
}

function siteDesk(desk: DeskEntry, account: AccountId | null): SiteDesk {
  const assign = desk.kind === 'freshchat' && desk.assign ? present(desk.assign) : null
  return { kind: desk.kind, account, assign, forwardTo: desk.forwardTo ?? null }
}

/** Long enough to find a place in a queue, short enough that nobody sits before a silent window. */
const waitDefault = 120_000
/** What deciding needs. A desk whose account is not known yet, or that this server cannot build, takes nothing. */
export function policyOf(
  file: SiteFile,
  version: number,
  { accounts, kinds, bot, lookEvery }: { accounts: Accounts; kinds: Kinds; bot: boolean; lookEvery: number },
): Policy {
  const first = file.handoff?.desk
  const desks = Object.entries(file.desks ?? {})
    .sort(([a], [b]) => Number(b === first) - Number(a === first))
    .flatMap(([name, desk]) => {
      const account = accounts(desk)
      const kind = kindOf(desk, kinds)
      const hours = desk.hours ?? file.handoff?.hours
      return account && kind
        ? [
            {
              ...{ name, account, label: desk.label ?? titled(name), otherwise: desk.otherwise ?? null },
              ...{ rates: kind.rates, steps: kind.steps(desk), ...(hours ? { hours } : {}) },
            },
          ]
        : []
    })
  const when = file.handoff?.when
  const words = siteWords(file.widget?.language, file.widget?.texts)
  const { form = [], rating = 'thumbs', chooseDesk = false, afterWait = 'ask' } = file.handoff ?? {}
  return freeze({
    siteVersion: version,
    bot,
    desks,
    wait: file.handoff?.wait ?? waitDefault,
    afterResolve: file.handoff?.afterResolve ?? 'bot',
    ...{ form, chooseDesk, afterWait, rating: rating === 'none' ? null : rating },
    tickets: file.tickets === undefined ? 'none' : file.tickets.kind === 'desk' ? 'desk' : 'outside',
    notUnderstood: when?.notUnderstood ?? null,
    rules: (when?.rules ?? []).map(ruleOf),
    ...(when ? { when: { words: plain(when.words), angry: plain(when.angry) } } : {}),
    botDownText: words.botDown,
    noDeskText: words.noDesk,
    lookEvery,
  })
}

/** `after-sales` → `After sales`. */
const titled = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ')

type FileRule = NonNullable<NonNullable<NonNullable<SiteFile['handoff']>['when']>['rules']>[number]
const ruleOf = ({ name, page = [], attributes = {}, hours, desk }: FileRule): Rule => ({
  name,
  pages: page,
  attributes,
  during: hours ?? null,
  desk: desk ?? null,
})

const plain = (words: string[] = []) => words.map(plainWords)

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> }
const present = <T extends object>(given: T): Present<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Present<T>

function freeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) freeze(inner)
  return Object.freeze(value)
}
