import type { Take } from '../faults.ts'
import type { Shape } from '../shape.ts'
import type { Account } from './account.ts'
import type { FaultName } from './fault-catalogue.ts'
import type { FieldError, Reply } from './reply.ts'
import { invalid } from './reply.ts'

/** One API call on its way through a route. */
export interface Call {
  readonly account: Account
  readonly query: URLSearchParams
  readonly body: unknown
  /** A part of the path by its name in the route. */
  param(name: string): string
  readonly take: Take<FaultName>
  /** Records a breach of the contract. */
  breach(what: string): void
}

export type Route = (call: Call) => Reply

/** Refuses and records everything that does not fit; unlike other vendors, unknown fields are refused too (`invalid_field`). */
export function misshapen(call: Call, value: unknown, shape: Shape): Reply | null {
  const errors = shape(value, '').map(({ at, what, extra }): FieldError => {
    call.breach(`${at || 'the body'} ${what}`)
    const code = extra ? 'invalid_field' : what === 'is required' ? 'missing_field' : 'invalid_value'
    return { field: at, message: extra ? 'Unexpected/invalid field in request' : `It ${what}`, code }
  })
  return errors.length > 0 ? invalid(...errors) : null
}

/** The same for the parameters of a list. */
export function misasked(call: Call, known: Record<string, Shape>): Reply | null {
  const errors = [...call.query].flatMap(([name, value]): FieldError[] => {
    const shape = known[name]
    const wrong = shape ? shape(value, name)[0]?.what : 'is not a parameter of this list'
    if (wrong === undefined) return []
    call.breach(`${name} ${wrong}`)
    return [{ field: name, message: `It ${wrong}`, code: shape ? 'invalid_value' : 'invalid_field' }]
  })
  return errors.length > 0 ? invalid(...errors) : null
}
