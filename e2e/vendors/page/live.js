/** Calls `changed` now and whenever the simulator says that something changed; the element #live says whether it can be heard. */
export function listen(changed) {
  const stream = new EventSource('/sim/api/changes')
  const live = document.querySelector('#live')
  stream.addEventListener('open', () => {
    live.textContent = 'Live'
    live.className = 'live on'
  })
  stream.addEventListener('error', () => {
    live.textContent = 'Connection lost'
    live.className = 'live'
  })
  stream.addEventListener('message', () => void changed())
}
