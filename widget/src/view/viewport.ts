/**
 * On a phone the panel covers what can really be seen: the visual viewport, which shrinks when the keyboard opens while
 * `100vh` stays. Sets `--top` and `--height` on the frame.
 */
export function followViewport(frame: HTMLElement): () => void {
  const view = window.visualViewport
  if (!view) return () => {}
  const follow = () => {
    frame.style.setProperty('--top', `${view.offsetTop}px`)
    frame.style.setProperty('--height', `${view.height}px`)
  }
  follow()
  view.addEventListener('resize', follow)
  view.addEventListener('scroll', follow)
  return () => {
    view.removeEventListener('resize', follow)
    view.removeEventListener('scroll', follow)
  }
}
