import { showBreaches } from './breach-list.js'
import { compose } from './composer.js'
import { showFaults } from './fault-panel.js'
import { listen } from './live.js'
import { ask, describe, make, tell } from './sim.js'
import { tabs } from './tabs.js'

const at = (selector) => document.querySelector(selector)

/**
 * What the agent pages of all vendors do alike: who one is, which conversation is open, looking again when something changed.
 * A vendor says how its truth is read: `word` of the address, `path` of its conversations, `people`, `conversations`, `available`,
 * `show` for drawing, `settings` as names and values, `bodies` of what is under "More to do", and `send` where it differs.
 */
export async function agentPage(vendor) {
  const chosen = () => new URLSearchParams(location.hash.slice(1)).get(vendor.word)
  let truth = await ask('/truth')
  const tab = tabs(() => draw())
  const people = vendor.people(truth)
  let me = localStorage.getItem('agent')
  if (!people.some((one) => one.id === me)) me = people[0].id

  const act = (what, body = {}) =>
    tell('POST', `${vendor.path}/${encodeURIComponent(chosen())}/${what}`, { as: me, ...body })
  const choose = (id) => {
    location.hash = `${vendor.word}=${id}`
  }

  function draw() {
    const current = vendor.conversations(truth).find((one) => one.id === chosen())
    vendor.show(truth, { tab: tab(), me, current, choose, act })
    const agent = truth.agents.find((one) => one.id === me)
    at('#available').checked = vendor.available(agent)
    at('#face').hidden = !agent?.avatar
    if (agent?.avatar) at('#face').src = agent.avatar
    if (current?.unread > 0 && document.visibilityState === 'visible') void act('seen')
  }

  async function showSettings() {
    const facts = vendor.settings(await ask('/admin'))
    describe(
      at('#admin'),
      facts.map(([name, value]) => [name, make('code', {}, value)]),
    )
  }

  async function refresh() {
    truth = await ask('/truth')
    draw()
    await Promise.all([showFaults(), showBreaches(), showSettings()])
  }

  compose({
    send: vendor.send?.(act) ?? ((text, note) => act(note ? 'note' : 'reply', { text })),
    attach: (file) => act('attach', { file }),
  })
  at('#mine').addEventListener('click', () => act('assign'))
  at('#to').addEventListener('change', async (event) => {
    const [kind, id] = event.target.value.split(' ')
    if (kind === 'agent') await act('assign', { agent: id })
    else if (kind === 'group') await act('group', { group: vendor.groupId(id) })
    else await act('unassign')
  })
  for (const [button, what] of Object.entries(vendor.buttons)) at(button).addEventListener('click', () => act(what))
  at('.more').addEventListener('click', async (event) => {
    const { act: what, body = what } = event.target.dataset
    if (what && chosen()) await act(what, vendor.bodies[body])
  })
  at('#calm').addEventListener('click', () => tell('DELETE', '/faults'))
  at('#foreign').addEventListener('click', () => tell('POST', '/foreign'))

  at('#agent').replaceChildren(...people.map((one) => make('option', { value: one.id }, one.name)))
  at('#agent').value = me
  at('#agent').addEventListener('change', (event) => {
    me = event.target.value
    localStorage.setItem('agent', me)
    draw()
  })
  at('#available').addEventListener('change', (event) =>
    tell('POST', `/agents/${encodeURIComponent(me)}/available`, { on: event.target.checked }),
  )
  addEventListener('hashchange', draw)
  addEventListener('visibilitychange', draw)

  draw()
  listen(refresh)
  return { act, draw }
}
