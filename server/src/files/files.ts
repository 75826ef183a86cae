import type { ConversationId, FileId, SendKey, SessionId, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import type { Message, Part } from '@baton/shared/message.ts'
import type { WireErrorCode } from '@baton/shared/protocol.ts'
import type { AccountId, ThreadId } from '../conversation/ids.ts'
import type { KeptFiles } from '../desk/desk.ts'

/**
 * Images and files of visitors and agents: checked, cleaned, kept in the store, and served by us for ten minutes at a time to whom they
 * are for. A message names one by the path `/files/<FileId>`, which alone opens nothing.
 */
export interface Files extends KeptFiles {
  /** Whether a visitor may attach it; then where its bytes go. The same key again answers the same file. */
  attach(
    to: Place,
    key: SendKey,
    said: Said,
  ): Promise<{ file: FileId; put: string; kept: boolean } | { refused: FileRefusal }>
  /** What a put is to bring, before its bytes are read: of which site and visitor, and how many bytes at most. Null: nobody was promised that. */
  expects(file: FileId, put: string): Promise<{ site: SiteId; visitor: VisitorId; size: number } | null>
  /** The bytes, as they come in: checked, scanned, cleaned and kept. `put` is what `attach` gave, without the path of the file. */
  receive(
    file: FileId,
    put: string,
    bytes: Uint8Array,
  ): Promise<'kept' | { refused: FileRefusal } | 'notFound' | 'later'>
  /** The part by which a message shows it; null: it is not this visitor's, or not kept. */
  attached(file: FileId, to: Place): Promise<Part | null>
  /**
   * What a desk told, with attachments and the pictures of cards by paths of our own; each is noted, and fetched when this is done. The
   * same message again gives the same paths. What a site does not take from its desk becomes `unsupported`.
   */
  adopt(
    message: Message,
    from: { conversation: ConversationId; site: SiteId; account: AccountId; thread: ThreadId; event: string },
  ): Promise<Message>
  /**
   * A link for one visitor's session to a file of their conversation; null: there is none for them. That the conversation is the
   * visitor's is for the caller to know.
   */
  link(path: string, to: Omit<Place, 'site'> & { session: SessionId }): Promise<{ url: string; until: Time } | null>
  /** What a link leads to. `later`: it is on its way from the desk, or the scanner is out. */
  open(file: FileId, link: string): Promise<Opened | 'notFound' | 'later'>
  /** Takes up what the former self had not fetched, and forgets what nobody sent. */
  start(): void
  stop(): Promise<void>
}

export type Place = { site: SiteId; visitor: VisitorId; conversation: ConversationId }
/** What the page says of a file; believed in nothing. `size` in bytes. */
export type Said = { name: string; type: string; size: number }
export type FileRefusal = Extract<WireErrorCode, 'noFiles' | 'tooLarge' | 'fileType' | 'tooMany'>
/** `until`: as long as the link is good. */
export type Opened = { bytes: Uint8Array; type: string; name: string; until: Time }
