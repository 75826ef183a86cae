import { randomUUID } from 'node:crypto'
import type { Check } from '../desk.ts'
import type { Checking } from './check.ts'
import { segment } from './client.ts'
import { textOf } from './convert.ts'
import { recentMessages } from './messages.ts'
import { vendorConversation, vendorUser } from './wire.ts'

/** One user for all checks, so that they do not fill the account. */
const reference = 'baton-check'

/** Opens a labelled conversation, reads it back and resolves it. Whether its webhook arrives is seen where webhooks arrive. */
export async function* checkLive({ client, directory }: Checking): AsyncGenerator<Check> {
  const topic = await directory.topic()
  if (topic.kind !== 'done') return
  const user = await client.post('/users', { reference_id: reference, first_name: 'Baton check' })
  const userId = user.kind === 'done' ? vendorUser.safeParse(user.value.json).data?.id : undefined
  if (userId === undefined) return yield failed('live: user', 'A test user could not be made.')

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
  yield {
    name: 'live: webhook',
    ok: null,
    says: 'Whether its webhook arrived stands in the log of the server, under "webhook".',
  }
}

const failed = (name: string, says: string): Check => ({
  name,
  ok: false,
  says,
  mend: 'See the lines above; the token needs the scopes for users, conversations and messages.',
})
