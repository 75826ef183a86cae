import type { Answered } from '@baton/shared/asks.ts'
import type { Hello } from '@baton/shared/frames.ts'
import type { SendKey, Seq, Time } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import { textLimit } from '@baton/shared/message.ts'
import type { WidgetSettings } from '@baton/shared/settings.ts'
import type { AgentFace, Mode, Status, Visible } from '@baton/shared/timeline.ts'
import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Chance } from '../browser/chance.ts'
import type { Clock } from '../browser/clock.ts'
import type { Storage } from '../browser/storage.ts'
import type { Waking } from '../browser/waking.ts'
import type { Connection } from '../connection/connection.ts'
import type { Body } from './body.ts'
import { createDrawer } from './drawer.ts'
import { createFacts } from './facts.ts'
import type { FileNeeds } from './file-needs.ts'
import type { Line } from './line.ts'
import { createPresence, type Typist } from './presence.ts'
import { type Row, rowsOf } from './rows.ts'
import { createSendQueue } from './send-queue.ts'
import { createSession } from './session.ts'
import { defaultSettings, readSettings } from './settings.ts'
import { settledIn } from './settled.ts'
import { applyOlder, emptyHistory, type History } from './timeline.ts'
import { createTranscript, type Transcript } from './transcript.ts'
import { countUnread, isHeard } from './unread.ts'

/** The one object that views may touch: what is to be seen, and what a visitor can do. */
export interface Chat {
  settings: ReadonlySignal<WidgetSettings>
  shown: ReadonlySignal<boolean>
  line: ReadonlySignal<Line>
  /** Before the first answer of the server there is nothing to show, and no reason to say that there is nothing. */
  known: ReadonlySignal<boolean>
  rows: ReadonlySignal<Row[]>
  /** New in the history while the visitor is here: what a screen reader says. */
  news: ReadonlySignal<Visible[]>
  mode: ReadonlySignal<Mode>
  /** Who is answering, while a person is. */
  agent: ReadonlySignal<AgentFace | null>
  faces: ReadonlySignal<Status['agents']>
  waiting: ReadonlySignal<Status['waiting']>
  /** A person can be asked for now. */
  canAskForPerson: ReadonlySignal<boolean>
  /** What the visitor has asked for, and the server has not yet taken up. */
  acting: ReadonlySignal<'person' | 'leave' | null>
  typist: ReadonlySignal<Typist | null>
  draft: ReadonlySignal<Message | null>
  readUpTo: ReadonlySignal<Time>
  unread: ReadonlySignal<number>
  older: ReadonlySignal<'none' | 'there' | 'loading'>
  transcript: Transcript
  /** What attaching and showing files is made with, once it is needed. */
  files: FileNeeds

  show(): void
  hide(): void
  /** Says `text`; answers how many code points are too many, 0 when it was taken. */
  say(text: string): number
  tap(target: Seq, choice: string, label: string): void
  /** To what Baton asked. Another one takes the place of one that has failed. */
  answer(target: Seq, answer: Answered): void
  askForPerson(): void
  leave(): void
  retry(key: SendKey): void
  discard(key: SendKey): void
  typed(text: string): void
  loadOlder(): Promise<void>
  /** What the page says of the visitor. What a later call does not name stays as it was. */
  introduce(given: unknown): void
  stop(): void
}

export type ChatNeeds = {
  site: string
  connection: Connection
  storage: Storage
  /** Of this tab alone; holds nothing but that the panel is open, so that it is so on the next page. */
  tabStorage: Storage
  clock: Clock
  chance: Chance
  waking: Waking
  facts(): Omit<Hello, 'cursor'>
  /** The answer of the settings' address; null when it cannot be had. */
  fetchSettings(): Promise<unknown>
  onMessage(by: 'visitor' | 'bot' | 'agent'): void
  onOutdated(path: string | null): void
}

export function createChat(needs: ChatNeeds): Chat {
  const { connection, clock, chance, waking } = needs
  const drawer = createDrawer(needs.storage, needs.site)
  const history = signal<History>(emptyHistory)
  const settings = signal(defaultSettings)
  const shown = signal(false)
  const looked = signal(waking.visible())
  const news = signal<Visible[]>([])
  const seen = signal(drawer.read().seen)
  const loadingOlder = signal(false)
  const status = computed(() => history.value.status)
  const presence = createPresence(connection, clock)
  const facts = createFacts(needs.facts)
  const onOtherSession = () => connection.reopen()
  const queue = createSendQueue({ connection, drawer, clock, chance, page: facts.newPage, onOtherSession })
  const session = createSession({
    ...{ connection, drawer, clock, chance, history, facts: facts.tell, onOutdated: needs.onOutdated },
    queue: () => queue,
    passing: presence.hear,
    onNews(events) {
      presence.settle(events)
      news.value = events
      for (const { kind } of events) {
        if (kind === 'visitorSaid' || kind === 'botSaid' || kind === 'agentSaid') {
          needs.onMessage(kind === 'visitorSaid' ? 'visitor' : kind === 'botSaid' ? 'bot' : 'agent')
        }
      }
    },
  })

  const begin = () => {
    if (session.line.value !== 'resting') return
    session.begin()
    void needs.fetchSettings().then((json) => {
      if (json !== null) settings.value = readSettings(json)
    })
  }
  const order = (body: Body) => {
    presence.typed(true)
    queue.add(body, session.current())
  }
  const acting = computed(() => {
    const body = queue.entries.value.find(({ body, state }) => body.kind === 'act' && state !== 'failed')?.body
    return body?.kind === 'act' ? body.action : null
  })
  const mode = computed(() => status.value?.mode ?? 'bot')

  const stops = [
    waking.listen({
      wake() {
        looked.value = true
        session.wake()
      },
      sleep: () => session.sleep(),
      hide: () => {
        looked.value = false
      },
    }),
    drawer.onChange((memory) => {
      seen.value = memory.seen
    }),
    effect(() => queue.settle(settledIn(history.value))),
    effect(() => markSeen()),
    effect(() => {
      const live = history.value.cursor !== null && mode.value !== 'closed' && hasBegun(history.value)
      if (history.value.cursor && drawer.read().live !== live) drawer.write({ live })
    }),
  ]

  function markSeen() {
    const { cursor, stretches } = history.value
    if (!cursor) return
    const first = seen.value === null
    if (!first && !(shown.value && looked.value)) return
    const heard = stretches.at(-1)?.events.findLast(isHeard)?.seq ?? cursor.seq
    if (seen.value?.conversation === cursor.conversation && seen.value.seq >= heard) return
    const mark = { conversation: cursor.conversation, seq: heard }
    drawer.write({ seen: mark })
    seen.value = mark
    if (shown.value) connection.seen(heard)
  }

  const chat: Chat = {
    ...{ settings, shown, news, mode, acting, line: session.line },
    ...{ typist: presence.typist, draft: presence.draft, readUpTo: presence.readUpTo },
    known: computed(() => history.value.cursor !== null),
    rows: computed(() => rowsOf(history.value, queue.entries.value)),
    agent: computed(() => (status.value?.agent && history.value.faces[status.value.agent]) || null),
    faces: computed(() => history.value.faces),
    waiting: computed(() => (mode.value === 'waiting' ? (status.value?.waiting ?? null) : null)),
    canAskForPerson: computed(() => mode.value === 'bot' && status.value?.canAskForPerson === true),
    unread: computed(() => countUnread(history.value, seen.value)),
    older: computed(() => (loadingOlder.value ? 'loading' : history.value.older ? 'there' : 'none')),

    files: { connection, clock, chance, line: session.line, session: session.current, send: queue.add },
    transcript: createTranscript({ connection, clock, history: () => history.value, session: session.current }),
    show() {
      begin()
      shown.value = true
      needs.tabStorage.set(openName(needs.site), '1')
    },
    hide() {
      shown.value = false
      needs.tabStorage.remove(openName(needs.site))
    },
    say(text) {
      const plain = text.normalize().trim()
      const length = [...plain].length
      if (length > textLimit) return length - textLimit
      if (plain === '/leave' && mode.value !== 'bot') chat.leave()
      else if (plain) order({ kind: 'text', text: plain })
      return 0
    },
    answer(target, answer) {
      const conversation = history.value.cursor?.conversation
      if (!conversation) return
      const before = queue.entries.value.find(({ body }) => body.kind === 'respond' && body.target === target)
      if (before?.state === 'failed') queue.discard(before.key)
      else if (before) return
      order({ kind: 'respond', conversation, target, answer })
    },
    tap: (target, choice, label) => order({ kind: 'choice', choice, target, label }),
    askForPerson() {
      if (!acting.value) order({ kind: 'act', action: 'person' })
    },
    leave() {
      if (!acting.value) order({ kind: 'act', action: 'leave' })
    },
    retry: (key) => queue.retry(key, session.current()),
    discard: (key) => queue.discard(key),
    typed: (text) => presence.typed(text.trim() === ''),
    async loadOlder() {
      const asked = history.value.older
      if (!asked || loadingOlder.value || session.line.value !== 'ready') return
      loadingOlder.value = true
      const reply = await connection.older(asked)
      batch(() => {
        loadingOlder.value = false
        if (reply !== 'lost' && reply.ok) history.value = applyOlder(history.value, asked, reply.page)
      })
    },
    introduce(given) {
      if (facts.introduce(given)) session.introduce()
    },
    stop() {
      session.stop()
      queue.stop()
      presence.stop()
      for (const stop of stops) stop()
    },
  }
  // A visitor who was here before hears of what was said meanwhile; a new one costs nothing until the panel opens.
  if (drawer.read().token !== null) begin()
  return chat
}

const openName = (site: string) => `baton.${site}.open`
/** More than a greeting: what the next page must know of. */
const hasBegun = (history: History) => history.stretches.at(-1)?.events.some(({ kind }) => begins.has(kind)) ?? false
const begins = new Set(['visitorSaid', 'handoffRequested', 'agentSaid', 'asked'])
