import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'
import type { VendorId } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused, unsure, why } from '../../outcome.ts'
import type { Outgoing, OutgoingAnswer } from '../../outgoing.ts'
import { parsed, retry, waitOf } from '../http-answer.ts'
import type { AccountToken } from './account-token.ts'
import { tokenText } from './account-token.ts'
import { tokenRefused } from './answer.ts'
import { vendorId } from './convert.ts'
import { askTokenInfo } from './token-info.ts'
import { vendorRefusal, vendorToken } from './wire.ts'

/** A customer's own token, by our clock. */
export type CustomerToken = { token: string; from: Time; until: Time }
export type Minted = { entity: VendorId; token: CustomerToken }

/** The code of `refused` when LiveChat knows nobody by that entity any more. */
export const nobodyThere = 'entity-gone'

/**
 * Tokens by the grant `agent_token` (vendors/livechat.md §2.1): of a customer who is there, or, with null, of a new one. That second
 * sort makes somebody, so its lost answer is unsure; nobody can be found there by anything of ours.
 */
export type Mint = (entity: VendorId | null, total?: Ms) => Promise<Outcome<Minted>>

export type Minting = {
  config: { accountsUrl: string; clientId: string | null }
  account: AccountToken
  outgoing: Outgoing
  clock: Clock
}

export function createMint({ config, account, outgoing, clock }: Minting): Mint {
  /** An app never changes under a token. */
  let learned: string | null = config.clientId

  async function clientId(token: string): Promise<Outcome<string>> {
    if (learned !== null) return done(learned)
    const info = await askTokenInfo({ outgoing, clock, accountsUrl: config.accountsUrl }, token)
    if (info.kind !== 'done') return info
    learned = info.value.clientId
    return done(learned)
  }

  async function once(token: string, entity: VendorId | null, total?: Ms): Promise<Outcome<Minted>> {
    const client = await clientId(token)
    if (client.kind !== 'done') return client
    const from = clock.now()
    const answer = await outgoing.call({
      method: 'POST',
      url: `${config.accountsUrl}/v2/customer/token`,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      body: {
        grant_type: 'agent_token',
        client_id: client.value,
        response_type: 'token',
        ...(entity !== null && { entity_id: entity }),
      },
      ...(total !== undefined && { total }),
    })
    return outcomeOf(answer, entity, from)
  }

  /**
   * How LiveChat says that it forgot somebody is not written down (§9, U12): by any word, or by a token of somebody new. So what one person is
   * refused is asked again for nobody in particular; where that is granted it is about them alone, and no reason to stop the whole account.
   */
  async function tried(token: string, entity: VendorId | null, total?: Ms): Promise<Outcome<Minted>> {
    const outcome = await once(token, entity, total)
    if (entity === null) return outcome
    if (isOfSomebodyElse(outcome)) {
      // Once may be a slip.
      const again = await once(token, entity, total)
      return isOfSomebodyElse(again) ? refused(nobodyThere) : again
    }
    const isAbout = (outcome.kind === 'refused' && outcome.why.code !== nobodyThere) || isOwners(outcome)
    if (!isAbout) return outcome
    const anybody = await once(token, null, total)
    return anybody.kind === 'done' ? refused(nobodyThere) : outcome
  }

  return async (entity, total) => {
    // An empty one would be read as none, and make somebody.
    if (entity === '') return refused(nobodyThere)
    const token = await account.get()
    if (token.kind !== 'done') return token
    const first = await tried(token.value, entity, total)
    if (first.kind !== 'retry' || first.why.code !== tokenRefused) return first
    const fresh = await account.renew(token.value)
    return fresh.kind === 'done' ? await tried(fresh.value, entity, total) : fresh
  }
}

const otherEntity = 'other-entity'
const isOfSomebodyElse = (outcome: Outcome<Minted>): boolean =>
  outcome.kind === 'retry' && outcome.why.code === otherEntity
/** 429 is about how many calls, whoever they are for. */
const isOwners = (outcome: Outcome<Minted>): boolean =>
  outcome.kind === 'retry' && outcome.scope === 'account' && outcome.why.code !== 'http-429'

function outcomeOf(answer: OutgoingAnswer, entity: VendorId | null, from: Time): Outcome<Minted> {
  const again = (code: string): Outcome<never> => (entity === null ? unsure(code) : retry(code))
  if (answer.kind === 'notSent') return retry(answer.code)
  if (answer.kind === 'lost') return again(answer.code)
  const { status, headers, bytes } = answer
  const json = parsed(bytes)
  const exception = vendorRefusal.safeParse(json).data
  if (exception !== undefined) return refusal(exception, entity)
  if (status === 429) {
    const after = waitOf(headers.get('retry-after'), from)
    return { kind: 'retry', why: why('http-429'), scope: 'account', ...(after !== null && { after }) }
  }
  if (status === 401) return refusal('unauthorized', entity)
  const { data } = status >= 200 && status < 300 ? vendorToken.safeParse(json) : {}
  if (!data) return again(status < 300 ? 'not-json' : `http-${status}`)
  // Their history would be somebody else's: whoever was asked for, and nobody else (§8.17).
  if (entity !== null && data.entity_id !== entity) return retry(otherEntity, 'LiveChat gave a token of somebody else')
  return done({
    entity: vendorId(data.entity_id),
    token: {
      token: tokenText(data.access_token),
      from,
      until: (from + data.expires_in * 1_000) as Time,
    },
  })
}

/** Nearly all are 401; only two pass by themselves (§1.5). */
function refusal(exception: string, entity: VendorId | null): Outcome<never> {
  const owners = (code: string, detail: string): Outcome<never> => ({
    kind: 'retry',
    why: why(code, detail),
    scope: 'account',
  })
  switch (exception) {
    case 'server_error':
    case 'temporarily_unavailable':
      return retry(exception)
    case 'access_denied':
    case 'forbidden':
      return owners('token-forbidden', 'LiveChat lets this token make no customers: it needs the scope customers:own')
    case 'invalid_client':
    case 'unauthorized_client':
      return owners(
        'client-refused',
        'the token is of another app than clientId; compare both with the developer console',
      )
    case 'resource_not_found':
      return entity === null ? owners(`oauth-${exception}`, 'LiveChat makes no customer') : refused(nobodyThere)
    case 'invalid_request':
    case 'bad_request':
    case 'conflict':
      return refused(`oauth-${exception}`)
    default:
      return owners(tokenRefused, `LiveChat refuses the account's token (${exception})`)
  }
}
