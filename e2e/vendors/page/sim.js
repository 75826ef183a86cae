/** The way to the simulator: plain calls to /sim/api, errors shown at the foot of the page. */
const trouble = document.querySelector('#trouble')

export async function ask(path) {
  return call('GET', path)
}

export async function tell(method, path, body = {}) {
  return call(method, path, body)
}

async function call(method, path, body) {
  try {
    const response = await fetch(`/sim/api${path}`, {
      method,
      ...(body !== undefined && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(answer.message)
    trouble.hidden = true
    return answer
  } catch (error) {
    trouble.textContent = error.message
    trouble.hidden = false
    throw error
  }
}

/** Makes an element; strings become text, so that nothing a visitor writes is ever read as HTML. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value)
  }
  element.append(...children.filter((child) => child !== null && child !== undefined))
  return element
}

export function clock(time) {
  return new Date(time).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}

/** Fills a `dl` with names and values. */
export function describe(list, facts) {
  list.replaceChildren(...facts.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]))
}

/** Only web addresses become links: a client may have posted anything. */
export function link(url, label) {
  return /^https?:/.test(url ?? '') ? make('a', { href: url, target: '_blank', rel: 'noreferrer' }, label) : label
}

/** Brings the list of messages in line: `draw` makes one anew when its `version` changed; stays at the end when it was there. */
export function fill(list, conversation, messages, { version, draw }) {
  const another = list.dataset.conversation !== conversation
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40
  if (another) list.replaceChildren()
  list.dataset.conversation = conversation
  const known = new Map([...list.children].map((item) => [item.dataset.message, item]))
  for (const message of messages) {
    const before = known.get(message.id)
    if (before?.dataset.version === version(message)) continue
    const item = draw(message)
    item.dataset.message = message.id
    item.dataset.version = version(message)
    if (before) before.replaceWith(item)
    else list.append(item)
  }
  if (!another && !atEnd) return
  const toEnd = () => {
    list.scrollTop = list.scrollHeight
  }
  toEnd()
  // What comes into a picture's place is higher than the place was.
  for (const image of list.querySelectorAll('img'))
    if (!image.complete) image.addEventListener('load', toEnd, { once: true })
}

/** A list of rows that keeps its focus. */
export function fillRows(rows, none, items) {
  const focused = document.activeElement?.dataset?.conversation
  rows.replaceChildren(...items.map((item) => make('li', {}, item)))
  none.hidden = items.length > 0
  if (focused) rows.querySelector(`[data-conversation="${CSS.escape(focused)}"]`)?.focus()
}

/** One row: name, time, last line, what is unread, status. */
export function row({ id, name, at, last, unread, status, current, choose }) {
  const button = make(
    'button',
    { type: 'button', class: 'row', 'data-conversation': id, 'aria-current': current ? 'true' : null },
    make('span', { class: 'name' }, name),
    make('span', { class: 'when' }, clock(at)),
    make('span', { class: 'last' }, last),
    unread > 0 ? make('span', { class: 'count', 'aria-label': `${unread} unread` }, String(unread)) : null,
    make('span', { class: 'status' }, status),
  )
  button.addEventListener('click', () => choose(id))
  return button
}

/** One message: who, when and what, as a bubble of its kind. */
export function bubble({ kind, name, marks, at, said, note, failed }) {
  const what = [...marks, clock(at)].filter(Boolean)
  return make(
    'article',
    {
      class: ['message', kind, note ? 'note' : '', failed ? 'failed' : ''].join(' ').trim(),
      'aria-label': [name, note ? 'private note' : null].filter(Boolean).join(', '),
    },
    make('div', { class: 'by' }, `${name} · ${what.join(' · ')}`),
    make('div', { class: 'said' }, ...said),
  )
}
