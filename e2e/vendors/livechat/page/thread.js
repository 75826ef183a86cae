import { describe, fill, make } from '../../page/sim.js'
import { eventItem, versionOf } from './events.js'
import { agentName, customerName, groupName, state, thread } from './people.js'

const at = (selector) => document.querySelector(selector)

/** The open chat: its head, its events, what can be done with it, and its visitor. */
export function showThread(truth, chat, acts) {
  at('#choose').hidden = Boolean(chat)
  at('#open').hidden = !chat
  if (!chat) {
    at('#facts').replaceChildren()
    return
  }
  const { me } = acts
  const { active } = thread(chat)
  at('#visitor').textContent = customerName(truth, chat.customer)
  at('#state').textContent = `${chat.groups.map((id) => groupName(truth, id)).join(', ')} · ${state(truth, chat)}`
  at('#close').hidden = !active
  at('#resume').hidden = active
  at('#mine').textContent = chat.holder ? 'Assign to me' : 'Accept'
  at('#mine').disabled = !active || chat.holder === me
  at('#to').disabled = !active
  at('#typing').checked = chat.typing.includes(me)
  at('#peek').hidden = !chat.sneakPeek
  at('#peek').textContent = chat.sneakPeek ? `is typing: ${chat.sneakPeek}` : ''
  const events = chat.threads.flatMap((one) => one.events)
  fill(at('#messages'), chat.id, events, {
    version: (event) => versionOf(event, me),
    draw: (event) => eventItem(truth, event, acts),
  })
  showTargets(truth, chat)
  showFacts(truth, chat)
}

function showTargets(truth, chat) {
  const option = (value, label) => make('option', { value }, label)
  const to = at('#to')
  to.replaceChildren(
    option('', 'Nobody'),
    make(
      'optgroup',
      { label: 'Agents' },
      ...truth.agents.map((one) => option(`agent ${one.id}`, agentName(truth, one.id))),
    ),
    make('optgroup', { label: 'Groups' }, ...truth.groups.map((one) => option(`group ${one.id}`, one.name))),
  )
  to.value = chat.holder ? `agent ${chat.holder}` : ''
}

function showFacts(truth, chat) {
  const customer = truth.customers.find((one) => one.id === chat.customer)
  const rating = thread(chat).properties.rating
  const here = truth.sockets.filter((socket) => socket.holder === chat.customer)
  const facts = [
    ['Name', customer?.name],
    ['E-mail', customer?.email],
    ['Phone', customer?.phone],
    ...(customer?.sessionFields ?? []).flatMap((field) => Object.entries(field)),
    ['Customer id', chat.customer],
    ['Sockets', here.length > 0 ? String(here.length) : null],
    ['Threads', String(chat.threads.length)],
    ['Tags', thread(chat).tags.join(', ')],
    ['Rating', rating ? `${rating.score === 1 ? 'good' : 'bad'} ${rating.comment ?? ''}` : null],
    ['Banned until', customer?.bannedUntil],
    ['Began', new Date(chat.threads[0].at).toLocaleString()],
  ].filter(([, value]) => value)
  describe(at('#facts'), facts)
}
