const buttons = document.querySelectorAll('[data-show]')

/** The tabs over the list; the returned function says which one is chosen. */
export function tabs(changed) {
  let show = buttons[0].dataset.show
  for (const tab of buttons) {
    tab.addEventListener('click', () => {
      show = tab.dataset.show
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === tab))
      changed()
    })
  }
  return () => show
}
