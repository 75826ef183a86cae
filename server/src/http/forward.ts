import type { Ms } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Outgoing } from '../outgoing.ts'

/** Passes a verified webhook on to whoever had the account's one address before us: the same bytes, the same signature. */
export type Forward = (hook: { to: string; raw: Uint8Array; headers: Headers }) => void

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

/** Nobody waits for it. A crash loses it: the vendor was answered by then, and theirs is not ours to keep. */
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

  async function send(hook: Parameters<Forward>[0], tries: number): Promise<void> {
    const { to, raw, headers } = hook
    const passed = Object.fromEntries(
      [...headers].filter(([name]) => !ofTheConnection.includes(name) && !name.startsWith('proxy-')),
    )
    const answer = await outgoing.call({ method: 'POST', url: to, headers: passed, body: raw })
    const taken = answer.kind === 'answered' && answer.status < 500 && answer.status !== 429
    const wait = waits[tries]
    if (!taken && wait !== undefined) return void clock.after(wait, () => void again(hook, tries + 1))
    underWay--
    if (!taken)
      logger.warn(
        { code: answer.kind === 'answered' ? answer.status : answer.code },
        'a webhook could not be passed on',
      )
  }

  async function again(hook: Parameters<Forward>[0], tries: number): Promise<void> {
    try {
      await send(hook, tries)
    } catch (error) {
      underWay--
      logger.error({ err: error }, 'passing a webhook on failed')
    }
  }

  return (hook) => {
    if (underWay >= underWayAtMost) return logger.warn('too many webhooks wait to be passed on; one is dropped')
    underWay++
    void again(hook, 0)
  }
}
