import type { AgentRef } from '@baton/shared/ids.ts'
import type { AccountId } from '../conversation/ids.ts'
import type { Sealer } from '../secrets.ts'

/** The desk's id of an agent → what a visitor may know them by. */
export type MakeAgentRef = (account: AccountId, vendor: string) => AgentRef

/**
 * A keyed hash, since some desks' ids are e-mail addresses that anybody could hash. By the oldest key, so that the same agent
 * stays the same while BATON_SECRET_KEY is being replaced.
 */
export function createAgentRef(sealer: Pick<Sealer, 'macs'>): MakeAgentRef {
  return (account, vendor) => {
    const mac = sealer.macs('agent ref', `${account}\n${vendor}`).at(-1) as Uint8Array
    return Buffer.from(mac.subarray(0, 9)).toString('base64url') as AgentRef
  }
}
