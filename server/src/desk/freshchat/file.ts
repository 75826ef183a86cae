import type { Ms } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused, why } from '../../outcome.ts'
import type { Outgoing, OutgoingAnswer } from '../../outgoing.ts'
import type { DeskFile, FileBody } from '../desk.ts'
import { nameIn, safeType } from '../file-type.ts'
import { addressOf, attachmentsOf } from './attachment.ts'
import type { Client } from './client.ts'
import type { FreshchatConfig } from './config.ts'
import type { FileRef } from './file-ref.ts'
import { fromRef } from './file-ref.ts'
import { recentMessages } from './messages.ts'

/** What Freshchat itself takes (vendors/freshchat.md §2.5). */
export const largestFile = 25 * 1024 * 1024
/** A call of the port ends within 30 s: looking for the address takes up to 8 of them, the look under way another 2. */
const download: Ms = 18_000
/** The address of an agent's file is there within a moment (trap 5.9); whoever wants it asks again later. */
const looksAfter: Ms[] = [0, 500, 1_500, 4_000]

export type Fetching = { config: FreshchatConfig; outgoing: Outgoing; client: Client; clock: Clock }

/**
 * An agent's file, by its address or, where that was not there yet or has expired, by its place. The token goes to the API's own host
 * only; signed links of other hosts carry their own right, and they expire (trap 5.10): a webhook that comes late, or again, tells of
 * an old one. What it is said to be is not believed.
 */
export async function fetchFile(from: Fetching, file: DeskFile): Promise<Outcome<FileBody>> {
  const ref = fromRef(file.url)
  if (ref === null) return await fetchAt(from, file.url, file.name)
  const first = ref.url === null ? null : await fetchAt(from, ref.url, file.name)
  if (first && !hasExpired(first)) return first
  const address = await addressBehind(from, ref, first ? [0] : looksAfter)
  // A message that is not there any more has no other address.
  if (first && address.kind === 'retry' && address.why.code === notThere) return first
  return address.kind === 'done' ? await fetchAt(from, address.value, file.name) : address
}

const hasExpired = (outcome: Outcome<unknown>): boolean =>
  outcome.kind === 'refused' && outcome.why.code === 'file-expired'

async function fetchAt(from: Fetching, address: string, named: string | undefined): Promise<Outcome<FileBody>> {
  const url = URL.parse(address)
  if (!url) return refused('bad-url')
  const answer = await get(from, url)
  if (answer.kind !== 'answered') return unanswered(answer)
  const { status, headers, bytes } = answer
  if (status === 401) return { kind: 'retry', why: why('token-refused'), scope: 'account' }
  if (status >= 500 || status === 429 || status === 408) return retry(`http-${status}`)
  if ([403, 404, 410].includes(status)) return refused('file-expired', `http-${status}`)
  if (status !== 200) return refused(`http-${status}`)
  const name = named ?? nameIn(url)
  const type = safeType(bytes, headers.get('content-type'), name)
  if (type === null) return refused('not-a-file', 'a page came in its place, or nothing')
  return done({ bytes, type, ...(name !== undefined && { name }) })
}

async function get({ config, outgoing }: Fetching, url: URL): Promise<OutgoingAnswer> {
  const common = { method: 'GET' as const, url: url.href, limit: largestFile, total: download }
  if (url.origin !== new URL(config.origin).origin)
    return await outgoing.call({ ...common, chosenBy: 'stranger', loopback: config.loopback })
  let answer: OutgoingAnswer = { kind: 'notSent', code: 'no-token' }
  // Of two tokens one is alive (§1.2).
  for (const token of config.tokens) {
    answer = await outgoing.call({ ...common, headers: { authorization: `Bearer ${token}` } })
    if (answer.kind !== 'answered' || answer.status !== 401) break
  }
  return answer
}

const notThere = 'file-not-there-yet'

async function addressBehind({ client, clock }: Fetching, ref: FileRef, looks: Ms[]): Promise<Outcome<string>> {
  for (const wait of looks) {
    if (wait > 0) await new Promise<void>((resolve) => clock.after(wait, resolve))
    const listed = await recentMessages(client, ref.conversation, (page) => page.some(({ id }) => id === ref.message))
    if (listed.kind !== 'done') return listed
    const message = listed.value.find(({ id }) => id === ref.message)
    const address = addressOf(attachmentsOf(message?.message_parts)[ref.n])
    if (address !== null) return done(address)
  }
  return { ...retry(notThere), after: 10_000 }
}

function unanswered({ code }: Exclude<OutgoingAnswer, { kind: 'answered' }>): Outcome<never> {
  const forGood = ['too-large', 'address-refused', 'not-https', 'bad-url'].includes(code)
  return forGood ? refused(code) : retry(code)
}

const retry = (code: string) => ({ kind: 'retry', why: why(code), scope: 'delivery' }) as const
