import { ask, make } from './sim.js'

const count = document.querySelector('#breached')
const list = document.querySelector('#breach-list')

/** The latest things that clients did wrong. */
export async function showBreaches() {
  const breaches = await ask('/breaches')
  count.textContent = String(breaches.length)
  count.hidden = breaches.length === 0
  list.replaceChildren(
    ...breaches.slice(-30).map((one) => make('li', {}, make('strong', {}, one.where), make('br'), one.what)),
  )
}
