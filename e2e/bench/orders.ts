/**
 * How the bench's processes talk: an order over the channel between parent and child, and its answer. Both sides of it, and a clock
 * that all processes of a machine share.
 */
export type Numbered = { n: number; order: string; given: unknown }
export type Answered = { n: number; value: unknown; error?: never } | { n: number; error: string; value?: never }

/** In ms, from an unknown beginning that is the same for all processes of this machine. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6

type Handlers = { [order: string]: (given: never) => unknown }
const known: Handlers = {}
let early: Numbered[] = []

/** In the child: carries out what the parent orders. What comes before its handler is there waits for it. */
export function takeOrders(handlers: Handlers): void {
  if (Object.keys(known).length === 0) process.on('message', (message) => void take(message as Numbered))
  Object.assign(known, handlers)
  for (const message of early.splice(0)) take(message)
}

function take(message: Numbered): void {
  const handle = known[message.order]
  if (!handle) {
    early = [...early, message]
    return
  }
  const answer = (answered: Answered): void => void process.send?.(answered)
  Promise.resolve()
    .then(() => handle(message.given as never))
    .then(
      (value: unknown) => answer({ n: message.n, value }),
      (error: unknown) =>
        answer({ n: message.n, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
}
