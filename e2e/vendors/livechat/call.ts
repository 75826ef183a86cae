import type { Upload } from '../body.ts'
import type { Take } from '../faults.ts'
import type { Shape } from '../shape.ts'
import type { Account } from './account.ts'
import type { AgentCaller, Caller, CustomerCaller } from './auth.ts'
import type { Result } from './errors.ts'
import { invalid } from './errors.ts'
import type { FaultName } from './fault-catalogue.ts'
import type { Json } from './records.ts'

/** One action on its way, by Web or by socket. */
export interface Call<Who = Caller> {
  readonly account: Account
  readonly who: Who
  readonly payload: Json
  /** The files of a multipart body by field; null when it was none. */
  readonly uploads: Map<string, Upload> | null
  readonly take: Take<FaultName>
  /** Whether the customer has a socket that is logged in. */
  readonly online: boolean
  /** Records a breach of the contract. */
  breach(what: string): void
}

export type Action<Who = Caller> = {
  /** What the payload must look like. */
  shape: Shape
  run(call: Call<Who>): Result
  /** Asked of agents. */
  scope?: string
  /** By GET, with the payload in the query. */
  get?: boolean
  /** Needs no token. */
  open?: boolean
  /** A multipart upload. */
  upload?: boolean
}

export type CustomerCall = Call<CustomerCaller>
export type AgentCall = Call<AgentCaller>

/** Records everything that does not fit; the refusal when something is wrong, null when at most unknown fields came along. */
export function misshapen(call: Pick<Call, 'breach'>, value: unknown, shape: Shape): Result | null {
  const misfits = shape(value, '')
  for (const { at, what } of misfits) call.breach(`${at ? `\`${at}\`` : 'the payload'} ${what}`)
  const wrong = misfits.find((misfit) => !misfit.extra)
  return wrong ? invalid(`${wrong.at ? `\`${wrong.at}\`` : 'payload'} ${wrong.what}`) : null
}
