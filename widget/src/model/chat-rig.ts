import { createFakeChance, createFakeClock, createFakeStorage } from '../browser/fakes.ts'
import type { Waking } from '../browser/waking.ts'
import { FakeServer } from '../connection/fakes.ts'
import { type Chat, createChat } from './chat.ts'
import type { MessageRow } from './rows.ts'

/** For tests: a browser with any number of tabs, one server, one clock. */
export function createRig() {
  const server = new FakeServer()
  const clock = createFakeClock()
  const storage = createFakeStorage()
  let nth = 0
  const openTab = () => {
    const line = server.connect()
    const told: string[] = []
    let hear: Parameters<Waking['listen']>[0] | null = null
    const chat = createChat({
      site: 'acme',
      connection: line,
      storage: storage.tab(),
      tabStorage: createFakeStorage().tab(),
      clock,
      chance: createFakeChance(`tab${++nth}`),
      waking: {
        visible: () => true,
        listen(to) {
          hear = to
          return () => {}
        },
      },
      facts: () => ({}),
      fetchSettings: () => Promise.resolve(null),
      onMessage: (by) => void told.push(by),
      onOutdated: (path) => void told.push(`outdated ${path}`),
    })
    return {
      ...{ chat, line, told },
      wake: () => hear?.wake(),
      hide: () => hear?.hide(),
      sleep: () => hear?.sleep(),
    }
  }
  return { server, clock, values: storage.values, otherTab: storage.tab, openTab }
}

export type Tab = ReturnType<ReturnType<typeof createRig>['openTab']>

/** What the visitor reads: `me: hello`, `me: hello (pending)`, `bot: hi`, `— joined`. */
export function script(chat: Chat): string[] {
  return chat.rows.value.flatMap((row) => {
    if (row.kind === 'day') return []
    if (row.kind === 'note') return [`— ${row.note.kind}`]
    return [`${authorOf(row)}: ${textOf(row)}${row.send === 'sent' ? '' : ` (${row.send})`}`]
  })
}

const authorOf = ({ by }: MessageRow) =>
  by.kind === 'visitor' ? 'me' : by.kind === 'bot' ? 'bot' : (by.face?.name ?? 'team')
const textOf = ({ message }: MessageRow) =>
  message?.parts.map((part) => (part.kind === 'text' ? part.text : part.kind)).join(' ') ?? 'deleted'

export const keysOf = (chat: Chat) => chat.rows.value.flatMap((row) => (row.kind === 'message' ? [row.key] : []))
