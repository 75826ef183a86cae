/**
 * What earlier pages left behind, read and never written here: `baton.<site>` in localStorage says whether a conversation is
 * under way (`live`), `baton.<site>.open` in sessionStorage whether the panel was open in this tab.
 */
export function remembered(window: Window, site: string): { live: boolean; open: boolean } {
  try {
    const memory = JSON.parse(window.localStorage.getItem(`baton.${site}`) ?? '{}')
    return { live: memory.live === true, open: window.sessionStorage.getItem(`baton.${site}.open`) !== null }
  } catch {
    return { live: false, open: false }
  }
}
