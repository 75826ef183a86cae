/**
 * The loader's frozen contract with the app: a loader from a cache may meet an app of any of the last five releases, and a
 * newer one. Members are only ever added, and `contract` rises when one is.
 */
export type Host = {
  /** 2: the app is told who the visitor is. */
  contract: 1 | 2
  /** As in `data-site`. */
  site: string
  /** Scheme, host and port that the script came from: the app, the socket and the files are there too. */
  origin: string
  /** The host element's shadow root; everything the app draws lives inside `frame`. */
  root: ShadowRoot
  /** Carries `--baton-accent`, `--baton-on-accent`, `dir` and `data-side`; holds the launcher and, beside it, the panel. */
  frame: HTMLElement
  launcher: HTMLButtonElement
  look: Look
  /** Tells the page's listeners. Never throws. */
  emit<E extends keyof BatonEvents>(event: E, value: BatonEvents[E]): void
  /** Ends this app and starts the one at `path` (below `/app/`) in its place, open if this one was. */
  replace(path: string): void
}

/** What the tag says about looks. Each is optional; the site's settings win where they say something. */
export type Look = {
  /** `data-color`: `#rgb` or `#rrggbb`. */
  color: string | null
  /** `data-position`: `left` or `right`. */
  position: string | null
  /** `data-z-index`. */
  zIndex: string | null
  /** `data-language`: BCP 47. */
  language: string | null
  /** `data-label`: the launcher's name until the app is there and knows the language. */
  label: string | null
}

/** What the app's module exports as `start`. */
export type StartApp = (host: Host) => App

export interface App {
  open(): void
  close(): void
  /** What the page says of the visitor; may come again. An app of contract 1 has none. */
  visitor?(details: VisitorDetails): void
  /** Synchronous: afterwards no timer, listener, socket or node of the app is left. */
  destroy(): void
}

/**
 * Proven by nothing, and seen by whoever answers. At most 20 attributes, named with up to 40 of `A–Z a–z 0–9 _`, with texts of up
 * to 200 characters. What is wrong is left out.
 */
export type VisitorDetails = {
  name?: string
  email?: string
  phone?: string
  attributes?: { [name: string]: string | number | boolean }
}

/** What a page can listen to. No event carries a text: other scripts of the page listen too. */
export type BatonEvents = {
  /** The launcher is on the page. Told at once to those who ask later. */
  ready: undefined
  open: undefined
  close: undefined
  /** How many messages the visitor has not seen. */
  unread: number
  /** A message was written. */
  message: { by: 'visitor' | 'bot' | 'agent' }
}

export type Listener<E extends keyof BatonEvents> = (value: BatonEvents[E]) => void

/**
 * `window.Baton`. A page that may call before the script has arrived writes
 * `window.Baton = window.Baton || { q: [] }; Baton.q.push(['open'])`; `q.push` keeps working afterwards.
 */
export interface Baton {
  /** Opens the panel; fetches the app first if need be. */
  open(): void
  close(): void
  /** Says who the visitor is. What a later call does not name stays as it was; nothing is stored in the browser. */
  visitor(details: VisitorDetails): void
  /** Returns the function that ends it. */
  on<E extends keyof BatonEvents>(event: E, listener: Listener<E>): () => void
  off<E extends keyof BatonEvents>(event: E, listener: Listener<E>): void
  /** Takes everything away, synchronously, and `window.Baton` too. Running the script again begins anew. */
  destroy(): void
  /** Internal: lets a script that runs twice (Turbo, SPA) recognise its site. */
  readonly site: string
  /** Internal: puts the host element back if the page has dropped it. */
  heal(): void
  q: { push(...calls: QueuedCall[]): number }
}

/** `['open']`, `['on', 'unread', listener]`, `['visitor', { name: 'Ann' }]`. */
export type QueuedCall = [method: string, ...args: unknown[]]
