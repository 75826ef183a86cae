import { engineUrl, type OpenPipe } from './pipe.ts'

const between = '\x1e'
const bodyLimit = 60_000 // below the server's limit of 64 KiB a body

/** For networks that let no WebSocket through: one GET that waits for packets, and one POST at a time. */
export const openPollingPipe: OpenPipe = (origin, path, query, to) => {
  const ending = new AbortController()
  const waiting: string[] = []
  let url = engineUrl(origin, path, 'polling', query)
  let posting = false
  let over = false

  const end = () => {
    if (over) return
    over = true
    ending.abort()
    to.closed()
  }
  const ask = async (body: string | null): Promise<string | null> => {
    const post = body === null ? {} : { method: 'POST', body, headers: { 'content-type': 'text/plain;charset=UTF-8' } }
    try {
      const answer = await fetch(url, { credentials: 'omit', cache: 'no-store', signal: ending.signal, ...post })
      const text = await answer.text()
      if (answer.ok) return text
    } catch {
      // No network, or a page that the server does not know: a browser does not tell which.
    }
    end()
    return null
  }
  const poll = async () => {
    while (!over) {
      const text = await ask(null)
      for (const packet of text?.split(between) ?? []) {
        // Somebody else has answered, such as a Wi-Fi that wants a sign-in first; asking on would be a storm.
        if (!/^[0-6]/.test(packet)) return end()
        if (packet.startsWith('0')) url += `&sid=${sidOf(packet)}`
        if (!over) to.packet(packet)
      }
    }
  }
  const post = async () => {
    if (posting) return
    posting = true
    while (waiting.length > 0 && !over) {
      let body = waiting.shift() ?? ''
      // UTF-8 takes at most three bytes for one of JavaScript's characters.
      while (waiting[0] !== undefined && (body.length + waiting[0].length) * 3 < bodyLimit)
        body += between + waiting.shift()
      await ask(body)
    }
    posting = false
  }
  void poll()
  return {
    send(packet) {
      waiting.push(packet)
      void post()
    },
    close() {
      if (over) return
      over = true
      // Tells the server at once, so that it need not wait for its own timeout.
      if (url.includes('&sid='))
        void fetch(url, { method: 'POST', body: '1', credentials: 'omit', keepalive: true }).catch(() => {})
      ending.abort()
    },
  }
}

function sidOf(open: string): string {
  try {
    return encodeURIComponent(JSON.parse(open.slice(1)).sid)
  } catch {
    return ''
  }
}
