import type { FileId, Ms, SiteId, Time } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock, Random } from '../clock.ts'
import type { AccountId } from '../conversation/ids.ts'
import type { Desk } from '../desk/desk.ts'
import { bytesOfVisitorPerDay, fileBytes, filesOfVisitorPerConversation, linkLife } from '../file-limits.ts'
import type { Outgoing } from '../outgoing.ts'
import type { Sealer } from '../secrets.ts'
import type { FileFacts, Files as Rows } from '../store/store.ts'
import { adopted } from './adopt.ts'
import { createCheck } from './check.ts'
import { createFetching } from './fetching.ts'
import { isImage, takenFrom, typeByExtension } from './file-type.ts'
import type { FileRefusal, Files } from './files.ts'
import { createLinks, fileIn, pathOf } from './links.ts'
import { cleanName, extensionOf } from './names.ts'
import { createScan } from './scanner.ts'

export type FilesParts = {
  rows: Rows
  sealer: Pick<Sealer, 'macs'>
  clock: Clock
  random: Random
  logger: Logger
  /** For the scanner. */
  outgoing: Outgoing
  /** The desks of an account; the first is asked for its files. */
  desksOf: (account: AccountId) => readonly Pick<Desk, 'file'>[]
  /** Whose files a site takes, now. */
  allows: (site: SiteId) => { visitors: boolean; agents: boolean }
  /** Names this server among those that claim. */
  owner: string
  /** BATON_FILE_SCANNER. */
  scanner: string | null
  /** How long whoever opens a file that is on its way waits for it; 15 s unless a test is in a hurry. */
  patience?: Ms
}

const day: Ms = 24 * 3_600_000
const tidyEvery: Ms = 3_600_000

export function createFiles(parts: FilesParts): Files {
  const { rows, clock, logger, allows, patience = 15_000 } = parts
  const links = createLinks({ sealer: parts.sealer, now: () => clock.now() })
  const check = createCheck(createScan({ url: parts.scanner, outgoing: parts.outgoing, logger }))
  const fetching = createFetching({ ...parts, check })
  let stopTidying = () => {}

  const inUse = new Map<FileId, WeakRef<Uint8Array>>()
  /** However many read a file slowly at the same time, it lies in memory once. */
  async function bytesOf(id: FileId): Promise<Uint8Array | null> {
    const known = inUse.get(id)?.deref()
    if (known) return known
    const bytes = await rows.bytes(id)
    if (bytes) inUse.set(id, new WeakRef(bytes))
    for (const [other, one] of inUse) if (!one.deref()) inUse.delete(other)
    return bytes
  }

  /** The facts when it is kept, after waiting a while for what is on its way. */
  async function ready(id: FileId): Promise<FileFacts | 'later' | null> {
    const file = await rows.get(id)
    if (file?.state !== 'wanted' || file.desk === null) return file?.state === 'kept' ? file : null
    await fetching.soon(id, patience)
    const now = await rows.get(id)
    return now?.state === 'kept' ? now : now?.state === 'wanted' ? 'later' : null
  }

  function tidy(): void {
    stopTidying = clock.after(tidyEvery, tidy)
    rows
      .expire((clock.now() - day) as Time)
      .then((gone) => gone > 0 && logger.info({ gone }, 'files that nobody sent are removed'))
      .catch((error: unknown) => logger.warn({ err: error }, 'files that nobody sent cannot be removed now'))
  }

  return {
    async attach({ site, visitor, conversation }, key, said) {
      if (!allows(site).visitors) return { refused: 'noFiles' }
      const name = cleanName(said.name)
      const type = typeByExtension(extensionOf(name))
      if (!type || !takenFrom('visitor', type) || !(said.size > 0)) return { refused: 'fileType' }
      if (!(said.size <= fileBytes)) return { refused: 'tooLarge' }

      const id = links.ofVisitor(visitor, key)
      const known = await rows.get(id)
      // The same key in another conversation: what it was attached to is over.
      if (known && known.conversation !== conversation) return { refused: 'noFiles' }
      if (known?.state === 'refused') return { refused: known.why as FileRefusal }
      const put = `${pathOf(id)}/put/${links.put(id)}`
      if (known?.state === 'kept') return { file: id, put, kept: true }
      const now = clock.now()
      const room = {
        ...{ files: filesOfVisitorPerConversation, bytes: bytesOfVisitorPerDay },
        ...{ since: (now - day) as Time, fresh: (now - linkLife) as Time },
      }
      const file = { id, site, visitor, conversation, name, size: Math.ceil(said.size) }
      return (await rows.reserve(file, room)) ? { file: id, put, kept: false } : { refused: 'tooMany' }
    },

    async expects(id, put) {
      const file = links.mayPut(id, put) ? await rows.get(id) : null
      if (!file?.visitor) return null
      return { site: file.site, visitor: file.visitor, size: file.size }
    },

    async receive(id, put, bytes) {
      const file = links.mayPut(id, put) ? await rows.get(id) : null
      if (!file?.visitor) return 'notFound'
      if (file.state === 'kept') return 'kept'
      if (file.state === 'refused') return { refused: file.why as FileRefusal }
      if (!allows(file.site).visitors) return { refused: 'noFiles' }
      // What was promised is what was reserved. A put that goes wrong on the way may be made again.
      if (bytes.length > file.size) return { refused: 'tooLarge' }
      if (bytes.length === 0) return { refused: 'fileType' }
      const checked = await check(bytes, file.name, 'visitor')
      if (checked === 'later') return 'later'
      if ('refused' in checked) {
        await rows.refuse(id, checked.refused)
        return checked
      }
      if (await rows.keep(id, checked)) return 'kept'
      // Another put of the same file was faster.
      return (await rows.get(id))?.state === 'kept' ? 'kept' : 'notFound'
    },

    async attached(id, { visitor, conversation }) {
      const file = await rows.get(id)
      if (file?.state !== 'kept' || file.visitor !== visitor || file.conversation !== conversation) return null
      if (!(await rows.attach(id))) return null
      const { name, type, size, width, height } = file
      const url = pathOf(id)
      if (type !== null && isImage(type) && width !== null && height !== null)
        return { kind: 'image', url, alt: name, width, height }
      return { kind: 'file', url, name, size, ...(type === null ? {} : { type }) }
    },

    async adopt(message, { conversation, site, account, thread, event }) {
      const idOf = (place: string) => links.ofDesk(account, thread, event, place)
      const { message: ours, found } = adopted(message, allows(site).agents, idOf)
      if (found.length === 0) return ours
      await rows.want(found.map((file) => ({ ...file, site, conversation, account })))
      fetching.nudge()
      return ours
    },

    async link(path, { visitor, conversation, session }) {
      const id = fileIn(path)
      const file = id && (await rows.get(id))
      if (!file || file.conversation !== conversation || file.state === 'refused') return null
      if (file.desk === null && (file.visitor !== visitor || file.state !== 'kept')) return null
      const { link, until } = links.open(file.id, conversation, session)
      return { url: `${pathOf(file.id)}/${link}/${encodeURIComponent(file.name || 'file')}`, until }
    },

    async open(id, link) {
      const asked = await rows.get(id)
      const until = asked && links.opens(id, asked.conversation, link)
      if (!until) return 'notFound'
      const file = await ready(id)
      if (file === 'later') return 'later'
      const bytes = file && (await bytesOf(id))
      return bytes ? { bytes, type: file.type ?? '', name: file.name, until } : 'notFound'
    },

    async read(url) {
      const id = fileIn(url)
      const file = id && (await ready(id))
      if (!file || file === 'later') return null
      const bytes = await bytesOf(file.id)
      return bytes && { bytes, type: file.type ?? '', name: file.name }
    },

    start() {
      fetching.start()
      tidy()
    },
    async stop() {
      stopTidying()
      await fetching.stop()
    },
  }
}
