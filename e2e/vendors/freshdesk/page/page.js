import { showBreaches } from '../../page/breach-list.js'
import { showFaults } from '../../page/fault-panel.js'
import { listen } from '../../page/live.js'
import { ask, describe, fillRows, make, row, tell } from '../../page/sim.js'
import { tabs } from '../../page/tabs.js'

const at = (selector) => document.querySelector(selector)
const chosen = () => Number(new URLSearchParams(location.hash.slice(1)).get('ticket'))
const words = { 2: 'open', 3: 'pending', 4: 'resolved', 5: 'closed' }
const isClosed = (ticket) => ticket.status >= 4

let truth = await ask('/truth')
const tab = tabs(draw)

const requester = (ticket) => truth.contacts.find((one) => one.id === ticket.requester)

function draw() {
  const shown = truth.tickets.filter((one) => isClosed(one) === (tab() === 'closed')).reverse()
  fillRows(
    at('#tickets'),
    at('#none'),
    shown.map((ticket) =>
      row({
        id: String(ticket.id),
        name: ticket.subject,
        at: ticket.at,
        last: requester(ticket)?.name ?? '',
        unread: 0,
        status: `#${ticket.id} · ${words[ticket.status] ?? ticket.status}`,
        current: ticket.id === chosen(),
        choose: (id) => {
          location.hash = `ticket=${id}`
        },
      }),
    ),
  )
  show(truth.tickets.find((one) => one.id === chosen()))
}

function show(ticket) {
  at('#choose').hidden = Boolean(ticket)
  at('#open').hidden = !ticket
  at('#agent').textContent = truth.agent.name
  if (!ticket) return at('#facts').replaceChildren()
  at('#subject').textContent = ticket.subject
  at('#state').textContent = `#${ticket.id} · ${words[ticket.status] ?? ticket.status} · ${ticket.tags.join(', ')}`
  at('#close').hidden = isClosed(ticket)
  at('#reopen').hidden = !isClosed(ticket)
  // As an agent sees it; the sandbox keeps whatever a client sent from running here.
  const style = '<style>body{font:15px/1.5 system-ui,sans-serif;margin:18px;overflow-wrap:anywhere}</style>'
  const page = `<!doctype html><meta name="color-scheme" content="light dark">${style}${ticket.description}`
  if (at('#description').srcdoc !== page) at('#description').srcdoc = page
  const contact = requester(ticket)
  const facts = [
    ['Name', contact?.name],
    ['E-mail', contact?.email],
    ['Phone', contact?.phone],
    ['External id', contact?.uniqueExternalId],
    ['Made', new Date(ticket.at).toLocaleString()],
  ]
  describe(
    at('#facts'),
    facts.filter(([, value]) => value),
  )
}

async function refresh() {
  truth = await ask('/truth')
  draw()
  const { url, key } = await ask('/admin')
  describe(at('#admin'), [
    ['URL', make('code', {}, url)],
    ['API key', make('code', {}, key)],
  ])
  await Promise.all([showFaults(), showBreaches()])
}

at('#close').addEventListener('click', () => tell('POST', `/tickets/${chosen()}/status`, { status: 5 }))
at('#reopen').addEventListener('click', () => tell('POST', `/tickets/${chosen()}/status`, { status: 2 }))
at('#calm').addEventListener('click', () => tell('DELETE', '/faults'))
at('#foreign').addEventListener('click', () => tell('POST', '/foreign'))
addEventListener('hashchange', draw)

draw()
listen(refresh)
