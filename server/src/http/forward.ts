import type { Ms } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Outgoing } from '../outgoing.ts'

/** Passes verified webhooks on to whoever had the account's one address before us: the same bytes, the same signature. */
export interface Forward {
  /** Nobody waits for it. A crash loses it: the vendor was answered by then, and theirs is not ours to keep. */
  pass(hook: Passed): void
  lately(to: string): Lately
}
/**
 * What became of the latest ones, as far as this process knows. An object: so many were not taken since the last that was,
 * and why the latest was not; null: there were none.
 */
export type Lately = 'taken' | { lost: number; why: string } | null
type Passed = { to: string; raw: Uint8Array; headers: Headers }

/** What belongs to one connection, and what the next one makes anew. */
const ofTheConnection = [
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'content-length',
  'expect',
  'accept-encoding',
]
const waits: Ms[] = [1_000, 5_000, 25_000]
/** Their server is down: it loses what it would lose anyway, and ours keeps its memory. */
const underWayAtMost = 200

export function createForward({
  outgoing,
  clock,
  logger,
}: {
  outgoing: Outgoing
  clock: Pick<Clock, 'after'>
  logger: Logger
}): Forward {
  let underWay = 0
  const latest = new Map<string, NonNullable<Lately>>()

  function lose(to: string, why: string): void {
    const before = latest.get(to) ?? 'taken'
    latest.set(to, { lost: before === 'taken' ? 1 : before.lost + 1, why })
    logger.warn({ code: why }, 'a webhook could not be passed on')
  }

  async function send(hook: Passed, tries: number): Promise<void> {
    const { to, raw, headers } = hook
    const passed = Object.fromEntries(
      [...headers].filter(([name]) => !ofTheConnection.includes(name) && !name.startsWith('proxy-')),
    )
    const answer = await outgoing.call({ method: 'POST', url: to, headers: passed, body: raw })
    const status = answer.kind === 'answered' ? answer.status : null
    const mayPass = status === null || status >= 500 || status === 429
    const wait = waits[tries]
    if (mayPass && wait !== undefined) return void clock.after(wait, () => void again(hook, tries + 1))
    underWay--
    if (status !== null && status >= 200 && status < 300) latest.set(to, 'taken')
    else lose(to, answer.kind === 'answered' ? `http-${status}` : answer.code)
  }

  async function again(hook: Passed, tries: number): Promise<void> {
    try {
      await send(hook, tries)
    } catch (error) {
      underWay--
      logger.error({ err: error }, 'passing a webhook on failed')
    }
  }

  return {
    pass(hook) {
      if (underWay >= underWayAtMost) return lose(hook.to, 'too-many-waiting')
      underWay++
      void again(hook, 0)
    },
    lately: (to) => latest.get(to) ?? null,
  }
}
