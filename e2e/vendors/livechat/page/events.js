import { bubble, link, make } from '../../page/sim.js'
import { agentName, customerName } from './people.js'

/** One event as an agent reads it; the own ones can be changed and deleted. */
export function eventItem(truth, event, { me, edit, remove }) {
  const note = event.visibility === 'agents'
  const item = bubble({
    kind: kindOf(truth, event),
    name: writer(truth, event),
    marks: [note ? 'private note' : null, event.deleted ? 'deleted' : null],
    at: event.at,
    said: said(event),
    note,
  })
  item.classList.toggle('deleted', event.deleted)
  if (event.author === me && event.type === 'message' && !event.deleted) {
    item.append(
      make(
        'div',
        { class: 'own' },
        button('Edit', () => edit(event)),
        button('Delete', () => remove(event)),
      ),
    )
  }
  return item
}

/** Changes when the item must be drawn anew. */
export function versionOf(event, me) {
  return [event.text, event.deleted, event.author === me].join('|')
}

function button(label, act) {
  const one = make('button', { type: 'button' }, label)
  one.addEventListener('click', act)
  return one
}

function kindOf(truth, event) {
  if (event.author === null) return 'system'
  return truth.agents.some((agent) => agent.id === event.author) ? 'agent' : 'user'
}

function writer(truth, event) {
  switch (kindOf(truth, event)) {
    case 'system':
      return 'System'
    case 'agent':
      return agentName(truth, event.author)
    default:
      return customerName(truth, event.author)
  }
}

function said({ type, content, text }) {
  switch (type) {
    case 'message':
    case 'system_message':
      return [make('span', {}, text)]
    case 'file':
      if (content.content_type?.startsWith('image/')) return [make('img', { src: content.url, alt: content.name })]
      return [link(content.url, content.name)]
    case 'rich_message':
      return content.elements.map(card)
    default:
      return [make('em', {}, `an event of the type "${type}"`)]
  }
}

function card({ title, subtitle, buttons = [] }) {
  const chips = buttons.map((one) => make('span', { class: 'chip' }, one.text))
  return make(
    'span',
    { class: 'card' },
    title ?? null,
    subtitle ? make('small', {}, ` ${subtitle}`) : null,
    make('span', { class: 'chips' }, ...chips),
  )
}
