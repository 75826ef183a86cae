import { type FileId, type Ms, never } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock, Random } from '../clock.ts'
import type { AccountId } from '../conversation/ids.ts'
import type { Desk } from '../desk/desk.ts'
import type { FileClaim, Files as Rows } from '../store/store.ts'
import type { Check } from './check.ts'

export interface Fetching {
  /** There is something new to fetch. */
  nudge(): void
  /** Fetches one now, or waits for whoever does; resolves when something became of it, or after so long. */
  soon(id: FileId, patience: Ms): Promise<void>
  start(): void
  stop(): Promise<void>
}

/** A call to a desk ends within 30 s, the scanner within 20, a picture within 60; then another server may think that we died. */
const lease: Ms = 150_000
/** Each holds a file in memory, and is a call that an owner may pay for. */
const atOnce = 2
/** With those that somebody wants to see now. */
const atOnceWithHurry = 6
const firstWait: Ms = 10_000
const longestWait: Ms = 3_600_000
const tryFor: Ms = 24 * 3_600_000
/** Whoever opens a file again and again does not become a flood of calls to the desk. */
const rest: Ms = 5_000
/** Another server may have died with a file in its hands. */
const lookEvery: Ms = 30_000
const lookForOther: Ms = 500
/** Of what is under way when the server leaves; the rest is another's when the lease is over. */
const leaveWithin: Ms = 3_000

/** Brings desks' files here, in the background, each by one server at a time; what cannot be had now is tried for a day. */
export function createFetching(given: {
  rows: Pick<Rows, 'get' | 'claim' | 'claimOne' | 'inherit' | 'postpone' | 'keep' | 'refuse' | 'nextDue'>
  desksOf: (account: AccountId) => readonly Pick<Desk, 'file'>[]
  check: Check
  clock: Clock
  random: Random
  logger: Logger
  /** Names this server among those that fetch; where there is only one, it is the same after a restart. */
  owner: string
}): Fetching {
  const { rows, desksOf, check, clock, random, logger, owner } = given
  const working = new Map<FileId, Promise<void>>()
  let running = false
  let pumping: Promise<void> | null = null
  let again = false
  let cancel = () => {}

  async function fetchOne(claim: FileClaim): Promise<void> {
    const { id, name, madeAt, tries, desk } = claim.file
    const { account, source } = desk
    const [at] = desksOf(account)
    const said = source.name === null ? {} : { name: source.name }
    const outcome = at ? await at.file({ url: source.url, ...said }) : null
    const postpone = async (code: string, after: Ms = 0) => {
      if (clock.now() - madeAt >= tryFor) return refuse(`${code}, for a day`)
      const bound = Math.min(longestWait, firstWait * 2 ** Math.min(tries - 1, 16))
      await rows.postpone(claim, Math.max(after, Math.round(bound * (1 + random() / 4))), rest)
    }
    const refuse = async (why: string) => {
      if (await rows.refuse(id, why)) logger.warn({ file: id, account, why }, "a desk's file is not shown")
    }
    if (!outcome) return postpone('no-desk')
    switch (outcome.kind) {
      case 'retry':
        return postpone(outcome.why.code, outcome.after)
      case 'unsure':
        return postpone(outcome.why.code)
      case 'refused':
        return refuse(outcome.why.code)
      case 'gone':
        return refuse(outcome.why)
      case 'done': {
        const { bytes, name: named } = outcome.value
        const checked = await check(bytes, name || named || '', 'desk')
        if (checked === 'later') return postpone('scanner')
        if ('refused' in checked) return refuse(checked.refused)
        await rows.keep(id, checked)
        return
      }
      default:
        return never(outcome)
    }
  }

  function begin(claim: FileClaim): Promise<void> {
    const { id } = claim.file
    const work = fetchOne(claim)
      // It stays in our hands until the lease is over, and is then tried again.
      .catch((error: unknown) => {
        if (running) logger.error({ err: error, file: id }, "fetching a desk's file failed")
      })
      .finally(() => {
        working.delete(id)
        nudge()
      })
    working.set(id, work)
    return work
  }

  async function pump(): Promise<void> {
    do {
      again = false
      while (running && working.size < atOnce) {
        const [claim] = await rows.claim(owner, lease, 1)
        if (!claim) break
        void begin(claim)
      }
    } while (again)
    // Whoever ends nudges.
    if (working.size >= atOnce) return
    const due = await rows.nextDue()
    later(Math.min(Math.max(due ?? lookEvery, 100), lookEvery))
  }

  function later(wait: Ms): void {
    cancel()
    if (running) cancel = clock.after(wait, nudge)
  }

  function nudge(): void {
    again = true
    if (!running || pumping) return
    pumping = pump()
      .catch((error: unknown) => {
        logger.warn({ err: error }, 'files of desks cannot be looked after now')
        later(lookEvery)
      })
      .finally(() => {
        pumping = null
      })
  }

  const wait = (ms: Ms) => new Promise<void>((resolve) => void clock.after(ms, resolve))

  return {
    nudge,
    async soon(id, patience) {
      const known = working.get(id)
      const claim = known || !running || working.size >= atOnceWithHurry ? null : await rows.claimOne(owner, id, lease)
      const mine = known ?? (claim ? begin(claim) : null)
      if (mine) return Promise.race([mine, wait(patience)])
      const until = clock.now() + patience
      // Another server has it, or it rests.
      while (clock.now() < until && (await rows.get(id))?.state === 'wanted') await wait(lookForOther)
    },
    start() {
      running = true
      // What the former self had in its hands is nobody's.
      pumping = rows
        .inherit(owner)
        .catch((error: unknown) => logger.warn({ err: error }, 'files of desks cannot be looked after now'))
        .finally(() => {
          pumping = null
          nudge()
        })
    },
    async stop() {
      running = false
      cancel()
      await pumping
      await Promise.race([Promise.all(working.values()), wait(leaveWithin)])
    },
  }
}
