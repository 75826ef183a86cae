import type { Clock } from '../../clock.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused } from '../../outcome.ts'
import { createCache } from '../cache.ts'
import type { Client } from './client.ts'
import type { FreshchatConfig } from './config.ts'
import { walk } from './lists.ts'
import type { VendorChannel } from './wire.ts'
import { vendorChannel, vendorGroup } from './wire.ts'

/** The topic and the group that the site file names: ids as they are, names matched exactly (vendors/freshchat.md §2.6, §2.8). */
export interface Directory {
  /** The topic's id. Refused with the candidates' names when it is missing or not the only one. */
  topic(): Promise<Outcome<string>>
  group(nameOrId: string): Promise<Outcome<string>>
  /** Their topic is gone or was disabled: look again next time. */
  forgetTopic(): void
  forget(): void
}

const keep = 30 * 60_000
const failed = 60_000

export function createDirectory({
  client,
  config,
  clock,
}: {
  client: Client
  config: FreshchatConfig
  clock: Clock
}): Directory {
  const topics = createCache<string>({ clock, keep, failed })
  const groups = createCache<string>({ clock, keep, failed })
  return {
    async topic() {
      const { topic } = config
      // An id is taken as it is: a look would cost a call and could only say what opening says anyway.
      return 'id' in topic ? done(topic.id) : await topics.get('topic', () => topicByName(client, topic.name))
    },
    group: (wanted) => groups.get(wanted, () => groupBy(client, wanted)),
    forgetTopic: () => topics.forget('topic'),
    forget() {
      topics.forgetAll()
      groups.forgetAll()
    },
  }
}

export async function allTopics(client: Client): Promise<Outcome<VendorChannel[]>> {
  const list = await walk(client, { path: '/channels', query: { page: '1' }, plural: 'channels', shape: vendorChannel })
  return list.kind === 'done' ? done(list.value.items) : scoped(list, 'channels')
}

/** Topics that a visitor of a web site can be in. */
export const isUsable = ({ enabled, source }: VendorChannel): boolean =>
  enabled !== false && (source === undefined || source.toUpperCase() === 'FRESHCHAT')

export const whyUnusable = ({ enabled, source }: VendorChannel): string =>
  enabled === false ? 'is disabled' : `is a topic of ${source ?? 'another kind'}, not of a web site`

async function topicByName(client: Client, name: string): Promise<Outcome<string>> {
  const all = await allTopics(client)
  if (all.kind !== 'done') return all
  const found = all.value.filter((topic) => topic.name === name && isUsable(topic))
  const [only] = found
  if (found.length === 1 && only?.id) return done(only.id)
  const unusable = all.value.find((topic) => topic.name === name && !isUsable(topic))
  return refused(
    found.length === 0 ? 'no-such-topic' : 'topic-not-unique',
    found.length === 0 && unusable
      ? `"${name}" ${whyUnusable(unusable)}; ${candidates(all.value)}`
      : candidates(all.value, found),
    mendTopic(found.length),
  )
}

const mendTopic = (count: number): string =>
  count === 0
    ? 'Write the topic exactly as Freshchat names it, and see that it is enabled.'
    : 'Two topics have this name: write channel: with the id of the right one instead of topic:.'

/** At most ten, so that a message stays one. */
export function candidates(all: VendorChannel[], found: VendorChannel[] = []): string {
  return listed(found.length > 0 ? found : all.filter(isUsable))
}

function listed(list: { id?: string | undefined; name?: string | undefined }[]): string {
  const names = list.slice(0, 10).map(({ id, name }) => `"${name ?? ''}" (${id ?? ''})`)
  return `there are ${names.join(', ') || 'none'}${list.length > 10 ? ' and more' : ''}`
}

async function groupBy(client: Client, wanted: string): Promise<Outcome<string>> {
  const list = await walk(client, { path: '/groups', query: { page: '1' }, plural: 'groups', shape: vendorGroup })
  if (list.kind !== 'done') return scoped(list, 'groups')
  const all = list.value.items
  const found = all.filter(({ id, name }) => id === wanted || name === wanted)
  const [only] = found
  if (found.length === 1 && only?.id) return done(only.id)
  return refused(
    found.length === 0 ? 'no-such-group' : 'group-not-unique',
    listed(found.length > 0 ? found : all),
    found.length === 0
      ? 'Write the group exactly as Freshchat names it.'
      : 'Two groups have this name: write the id of the right one instead.',
  )
}

/** A token that may not read a list can still do the rest: only that list is refused, and the account stays open. */
export function scoped<T>(outcome: Outcome<T>, list: string): Outcome<T> {
  if (outcome.kind !== 'retry' || outcome.why.code !== 'token-forbidden') return outcome
  return refused(
    'token-forbidden',
    `the token may not read ${list}`,
    `Make a new token with the scope to read ${list}: Freshchat, Admin → API settings.`,
  )
}
