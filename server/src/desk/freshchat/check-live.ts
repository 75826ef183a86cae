import { randomUUID } from 'node:crypto'
import type { Ms } from '@baton/shared/ids.ts'
import type { Check } from '../desk.ts'
import type { Checking } from './check.ts'
import { keyMend } from './check.ts'
import type { Client } from './client.ts'
import { segment } from './client.ts'
import { textOf } from './convert.ts'
import { userBy } from './identify.ts'
import { recentMessages } from './messages.ts'
import { vendorConversation, vendorUser } from './wire.ts'

/** One user for all checks, so that they do not fill the account. */
const reference = 'baton-check'

/** One that failed may be sent again; one that works needs a second. */
const comesWithin: Ms = 20_000
const day: Ms = 24 * 3_600_000

/** Opens a labelled conversation, reads it back, resolves it, and waits until it comes back by its webhook. */
export async function* checkLive({
  client,
  directory,
  hooks,
  clock,
  hookUrl,
  ...given
}: Checking & { wait?: Ms }): AsyncGenerator<Check> {
  const began = clock.now()
  const before = (await hooks.last()).signed
  const topic = await directory.topic()
  if (topic.kind !== 'done') return
  const userId = await testUser(client)
  if (userId === null) return yield failed('live: user', 'A test user could not be made.')

  const text = `This is a test of Baton (${randomUUID()}). It is resolved at once; nobody needs to answer.`
  const message = {
    message_parts: [{ text: { content: text } }],
    message_type: 'normal',
    actor_type: 'user',
    actor_id: userId,
  }
  const made = await client.post('/conversations', {
    channel_id: topic.value,
    messages: [message],
    users: [{ id: userId }],
    status: 'new',
  })
  const id = made.kind === 'done' ? vendorConversation.safeParse(made.value.json).data?.conversation_id : undefined
  if (id === undefined) return yield failed('live: open', 'A test conversation could not be opened.')
  yield { name: 'live: open', ok: true, says: 'A test conversation was opened.' }

  const listed = await recentMessages(client, id)
  const there = listed.kind === 'done' && listed.value.some((one) => textOf(one.message_parts) === text)
  yield there
    ? { name: 'live: read', ok: true, says: 'Its message can be read back.' }
    : failed('live: read', 'Its message is not listed yet; new ones may take a minute.')

  const resolved = await client.put(`/conversations/${segment(id)}`, { status: 'resolved' })
  yield resolved.kind === 'done'
    ? { name: 'live: resolve', ok: true, says: 'It was resolved.' }
    : failed('live: resolve', 'It could not be resolved; please resolve it by hand.')
  yield webhook(await hooks.since(began, given.wait ?? comesWithin), before !== null && began - before < day, hookUrl)
}

async function testUser(client: Client): Promise<string | null> {
  const known = await userBy(client, reference)
  if (known.kind === 'done' && known.value) return known.value
  const made = await client.post('/users', { reference_id: reference, first_name: 'Baton check' })
  const id = made.kind === 'done' ? vendorUser.safeParse(made.value.json).data?.id : undefined
  if (id !== undefined) return id
  // Known there, and not yet listed when we looked.
  const again = await userBy(client, reference)
  return again.kind === 'done' ? again.value : null
}

function webhook(came: 'signed' | 'forged' | null, othersCome: boolean, hookUrl: string | null): Check {
  const name = 'live: webhook'
  if (came === 'signed') return { name, ok: true, says: 'It came back by the webhook, signed with publicKey.' }
  if (came === 'forged')
    return {
      name,
      ok: false,
      says: 'It came back by the webhook, but is not signed with publicKey, so it was not believed.',
      mend: keyMend,
    }
  // Freshchat may keep to itself what came by its API (vendors/freshchat.md §7, U26): others' webhooks prove the way as well.
  return {
    name,
    ok: othersCome ? null : false,
    says: `It did not come back by the webhook within 20 seconds${othersCome ? '; others came today' : ''}.`,
    mend: `In Freshchat, Admin → Webhooks, see that it is switched on, ticks messages and conversations, and goes to ${hookUrl ?? 'the address of this desk'}, which must be reachable from outside. Until then answers come with the next look, within a minute or two.`,
  }
}

const failed = (name: string, says: string): Check => ({
  name,
  ok: false,
  says,
  mend: 'See the lines above; the token needs the scopes for users, conversations and messages.',
})
