import type { Ms } from '@baton/shared/ids.ts'
import type { Clock } from '../clock.ts'
import { type Buckets, createBuckets, type Rate } from './buckets.ts'

/** What one visitor or one address may ask for. An address may be a whole company behind one router, so those are wide. */
export type GatewayLimits = {
  /** Sockets of one address at a time (design.md §9). */
  connectionsPerAddress: number
  /** Sockets of this process at a time: one over the budget of 10,000 leaves room for those who come back while the old ones time out. */
  connections: number
  /** Messages and acts of one visitor (design.md §9). */
  send: Rate
  /** The same of one address. */
  sendPerAddress: Rate
  /** New visitors of one address: each costs a row for good. */
  mintPerAddress: Rate
  /** Hellos of one visitor: each reads a batch. */
  hello: Rate
  /** Requests for a person: each may ring at somebody's desk. */
  person: Rate
  /** Batches and older pages asked for. */
  read: Rate
  /** Mails that a visitor, or everybody at one address, may have sent. */
  mail: Rate
  /** Mails to one mailbox, whoever asks. */
  mailTo: Rate
  /** Codes that a visitor may try. */
  code: Rate
  /** Files that a visitor wants to attach, those that are refused included. */
  attach: Rate
  /** Links to files: a page of pictures asks for many at once. */
  fileLink: Rate
  /** Typing and seen; what is beyond it is dropped without a word. */
  passing: Rate
}

const second = 1_000
const minute = 60 * second

export const defaultLimits: GatewayLimits = {
  connectionsPerAddress: 20,
  connections: 12_000,
  send: { burst: 10, every: second },
  sendPerAddress: { burst: 20, every: second / 20 },
  mintPerAddress: { burst: 60, every: 2 * second },
  hello: { burst: 20, every: 2 * second },
  person: { burst: 6, every: 10 * minute },
  read: { burst: 60, every: second },
  mail: { burst: 3, every: 20 * minute },
  mailTo: { burst: 3, every: 60 * minute },
  code: { burst: 10, every: minute },
  attach: { burst: 12, every: 5 * second },
  fileLink: { burst: 60, every: second / 2 },
  passing: { burst: 4, every: second },
}

export type Limits = { [name in Exclude<keyof GatewayLimits, 'connections' | 'connectionsPerAddress'>]: Buckets }

export function createLimits(rates: GatewayLimits, clock: Pick<Clock, 'now'>): Limits {
  const { connections: _, connectionsPerAddress: __, ...made } = rates
  return Object.fromEntries(Object.entries(made).map(([name, rate]) => [name, createBuckets(rate, clock)])) as Limits
}

/** Takes one from each, and says 0; where one of them is empty it takes from none, and says the longest wait. */
export function takeAll(...from: [Buckets, string][]): Ms {
  const longest = Math.max(0, ...from.map(([buckets, key]) => buckets.wait(key)))
  if (longest === 0) for (const [buckets, key] of from) buckets.take(key)
  return longest
}
