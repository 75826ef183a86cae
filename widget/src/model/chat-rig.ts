import type { WidgetSettings } from '@baton/shared/settings.ts'
import { createFakeChance, createFakeClock, createFakeStorage } from '../browser/fakes.ts'
import type { Waking } from '../browser/waking.ts'
import { FakeServer } from '../connection/fakes.ts'
import { type Chat, createChat } from './chat.ts'
import type { MessageRow } from './rows.ts'

/** For tests: a browser with any number of tabs, one server, one clock. */
export function createRig(settings: Partial<WidgetSettings> = {}) {
  const server = new FakeServer()
  const clock = createFakeClock()
  const storage = createFakeStorage()
  let nth = 0
  const openTab = () => {
    const line = server.connect()
    const told: string[] = []
    const page: { value?: string } = {}
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
      facts: () => (page.value === undefined ? {} : { page: page.value }),
      fetchSettings: () => Promise.resolve(settings),
      onMessage: (by) => void told.push(by),
      onOutdated: (path) => void told.push(`outdated ${path}`),
    })
    return {
      ...{ chat, line, told, page },
      wake: () => hear?.wake(),
      hide: () => hear?.hide(),
      sleep: () => hear?.sleep(),
    }
  }
  return { server, clock, values: storage.values, otherTab: storage.tab, openTab }
}

export type Tab = ReturnType<ReturnType<typeof createRig>['openTab']>

/** What the visitor reads: `me: hello`, `me: hello (pending)`, `bot: hi`, `— joined`. */
export function script(chat: { rows: { value: Chat['rows']['value'] } }): string[] {
  return chat.rows.value.flatMap((row) => {
    if (row.kind === 'day') return []
    if (row.kind === 'note') return [`— ${row.note.kind}`]
    if (row.kind === 'ask') return [`? ${row.ask.kind} ${row.state}`]
    return [`${authorOf(row)}: ${textOf(row)}${row.send === 'sent' ? '' : ` (${row.send})`}`]
  })
}

const authorOf = ({ by }: MessageRow) =>
  by.kind === 'visitor' ? 'me' : by.kind === 'bot' ? 'bot' : (by.face?.name ?? 'team')
const textOf = ({ message }: MessageRow) =>
  message?.parts.map((part) => (part.kind === 'text' ? part.text : part.kind)).join(' ') ?? 'deleted'

export const keysOf = (chat: Chat) => chat.rows.value.flatMap((row) => (row.kind === 'message' ? [row.key] : []))
