import { DatabaseSync } from 'node:sqlite'
import type { ConversationId, Seq } from '@baton/shared/ids.ts'
import type { Event } from '../../server/src/conversation/events.ts'
import type { Store } from '../../server/src/store/store.ts'
import { type Agent, deskTruth } from '../drive/agent.ts'
import type { History, StoredConversation, TabHistory, VisitorHistory } from './history.ts'
import { owing } from './owing.ts'
import type { Chatter } from './people.ts'
import type { World } from './world.ts'

/** Everything that is known when no server runs any more. */
export async function gather(world: World, chatters: Chatter[], agents: Agent[]): Promise<Omit<History, 'unsettled'>> {
  const store = await world.open()
  try {
    const visitors = await Promise.all(chatters.map((chatter) => visitorOf(store, chatter)))
    return {
      visitors,
      desk: deskTruth(world.desk),
      deskKind: world.desk.kind,
      users: world.desk.users(),
      agentWords: agents.flatMap(({ said }) => said),
      secrets: [
        ...world.secrets,
        ...agents.flatMap(({ secrets }) => secrets),
        '(for colleagues only)',
        ...chatters.flatMap(({ visitor }) => visitor.wallet.token ?? []),
      ],
      inside: insideOf(world),
      frames: chatters.flatMap(({ frames, visitor }) =>
        frames.map((frame) => withoutOwnToken(frame, visitor.wallet.token)),
      ),
      logs: world.seats.flatMap(({ logs }) => logs),
      damage: 'file' in world.place ? damageOf(world.place.file) : [],
      owing: await owing(world.place),
    }
  } finally {
    await store.close()
  }
}

/** Ids, addresses and e-mails that are the desk's own affair. */
const insideOf = ({ desk }: World): string[] => [
  ...new Set(desk.threads().flatMap(({ id }) => Object.values(desk.private(id)))),
]

/** A tab is told its own token once, in the welcome that minted it. */
const withoutOwnToken = (frame: string, token: string | null): string =>
  token === null ? frame : frame.replaceAll(token, '')

async function visitorOf(store: Store, { visitor, seen }: Chatter): Promise<VisitorHistory> {
  const tabs = visitor.tabs.map(
    ({ queue, view, refused }, n): TabHistory => ({
      sent: queue.sent,
      stretches: view.stretches,
      cursor: view.cursor,
      status: view.status,
      changed: view.changed,
      refused,
      seen: seen[n] ?? new Map(),
    }),
  )
  const anyId = tabs
    .flatMap(({ cursor, sent }) => [cursor?.conversation, ...sent.map(({ acked }) => acked?.conversation)])
    .find((id) => id !== undefined)
  const row = anyId === undefined ? null : await store.log.get(anyId)
  if (!row) return { name: visitor.name, tabs, conversations: [] }
  const ids = (await store.log.conversationsOfVisitor(row.visitor, 1_000)).map(({ id }) => id).toReversed()
  return { name: visitor.name, tabs, conversations: await Promise.all(ids.map((id) => conversationOf(store, id))) }
}

async function conversationOf({ log }: Store, id: ConversationId): Promise<StoredConversation> {
  const row = await log.get(id)
  if (!row) throw new Error(`conversation ${id} is listed and is not there`)
  const events: Event[] = []
  for (;;) {
    const page = await log.read(id, (events.at(-1)?.seq ?? 0) as Seq, 'on', 500)
    if (page.length === 0) return { id, row, events }
    events.push(...page)
  }
}

function damageOf(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const integrity = database
      .prepare('pragma integrity_check')
      .all()
      .map((row) => String(row['integrity_check']))
    const keys = database
      .prepare('pragma foreign_key_check')
      .all()
      .map((row) => `foreign key: ${JSON.stringify(row)}`)
    return [...integrity.filter((line) => line !== 'ok'), ...keys]
  } finally {
    database.close()
  }
}
