import { ask, make, tell } from './sim.js'

const panel = document.querySelector('#switches')
const biting = document.querySelector('#biting')

/** Builds the switches once; later calls only bring them in line with what is on. */
export async function showFaults() {
  const { catalogue, on } = await ask('/faults')
  if (!panel.hasChildNodes()) build(catalogue)
  for (const box of panel.querySelectorAll('input[type=checkbox]')) {
    const active = on.find((one) => one.name === box.name)
    box.checked = Boolean(active)
    box.closest('.fault').querySelector('.with').hidden = !box.checked
  }
  biting.textContent = String(on.length)
  biting.hidden = on.length === 0
}

function build(catalogue) {
  for (const group of new Set(catalogue.map((one) => one.group))) {
    const own = catalogue.filter((one) => one.group === group)
    panel.append(make('fieldset', {}, make('legend', {}, group), ...own.map(fault)))
  }
}

function fault({ name, title, says, defaults }) {
  const box = make('input', { type: 'checkbox', name, 'aria-describedby': `says-${name}`, 'aria-label': title })
  const given = { ...defaults, times: '', chance: '', on: '' }
  const inputs = Object.entries(given).map(([key, value]) =>
    make('input', {
      name: key,
      value,
      'aria-label': `${title}: ${key}`,
      'data-number': typeof value === 'number' || key === 'times' || key === 'chance',
    }),
  )
  const send = () =>
    box.checked ? tell('PUT', `/faults/${name}`, settingOf(inputs)) : tell('DELETE', `/faults/${name}`)
  box.addEventListener('change', send)
  for (const input of inputs) input.addEventListener('change', send)
  return make(
    'div',
    { class: 'fault' },
    make('label', { class: 'head' }, box, make('span', {}, title)),
    make('span', { class: 'says', id: `says-${name}` }, says),
    make('div', { class: 'with', hidden: true }, ...inputs.map((input) => make('label', {}, input.name, input))),
  )
}

function settingOf(inputs) {
  const filled = inputs.filter((input) => input.value !== '')
  return Object.fromEntries(
    filled.map((input) => [input.name, 'number' in input.dataset ? Number(input.value) : input.value]),
  )
}
