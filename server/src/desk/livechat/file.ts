import type { Ms } from '@baton/shared/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { DeskFile, FileBody } from '../desk.ts'
import { safeType } from '../file-type.ts'
import { retry } from '../http-answer.ts'
import type { Keeps } from './file-hosts.ts'

/** What LiveChat itself takes (vendors/livechat.md §3, `upload_file`). */
const largest = 10 * 1_024 * 1_024
/** A call of the port ends within 30 s; ten megabytes take their time. */
const total: Ms = 20_000

/**
 * An agent's file. Its address carries its own right, so nobody's token goes with it (§1.1), and only LiveChat's own hosts are asked.
 * What it is said to be is not believed.
 */
export async function fetchFile(
  { outgoing, loopback, isOurs }: { outgoing: Outgoing; loopback: boolean; isOurs: Keeps },
  file: DeskFile,
): Promise<Outcome<FileBody>> {
  const url = URL.parse(file.url)
  if (!url) return refused('bad-url')
  if (!isOurs(url.href)) return refused('other-host', 'it is at no address of LiveChat')
  const how = { chosenBy: 'stranger', loopback, limit: largest, total } as const
  const answer = await outgoing.call({ method: 'GET', url: url.href, ...how })
  if (answer.kind !== 'answered')
    return ['too-large', 'address-refused', 'not-https'].includes(answer.code)
      ? refused(answer.code)
      : retry(answer.code)
  const { status, headers, bytes } = answer
  if (status >= 500 || status === 429 || status === 408) return retry(`http-${status}`)
  // Redirects too: whoever is sent elsewhere is sent from our allow-list.
  if (status !== 200) return refused([403, 404, 410].includes(status) ? 'file-gone' : 'not-a-file', `http-${status}`)
  const type = safeType(bytes, headers.get('content-type'), file.name)
  if (type === null) return refused('not-a-file', 'a page came in its place, or nothing')
  return done({ bytes, type, ...(file.name !== undefined && { name: file.name }) })
}
