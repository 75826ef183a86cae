import type { Outcome } from '../../outcome.ts'
import { done, refused } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { DeskFile, FileBody } from '../desk.ts'
import { retry } from './answer.ts'

/** An agent's file. Its address carries its own right, so nobody's token goes with it (vendors/livechat.md §1.1). */
export async function fetchFile(
  { outgoing, loopback }: { outgoing: Outgoing; loopback: boolean },
  file: DeskFile,
): Promise<Outcome<FileBody>> {
  const url = URL.parse(file.url)
  if (!url) return refused('bad-url')
  const answer = await outgoing.call({ method: 'GET', url: url.href, chosenBy: 'stranger', loopback })
  if (answer.kind !== 'answered') return retry(answer.code)
  if (answer.status >= 500 || answer.status === 429) return retry(`http-${answer.status}`)
  if (answer.status !== 200) return refused(`http-${answer.status}`)
  const type = answer.headers.get('content-type') ?? 'application/octet-stream'
  return done({ bytes: answer.bytes, type, ...(file.name !== undefined && { name: file.name }) })
}
