import type { Json } from '@baton/shared/ids.ts'
import type { AgentSide, DeskFile } from './agent-side.ts'
import type { DeskHooks } from './desk-hooks.ts'
import type { DeskKind } from './desk-kinds.ts'
import type { DeskThread } from './desk-thread.ts'
import type { DeskTrouble } from './desk-trouble.ts'

/**
 * A simulated account of one vendor as a tester meets it: what its people do and see, its troubles, and what a client did
 * wrong. Nothing here is of one vendor; what only one of them can do says so.
 *
 * An *opening* is one time that a client asked for a person. Freshchat makes a conversation of it; LiveChat has one chat per
 * customer for ever, and an opening is the thread of it that began then. The name of an opening may stand wherever a thread's id
 * may; unknown names throw.
 */
export interface DeskSide {
  readonly kind: DeskKind
  /** `http://127.0.0.1:<port>`. */
  readonly url: string

  /** Everything that is not between strangers, oldest first: the desk's own truth. */
  threads(): DeskThread[]
  thread(name: string): DeskThread
  /** What clients opened, oldest first. */
  openings(): string[]
  /** Whom the account holds as visitors. `referenceId`: the id of ours that the desk keeps with them; null where it keeps none. */
  users(): { id: string; referenceId: string | null }[]

  /** A person of the account by full name: Ann Archer or Ben Brook. */
  as(name: string): AgentSide
  /** Ann Archer. */
  readonly agent: AgentSide
  /** Nobody has said anything for long: the desk resolves it by itself. */
  fallAsleep(thread: string): void
  /** A visitor of somebody else's and an agent talk in the same account; what they say holds these words. */
  strangers(text: string): void
  /** What agents see of a visitor who types; null: nothing now. Freshchat shows them nothing ever. */
  peek(thread: string): string | null
  /** What the visitor attached, as agents can open it. */
  filesOf(thread: string): DeskFile[]
  /** Payloads of the quick replies that the visitor tapped, as they came back. */
  taps(thread: string): string[]
  /** Where agents work in a browser, with this thread before them, and what is written on its buttons. */
  page(thread: string): { address: string; take: string; end: string }

  readonly trouble: DeskTrouble
  readonly hooks: DeskHooks
  /** What clients did against the vendor's contract, one sentence each. */
  breaches(): string[]
  /** Status of each call that brought a visitor's words into a thread, oldest first; null: no answer. */
  sends(thread: string): (number | null)[]
  /** Calls `changed` whenever anything changed; the returned function stops that. */
  watch(changed: () => void): () => void

  /** What an owner writes into the site file for it, and the secrets that the file names. */
  entry(): { [key: string]: Json }
  readonly secrets: { readonly [name: string]: string }
  /** Never for a visitor's eyes: tokens, addresses, and ids of a thread and of whom it is with, by what they are. */
  private(thread: string): { [what: string]: string }
  /** For the reader of a failure: the latest calls and webhooks. */
  evidence(): unknown

  stop(): Promise<void>
}
