import type { Ms } from '@baton/shared/ids.ts'
import type { Answer, WireError } from '@baton/shared/protocol.ts'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Random } from '../clock.ts'
import type { Metrics } from '../metrics.ts'
import { StoreTrouble } from '../store/store.ts'
import { parse } from './frames.ts'
import type { Session } from './session.ts'

export const refusal = (
  code: WireError['code'],
  more: Omit<WireError, 'code'> = {},
): { ok: false; error: WireError } => ({
  ok: false,
  error: { code, ...more },
})
export const slowDown = (after: Ms): { ok: false; error: WireError } => refusal('slowDown', { after })

export type Answering = { logger: Logger; metrics: Pick<Metrics, 'frames'>; random: Random }

/** From one to three seconds, so that those who were refused together do not come back together. */
export const soon = (random: Random): Ms => Math.round(1_000 + 2_000 * random())

/**
 * Takes one kind of frame from a session. Here and nowhere else a frame becomes an answer: whatever it holds and whatever
 * goes wrong, the page gets a typed answer and the process goes on.
 */
export function answering<F, T>(
  session: Session,
  kind: string,
  shape: z.ZodType<F>,
  given: Answering,
  handle: (frame: F) => Promise<Answer<T>>,
): void {
  session.socket.on(kind, (...args: unknown[]) => {
    const reply = args.at(-1)
    void answerTo(args[0]).then((answer) => {
      given.metrics.frames.inc({ kind, result: answer.ok ? 'ok' : answer.error.code })
      if (typeof reply !== 'function' || !session.socket.connected) return
      reply(answer)
      session.cutIfSlow()
    })
  })

  async function answerTo(frame: unknown): Promise<Answer<T>> {
    const parsed = parse(shape, frame)
    if (!parsed.ok) return refusal('badFrame', { mend: parsed.mend })
    try {
      return await handle(parsed.frame)
    } catch (error) {
      if (!(error instanceof StoreTrouble)) given.logger.error({ err: error, kind }, 'a frame could not be handled')
      else given.logger.warn({ err: error, kind }, 'the store could not keep a frame')
      return refusal('unavailable', { after: soon(given.random) })
    }
  }
}

/** Takes frames that want no answer: what is wrong or too much is dropped. */
export function listening<F>(
  session: Session,
  kind: string,
  shape: z.ZodType<F>,
  given: Answering,
  handle: (frame: F) => Promise<'ok' | 'dropped'>,
): void {
  session.socket.on(kind, (...args: unknown[]) => {
    const parsed = parse(shape, args[0])
    const handled = parsed.ok ? handle(parsed.frame) : Promise.resolve('badFrame')
    handled.then(
      (result) => given.metrics.frames.inc({ kind, result }),
      (error: unknown) => given.logger.warn({ err: error, kind }, 'a passing frame could not be handled'),
    )
  })
}
