import { randomUUID } from 'node:crypto'
import type { Ms, VisitorId } from '@baton/shared/ids.ts'
import type { Check } from '../desk.ts'
import { listChat, readChat } from './chats.ts'
import { failed } from './check-words.ts'
import type { NewEvent } from './convert.ts'
import { type Echoes, testId } from './echoes.ts'
import { asOurOwn, type Identifying, identify } from './identify.ts'
import { begin } from './opening-steps.ts'

/** One customer for all checks, so that they do not fill the account. */
const somebody = { id: 'baton-check' as VisitorId, name: 'Baton check' }
/** A webhook that failed is tried again within a minute; one that works needs a second. */
const comesWithin: Ms = 20_000

/** Opens a labelled chat, waits until it comes back by its webhook, and closes it. */
export async function* checkLive(
  from: Identifying & { echoes: Echoes; group: number; wait?: Ms },
): AsyncGenerator<Check> {
  const listed = await asOurOwn(from, somebody, (id) => listChat(from.customers.as(id)))
  const customer = await identify(from, somebody, null)
  if (customer.kind !== 'done') return yield failed('live: customer', customer)
  if (listed.kind !== 'done') return yield failed('live: open', listed)
  const caller = from.customers.as(customer.value.id)
  // A former check was cut off.
  if (listed.value?.active) await caller('deactivate_chat', { id: listed.value.id }, 'set')
  const word = randomUUID()
  const text = `This is a test of Baton (${word}). It is closed at once; nobody needs to answer.`
  const event: NewEvent = { type: 'message', text, custom_id: testId(word) }
  await from.echoes.expect(event.custom_id)
  const begun = await begin(caller, listed.value?.id ?? null, [event], {
    group: from.group,
    waits: true,
  })
  if (begun.kind === 'refused' && begun.why.code === 'groups-offline')
    return yield {
      name: 'live: open',
      ok: null,
      says: 'Nobody of the group accepts chats now, so LiveChat opens none.',
      mend: 'Try again when somebody is online.',
    }
  if (begun.kind !== 'done') return yield failed('live: open', begun)
  yield { name: 'live: open', ok: true, says: 'A test chat was opened.' }

  const { chat, stretch } = begun.value
  const read = await readChat(caller, chat, stretch)
  const there = read.kind === 'done' && read.value.thread?.events.some(({ custom_id }) => custom_id === event.custom_id)
  yield there ? { name: 'live: read', ok: true, says: 'Its message can be read back.' } : failed('live: read', read)

  yield (await from.echoes.comesBack(event.custom_id, from.wait ?? comesWithin))
    ? { name: 'live: webhook', ok: true, says: 'It came back by its webhook, with the right secret.' }
    : {
        name: 'live: webhook',
        ok: false,
        says: 'It did not come back by its webhook within 20 seconds.',
        mend: 'See the line "webhooks" above. They must be registered with this webhookSecret (npm run baton -- check --mend), the app must be installed on the account (developer console, Private installation), and BATON_PUBLIC_URL must be reachable from outside. After a change LiveChat needs up to two minutes.',
      }
  // A fresh caller: the wait may have used up the time of the first.
  const closed = await from.customers.as(customer.value.id)('deactivate_chat', { id: chat }, 'set')
  yield closed.kind === 'done' || (closed.kind === 'refused' && closed.why.code === 'chat_inactive')
    ? { name: 'live: close', ok: true, says: 'It was closed.' }
    : failed('live: close', closed, 'Please close it by hand: it is the chat with "Baton check".')
}
