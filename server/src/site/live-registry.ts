// long because what a site is built of hangs together: versions, accounts, secrets, desks and tickets.
import type { Json, Ms, SiteId } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Bot } from '../bot/bot.ts'
import type { Clock, Random } from '../clock.ts'
import type { AccountId, DeskName } from '../conversation/ids.ts'
import type { Policy } from '../conversation/policy.ts'
import type { Desk, DeskMemory, KeptFiles } from '../desk/desk.ts'
import type { Outgoing } from '../outgoing.ts'
import type { Sealer } from '../secrets.ts'
import type { Store } from '../store/store.ts'
import { withAccessOf } from './access.ts'
import { type AccountTrouble, createAccounts } from './accounts.ts'
import type { DeskEntry } from './desk-entries.ts'
import { createDeskShelf } from './desk-shelf.ts'
import { namePattern } from './fields.ts'
import { createHookKeys } from './hook-keys.ts'
import type { EntryTrouble, Kinds } from './kinds.ts'
import { createOldVersions } from './old-versions.ts'
import { type Registry, refreshEvery, type Site } from './registry.ts'
import type { SiteFile } from './schema.ts'
import { createSecretBox, type SecretBox } from './secret-box.ts'
import { policyOf, siteOf } from './site-of.ts'
import { openStays } from './stays.ts'
import { botOf, readStored } from './stored-site.ts'
import { createTicketShelf } from './ticket-shelf.ts'

export type RegistryDeps = {
  store: Pick<Store, 'sites' | 'desks' | 'log'>
  sealer: Sealer
  kinds: Kinds
  publicUrl: string
  memoryOf(account: AccountId): DeskMemory
  /** What desks give on; left out: nothing is kept, as for a command that sends no message. */
  files?: KeptFiles
  http: Outgoing
  clock: Clock
  random: Random
  log: Logger
  /** BATON_SMTP_URL. */
  smtpUrl?: string | null
  /** Between two looks at an open handoff; default: one a minute, the budget of design.md §8. */
  lookEvery?: Ms
}

/** The registry, and what the owner's commands ask of it beyond the port. */
export interface LiveRegistry extends Registry {
  /** The site's newest version as its owner wrote it. */
  file(id: SiteId): SiteFile | null
  account(desk: DeskEntry): AccountId | null
  /** Why a site's tickets cannot be made; null: they can, or there are none. */
  ticketTrouble(id: SiteId): EntryTrouble | null
  /** Why the account is not known, as far as the vendor said. */
  accountTrouble(desk: DeskEntry): AccountTrouble | null
  hookUrl(id: SiteId, desk: DeskName): string
  readonly secrets: SecretBox
  /** Asks the vendors at once for accounts that are not known yet, instead of when their turn comes. */
  findAccounts(): Promise<void>
  /** The same for a desk that no site has yet; null: neither it nor the vendor can say. */
  findAccount(desk: DeskEntry): Promise<AccountId | null>
  /** A consent told whose account a desk is. Here it counts at once, on other servers within a minute. */
  learnAccount(desk: DeskEntry, account: AccountId): Promise<void>
}

type Loaded = { version: number; file: SiteFile; bot: Bot | null; site: Site; policy: Policy }
type Retired = { site: SiteId; name: DeskName; entry: DeskEntry }

/** A vendor that did not say whose account it is gets asked again after this. */
const searchAgain = 60_000

export function createRegistry(deps: RegistryDeps): LiveRegistry {
  const { sites, desks, log: conversations } = deps.store
  const { kinds, clock, log } = deps
  const secrets = createSecretBox({ sites, sealer: deps.sealer })
  const hooks = createHookKeys(deps)
  const accounts = createAccounts({
    desks,
    sealer: deps.sealer,
    kinds,
    log,
    deps: { http: deps.http, clock, log, secret: secrets.value },
  })
  const shelf = createDeskShelf({
    ...deps,
    files: deps.files ?? { read: async () => null },
    secrets,
    account: accounts.of,
    hookUrl: hooks.url,
  })

  const ticketShelf = createTicketShelf({
    ...{ kinds, http: deps.http, clock, log, secret: secrets.value },
    smtpUrl: deps.smtpUrl ?? null,
  })
  const ticketsOf = (id: SiteId) => {
    const file = loaded.get(id)?.file
    return file ? ticketShelf.of(file) : null
  }

  const loaded = new Map<SiteId, Loaded>()
  /** Desks that left their file, or changed their account, while this process knew them or a handoff was under way there. */
  const retired = new Map<string, Retired>()
  const older = createOldVersions(sites)
  const listeners = new Set<() => void>()
  let revision: number | null = null
  let refreshing: Promise<void> = Promise.resolve()
  /** Of which revision, once it has begun. */
  let searching: { of: number | null; over: Promise<void> } | null = null
  let searchNext: Promise<void> | null = null
  let stopPoll = () => {}
  let stopSearch = () => {}
  let closed = false

  const build = (id: SiteId, name: DeskName, entry: DeskEntry | undefined) =>
    entry ? shelf.desk(id, name, entry) : null
  const entryOf = (id: SiteId, name: DeskName) => own(loaded.get(id)?.file.desks, name)
  const entries = () => [...loaded.values()].flatMap(({ file }) => Object.values(file.desks ?? {}))

  async function takeUp(): Promise<void> {
    const now = await sites.revision()
    if (now === revision) return
    const first = revision === null
    await secrets.refresh()
    for (const { site, version, config } of await sites.newest())
      if (!load(site, version, config) && !loaded.has(site)) await loadLastReadable(site, version)
    if (first) await retireForStays()
    await accounts.recall([...entries(), ...[...retired.values()].map(({ entry }) => entry)])
    revision = now
    settle()
    void search()
  }

  /** False: it cannot be read, and what was there before stays. */
  function load(id: SiteId, version: number, config: Json): boolean {
    const before = loaded.get(id)
    if (before?.version === version) return true
    const stored = readStored(config)
    if (!stored) {
      log.error({ site: id, version }, 'the site cannot be read by this version of Baton: apply its file again')
      return false
    }
    const bot = botOf(stored, kinds.bots)
    if (stored.file.bot && !bot)
      log.error({ site: id, version }, 'the bot cannot be read by this version of Baton: apply the site again')
    for (const [name, entry] of Object.entries(before?.file.desks ?? {})) {
      const next = own(stored.file.desks, name)
      if (!next || accounts.of(next) !== accounts.of(entry)) retire(id, name, entry)
    }
    loaded.set(id, { version, bot, ...derive(stored.file, version, bot) })
    return true
  }

  /** After a start: the site as it was is better than none. */
  async function loadLastReadable(id: SiteId, newest: number): Promise<void> {
    for (let version = newest - 1; version > 0; version--) {
      const row = await sites.version(id, version)
      if (row && load(id, version, row.config)) return
    }
  }

  const derive = (file: SiteFile, version: number, bot: Bot | null) => ({
    file,
    site: siteOf(file, version, accounts.of, deps.smtpUrl != null),
    policy: policyOf(file, version, {
      accounts: accounts.of,
      kinds,
      bot: bot !== null,
      lookEvery: deps.lookEvery ?? 60_000,
    }),
  })

  const retire = (site: SiteId, name: DeskName, entry: DeskEntry) =>
    void retired.set(`${site}/${name}`, { site, name, entry })

  async function retireForStays(): Promise<void> {
    for (const stay of await openStays(conversations)) {
      const now = entryOf(stay.site, stay.desk)
      if (now && accounts.of(now) === stay.account) continue
      if (!now) await retireAsLast(stay)
    }
  }

  /** Its newest entry, since tokens may have been replaced after the stay began. */
  async function retireAsLast({
    site,
    desk,
    version,
  }: {
    site: SiteId
    desk: DeskName
    version: number
  }): Promise<void> {
    for (let at = loaded.get(site)?.version ?? version; at >= version; at--) {
      const entry = own((await fileOf(site, at))?.desks, desk)
      if (entry) return retire(site, desk, entry)
    }
  }

  /** Accounts and secrets decide which desks can be built, so everything that follows from them is made anew. */
  function settle(): void {
    for (const [id, { file, version, bot }] of loaded) loaded.set(id, { version, bot, ...derive(file, version, bot) })
    for (const then of listeners) then()
  }

  /** One at a time, and one more for everybody who asks after a change that it did not see. */
  function search(): Promise<void> {
    if (!searching) return begin()
    if (searching.of === revision) return searching.over
    searchNext ??= searching.over.then(() => {
      searchNext = null
      return begin()
    })
    return searchNext
  }

  function begin(): Promise<void> {
    const over = searchOnce().finally(() => {
      searching = null
    })
    searching = { of: revision, over }
    return over
  }

  async function searchOnce(): Promise<void> {
    if (closed) return
    stopSearch()
    try {
      const recalled = await accounts.recall(entries())
      if ((await accounts.search(entries())) || recalled) settle()
    } catch (error) {
      if (!closed) log.error({ error }, 'the accounts behind desks could not be looked up')
    }
    if (!closed && entries().some((entry) => !accounts.of(entry)))
      stopSearch = clock.after(searchAgain, () => void search())
  }

  const fileOf = (id: SiteId, version: number): Promise<SiteFile | null> => {
    const newest = loaded.get(id)
    return newest?.version === version ? Promise.resolve(newest.file) : older.file(id, version)
  }

  function refresh(): Promise<void> {
    const next = refreshing.catch(() => {}).then(takeUp)
    refreshing = next
    stopPoll()
    if (!closed) stopPoll = clock.after(refreshEvery, poll)
    return next
  }

  function poll(): void {
    refresh().catch((error: unknown) => log.error({ error }, 'new site versions could not be looked up'))
  }

  return {
    secrets,
    file: (id) => loaded.get(id)?.file ?? null,
    account: accounts.of,
    accountTrouble: accounts.trouble,
    hookUrl: hooks.url,
    findAccounts: search,
    async findAccount(desk) {
      await accounts.recall([desk])
      await accounts.search([desk])
      return accounts.of(desk)
    },
    async learnAccount(desk, account) {
      await accounts.learn(desk, account)
      settle()
    },
    site: (id) => loaded.get(id)?.site ?? null,
    sites: () => [...loaded.values()].map(({ site }) => site),
    policy: (id) => loaded.get(id)?.policy ?? null,
    bot: (id) => loaded.get(id)?.bot ?? null,
    tickets(id) {
      const made = ticketsOf(id)
      return made && 'make' in made ? made : null
    },
    ticketTrouble(id) {
      const made = ticketsOf(id)
      return made && 'says' in made ? made : null
    },
    async desk(id, version, name) {
      const then = own((await fileOf(id, version))?.desks, name)
      // After a restart nobody has asked yet whose a former version's token was.
      if (then && !accounts.of(then)) await accounts.recall([then])
      const now = entryOf(id, name) ?? retired.get(`${id}/${name}`)?.entry
      const isSame = then && now && then.kind === now.kind && accounts.of(then) === accounts.of(now)
      return build(id, name, isSame ? withAccessOf(now, then) : then)?.desk ?? null
    },
    hook(id, name, key) {
      if (!namePattern.test(id) || !namePattern.test(name) || !hooks.fits(id, name, key)) return null
      const site = loaded.get(id as SiteId)?.site
      const entry = entryOf(id as SiteId, name) ?? retired.get(`${id}/${name}`)?.entry
      const desk = build(id as SiteId, name, entry)?.desk
      return site && desk ? { site, desk, forwardTo: entry?.forwardTo ?? null } : null
    },
    hookKey: hooks.key,
    desksOf(account) {
      const current = [...loaded].flatMap(([id, { file }]) =>
        Object.entries(file.desks ?? {}).map(([name, entry]) => build(id, name, entry)),
      )
      const left = [...retired.values()].map(({ site, name, entry }) => build(site, name, entry))
      return [...current, ...left]
        .flatMap((one) => (one?.desk.account === account ? [one] : []))
        .sort((a, b) => Number(b.inOrder) - Number(a.inOrder))
        .map(({ desk }): Desk => desk)
    },
    refresh,
    onChange(then) {
      listeners.add(then)
      return () => void listeners.delete(then)
    },
    async close() {
      closed = true
      stopPoll()
      stopSearch()
      // A search may hang on a vendor for seconds; what it finds too late is found again after the next start.
      await Promise.allSettled([refreshing])
    },
  }
}

/** By own key only: a desk's name is an owner's word. */
const own = (desks: SiteFile['desks'], name: DeskName): DeskEntry | undefined =>
  desks && Object.hasOwn(desks, name) ? desks[name] : undefined
