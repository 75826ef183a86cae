import type { AgentRef, ConversationId, Ms } from '@baton/shared/ids.ts'
import type { Request, Response } from 'express'
import type { Clock } from '../clock.ts'
import type { Outgoing } from '../outgoing.ts'
import type { Log } from '../store/store.ts'
import type { PicturePaths } from './picture-paths.ts'

/** A picture fits into a small circle: beyond this it is not one. */
export const pictureBytes = 512 * 1_024
const kept = 200
const keptFor: Ms = 24 * 3_600_000
/** A picture that cannot be had is not asked for again at once. */
const missingFor: Ms = 60_000

type Picture = { bytes: Uint8Array; type: string }

/** Agents' pictures, fetched by us, so that the vendor never learns who reads and its address never reaches a page. */
export function createPictures(given: {
  log: Pick<Log, 'get'>
  paths: PicturePaths
  outgoing: Outgoing
  clock: Pick<Clock, 'now'> /** For tests and the demo: desks on this machine. */
  loopback: boolean
}) {
  const { log, paths, outgoing, clock } = given
  const cache = new Map<string, { picture: Promise<Picture | null>; until: number }>()

  function picture(url: string): Promise<Picture | null> {
    const known = cache.get(url)
    cache.delete(url)
    const entry = known && known.until > clock.now() ? known : { picture: fetched(url), until: clock.now() + keptFor }
    // The latest used stands last.
    cache.set(url, entry)
    for (const oldest of cache.keys()) {
      if (cache.size <= kept) break
      cache.delete(oldest)
    }
    return entry.picture
  }

  async function fetched(url: string): Promise<Picture | null> {
    const answer = await outgoing.call({
      method: 'GET',
      url,
      limit: pictureBytes,
      chosenBy: 'stranger',
      loopback: given.loopback,
    })
    const type = answer.kind === 'answered' && answer.status === 200 ? rasterType(answer.bytes) : null
    if (type !== null && answer.kind === 'answered') return { bytes: answer.bytes, type }
    const entry = cache.get(url)
    if (entry) entry.until = Math.min(entry.until, clock.now() + missingFor)
    return null
  }

  /** False: there is none, whatever the reason. */
  return async (request: Request, response: Response): Promise<boolean> => {
    const {
      conversation: id,
      agent,
      mac,
    } = request.params as { conversation: ConversationId; agent: AgentRef; mac: string }
    const conversation = await log.get(id)
    const url = conversation && Object.hasOwn(conversation.agents, agent) ? conversation.agents[agent]?.picture : null
    if (!url || !paths.isRight(mac, id, agent, url)) return false
    const found = await picture(url)
    if (!found) return false
    response.set({
      'Content-Type': found.type,
      'Cache-Control': 'private, max-age=86400, immutable',
      'Content-Disposition': 'inline',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Content-Security-Policy': "default-src 'none'; sandbox",
    })
    response.end(found.bytes)
    return true
  }
}

/** By its first bytes, whatever it is called. Not SVG, which can hold scripts. */
export function rasterType(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif'
  return text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP' ? 'image/webp' : null
}
