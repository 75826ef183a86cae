import type { Outcome } from '../../outcome.ts'
import { done, refused, why } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { DeskFile, FileBody } from '../desk.ts'
import type { FreshchatConfig } from './config.ts'

/** An agent's file. The token goes to the API's own host only; signed links of other hosts carry their own right (trap 5.10). */
export async function fetchFile(
  { config, outgoing }: { config: FreshchatConfig; outgoing: Outgoing },
  file: DeskFile,
): Promise<Outcome<FileBody>> {
  const url = URL.parse(file.url)
  if (!url) return refused('bad-url')
  const own = url.origin === new URL(config.origin).origin
  const answer = await outgoing.call({
    method: 'GET',
    url: url.href,
    ...(own && { headers: { authorization: `Bearer ${config.tokens[0] ?? ''}` } }),
    ...(!own && { chosenBy: 'stranger' as const, loopback: config.loopback }),
  })
  if (answer.kind !== 'answered') return { kind: 'retry', why: why(answer.code), scope: 'delivery' }
  if (answer.status >= 500 || answer.status === 429)
    return { kind: 'retry', why: why(`http-${answer.status}`), scope: 'delivery' }
  if (answer.status !== 200) return refused(`http-${answer.status}`)
  const type = answer.headers.get('content-type') ?? 'application/octet-stream'
  return done({ bytes: answer.bytes, type, ...(file.name !== undefined && { name: file.name }) })
}
