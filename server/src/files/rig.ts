// For tests only: files in a store of their own, with a desk and a scanner that a test hands in.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ConversationId, FileId, Ms, SendKey, SessionId, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { pino } from 'pino'
import { systemClock } from '../clock.ts'
import { fold } from '../conversation/fold.ts'
import type { AccountId, ThreadId } from '../conversation/ids.ts'
import type { DeskFile, FileBody } from '../desk/desk.ts'
import { done, type Outcome } from '../outcome.ts'
import type { OutgoingAnswer, OutgoingRequest } from '../outgoing.ts'
import { createSealer } from '../secrets.ts'
import { openStore, type StoreAt } from '../store/open.ts'
import { createFiles } from './create.ts'
import type { Files } from './files.ts'
import * as samples from './samples-rig.ts'

export const site = 'acme' as SiteId
export const account = 'freshchat:a1' as AccountId
export const thread = 'thread-1' as ThreadId
export const session = 'session-of-the-visitor' as SessionId
export const key = (name: string) => `key-of-${name}` as SendKey

/** Real, but its hands can be turned on. */
export function createTurning() {
  let ahead = 0
  return {
    ...systemClock,
    now: () => (Date.now() + ahead) as Time,
    turn(ms: Ms) {
      ahead += ms
    },
  }
}

type Told = {
  secrets?: [string, ...string[]]
  allows?: { visitors: boolean; agents: boolean }
  scanner?: (request: OutgoingRequest) => OutgoingAnswer
  patience?: Ms
  desk?: (file: DeskFile) => Outcome<FileBody> | Promise<Outcome<FileBody>>
}
export const answered = (status: number): OutgoingAnswer => ({
  ...{ kind: 'answered', status },
  ...{ headers: new Headers(), bytes: new Uint8Array() },
})
const secret = 'k'.repeat(43)

export async function startFiles(told: Told & { at?: StoreAt } = {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'baton-files-'))
  const clock = createTurning()
  const open = () => openStore(told.at ?? { data }, { clock, random: Math.random, fold })
  const store = await open()
  const lines: string[] = []
  const asked: DeskFile[] = []
  const scanned: OutgoingRequest[] = []
  const running: Files[] = []

  /** Another server on the same store. */
  function serve(more: Told = {}, rows = store.files): Files {
    const { allows, scanner, desk, secrets, patience = 15_000 } = { ...told, ...more }
    const files = createFiles({
      ...{ rows, clock, random: Math.random, patience, owner: `server-${running.length}` },
      sealer: createSealer(secrets ?? [secret]),
      logger: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
      outgoing: {
        async call(request) {
          scanned.push(request)
          return scanner?.(request) ?? { kind: 'notSent', code: 'none' }
        },
      },
      desksOf: (of) =>
        of !== account || !desk
          ? []
          : [
              {
                file: async (file) => {
                  asked.push(file)
                  return await desk(file)
                },
              },
            ],
      allows: () => allows ?? { visitors: true, agents: true },
      scanner: scanner ? 'https://scanner.example/scan' : null,
    })
    running.push(files)
    return files
  }
  const files = serve()
  let count = 0
  const newPlace = async (visitor = `visitor-${++count}` as VisitorId) => {
    const id = `conversation-${++count}` as ConversationId
    return { site, visitor, conversation: await store.log.begin(site, visitor, id) }
  }
  const place = await newPlace()

  return {
    ...{ store, clock, files, serve, newPlace, place, lines, asked, scanned, open },
    /** Asks for a file and puts its bytes. */
    async put(bytes: Uint8Array, name: string, as = key(name), by = files) {
      const attached = await by.attach(place, as, { name, type: 'x/y', size: bytes.length })
      if ('refused' in attached) return { ...attached, file: null, result: null }
      return { file: attached.file, result: await by.receive(attached.file, putOf(attached), bytes) }
    },
    /** What stands behind the link that this session gets to a file. */
    async opened(file: FileId, by = files) {
      const { visitor, conversation } = place
      const link = await by.link(`/files/${file}`, { visitor, conversation, session })
      return link && (await by.open(file, linkOf(link)))
    },
    told: (event = 'event-1') => ({ conversation: place.conversation, site, account, thread, event }),
    async close() {
      await Promise.all(running.map((one) => one.stop()))
      await store.close()
      await rm(data, { recursive: true })
    },
  }
}
export type FilesRig = Awaited<ReturnType<typeof startFiles>>

/** The last part of the path where bytes go, and the one that a link is known by. */
export const putOf = ({ put }: { put: string }): string => put.split('/').at(-1) as string
export const linkOf = ({ url }: { url: string }): string => url.split('/').at(-2) as string

export const image = (name = 'https://desk.example/a') => ({ parts: [{ kind: 'image' as const, url: name }] })
export const aGif = (): Outcome<FileBody> => done({ bytes: samples.gif(), type: 'image/gif', name: 'cat.gif' })
export const fileOf = (url: string | undefined): FileId => (url ?? '').split('/').at(-1) as FileId
