import type { Upload } from '../body.ts'
import type { Take } from '../faults.ts'
import type { Shape } from '../shape.ts'
import type { Account } from './account.ts'
import type { FaultName } from './fault-catalogue.ts'
import type { Conversation } from './records.ts'
import type { Reply } from './reply.ts'
import { invalid } from './reply.ts'

export type Limits = { text: number; parts: number; messages: number }

/** One API call on its way through a route. */
export interface Call {
  readonly account: Account
  readonly limits: Limits
  /** `METHOD /path` without /v2. */
  readonly place: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
  /** The files of a multipart body by field; null when it was none. */
  readonly uploads: Map<string, Upload> | null
  /** A part of the path by its name in the route. */
  param(name: string): string
  readonly take: Take<FaultName>
  /** Records a breach of the contract. */
  breach(what: string): void
}

export type Route = (call: Call) => Reply

/** Records everything that does not fit; the refusal when something is wrong, null when at most unknown fields came along. */
export function misshapen(call: Call, value: unknown, shape: Shape): Reply | null {
  const misfits = shape(value, '')
  for (const { at, what } of misfits) call.breach(`${at || 'the body'} ${what}`)
  const wrong = misfits.find((misfit) => !misfit.extra)
  return wrong ? invalid(`${wrong.at || 'The body'} ${wrong.what}`) : null
}

/** Refuses wrong values of known query parameters and records unknown ones. */
export function misasked(call: Call, known: Record<string, Shape>): Reply | null {
  let refusal: Reply | null = null
  for (const [name, value] of call.query) {
    const shape = known[name]
    if (!shape) call.breach(`${name} is not a parameter of this list`)
    const wrong = shape?.(value, name)[0]
    if (!wrong) continue
    call.breach(`${wrong.at} ${wrong.what}`)
    refusal ??= invalid(`${wrong.at} ${wrong.what}`)
  }
  return refusal
}

/** The conversation of the path; null: there is none, or it was deleted. */
export function conversationOf(call: Call): Conversation | null {
  numberAsId(call, 'conversation')
  const conversation = call.account.conversation(call.param('conversation'))
  return conversation && !call.take('conversationGone') ? conversation : null
}

/** A number where an id belongs is the other family's identity, and no endpoint takes that (contract 1.3). */
export function numberAsId(call: Call, name: string): void {
  if (/^\d+$/.test(call.param(name))) call.breach(`the ${name} in the path is a number; the API takes the UUID form`)
}
