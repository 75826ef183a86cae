import type { Ms } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'
import type { Outcome } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { Answer, Does } from '../http-answer.ts'
import { retry } from '../http-answer.ts'
import { misdirected, outcomeOf } from './answer.ts'
import { regionOf, usual } from './region.ts'
import type { VendorClock } from './vendor-clock.ts'

/** One call of an API of LiveChat. */
export type LivechatCall = {
  api: 'customer' | 'agent' | 'configuration'
  action: string
  /** The whole header: `Bearer dal:…`, or `Basic …`. */
  authorization: string
  payload: object
  does: Does
  total?: Ms
}

export interface Client {
  call(call: LivechatCall): Promise<Outcome<Answer>>
}

export type Calling = {
  config: { apiUrl: string; organizationId: string }
  outgoing: Outgoing
  clock: Clock
  vendorClock: Pick<VendorClock, 'heard'>
  /** LiveChat says that this version of its API comes to its end (§1.2); told once. */
  aging?: (when: string) => void
}

/** A thread comes with all its events at once, and there is no limit to them. */
const answerBytes = 8 * 1_048_576

export function createClient({ config, outgoing, clock, vendorClock, aging }: Calling): Client {
  let told = false
  /** Where tokens of a region turned out to belong; regions may move, so their names are learned, never listed (§1.3). */
  const moved = new Map<string, string>()

  async function once(call: LivechatCall, region: string): Promise<Outcome<Answer>> {
    const query = call.api === 'customer' ? `?organization_id=${encodeURIComponent(config.organizationId)}` : ''
    const answer = await outgoing.call({
      method: 'POST',
      url: `${config.apiUrl}/v3.6/${call.api}/action/${call.action}${query}`,
      headers: {
        authorization: call.authorization,
        accept: 'application/json',
        ...(region !== usual && { 'x-region': region }),
      },
      body: call.payload,
      limit: answerBytes,
      ...(call.total !== undefined && { total: call.total }),
    })
    const old = answer.kind === 'answered' && (answer.headers.get('deprecation') ?? answer.headers.get('legacy'))
    if (old && !told) {
      told = true
      aging?.(old.slice(0, 40))
    }
    const outcome = outcomeOf(answer, call.does, clock.now())
    if (outcome.kind === 'done') vendorClock.heard(outcome.value.date)
    return outcome
  }

  return {
    async call(call) {
      const home = regionOf(call.authorization) ?? usual
      const outcome = await once(call, moved.get(home) ?? home)
      if (outcome.kind !== 'refused' || outcome.why.code !== misdirected) return outcome
      const region = outcome.why.detail
      if (!region) return retry(misdirected, 'LiveChat does not say which region is the right one')
      moved.set(home, region)
      const second = await once(call, region)
      return second.kind === 'refused' && second.why.code === misdirected ? retry(misdirected) : second
    },
  }
}
