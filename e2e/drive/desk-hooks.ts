/** A webhook as it stands on the wire. */
export type RawHook = { body: string; headers: Record<string, string> }

/** The webhooks of a desk: where they go, and what they told. */
export interface DeskHooks {
  /** Sends all of them there from now on. LiveChat: once, with the secret that `entry()` names. */
  to(url: string): void
  /** When the webhook that told these words was first tried, `Date.now()`; null: not yet. */
  toldAt(thread: string, text: string): number | null
  /** From the latest webhook that told `text`: the same with other words, once for each way in which it cannot be genuine. */
  forgeries(thread: string, text: string, other: string): { why: string; hook: RawHook }[]
  /** The same with other words, and this time the vendor itself would have sent it so. */
  genuine(thread: string, text: string, other: string): RawHook
  /** Genuine too, and of no shape that anybody knows. */
  strange(): RawHook
  /** Resolves when none is on its way or waiting for a retry. */
  quiet(): Promise<void>
}
