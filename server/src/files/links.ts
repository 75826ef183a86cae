import { timingSafeEqual } from 'node:crypto'
import type { ConversationId, FileId, SendKey, SessionId, Time, VisitorId } from '@baton/shared/ids.ts'
import type { AccountId, ThreadId } from '../conversation/ids.ts'
import { linkLife } from '../file-limits.ts'
import type { Sealer } from '../secrets.ts'

export type Links = ReturnType<typeof createLinks>

/** Names files, and signs who may put or open one, until when. Whoever has a link was given it by us. */
export function createLinks({ sealer, now }: { sealer: Pick<Sealer, 'macs'>; now: () => Time }) {
  const macs = (purpose: string, parts: (string | number)[]): string[] =>
    sealer.macs(purpose, JSON.stringify(parts)).map((mac) => encoded(mac, 16))
  /** By the oldest key, so that the same file stays the same while BATON_SECRET_KEY is being replaced. */
  const named = (purpose: string, parts: (string | number)[]) => macs(purpose, parts).at(-1) as FileId
  const until = () => (now() + linkLife) as Time
  /** Spelled as we spell it, and not over. That it is not too far off is in the mac. */
  const good = (text: string): boolean => /^\d{13}$/.test(text) && Number(text) > now()

  return {
    ofVisitor: (visitor: VisitorId, key: SendKey) => named('file of a visitor', [visitor, key]),
    ofDesk: (account: AccountId, thread: ThreadId, event: string, place: string) =>
      named('file of a desk', [account, thread, event, place]),

    /** `<until>.<mac>` */
    put(file: FileId): string {
      const at = until()
      return `${at}.${macs('put a file', [file, at])[0]}`
    },
    mayPut(file: FileId, put: string): boolean {
      const [at = '', mac = '', ...rest] = put.split('.')
      return rest.length === 0 && good(at) && isOneOf(mac, macs('put a file', [file, Number(at)]))
    },

    /** `<until>.<session>.<mac>` */
    open(file: FileId, conversation: ConversationId, session: SessionId): { link: string; until: Time } {
      const at = until()
      const [mac] = macs('open a file', [file, conversation, session, at])
      return { link: `${at}.${session}.${mac}`, until: at }
    },
    /** Until when it opens the file; null: it does not. */
    opens(file: FileId, conversation: ConversationId, link: string): Time | null {
      const [at = '', session = '', mac = '', ...rest] = link.split('.')
      if (rest.length > 0 || !good(at)) return null
      return isOneOf(mac, macs('open a file', [file, conversation, session, Number(at)])) ? (Number(at) as Time) : null
    },
  }
}

const encoded = (mac: Uint8Array, bytes: number) => Buffer.from(mac.subarray(0, bytes)).toString('base64url')

const isOneOf = (given: string, right: string[]): boolean =>
  right.some((mac) => mac.length === given.length && timingSafeEqual(Buffer.from(mac), Buffer.from(given)))

/** The file that a path of ours names; null: it names none. */
export function fileIn(path: string): FileId | null {
  return (/^\/files\/([A-Za-z0-9_-]{22})$/.exec(path)?.[1] as FileId | undefined) ?? null
}
export const pathOf = (file: FileId): string => `/files/${file}`
