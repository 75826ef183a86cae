/** The JSON at `url`, null when it cannot be had. Sends no cookies. */
export async function fetchJson(url: string): Promise<unknown> {
  try {
    const answer = await fetch(url, { credentials: 'omit', signal: AbortSignal.timeout(10_000) })
    return answer.ok ? await answer.json() : null
  } catch {
    return null
  }
}
