import { type Line, openLine } from './line.ts'
import { keysIn, marksIn, toAskFrom } from './reading.ts'

/** One simulated visitor with some tabs. What it says is under way until it is acknowledged and every tab has shown it. */
export interface Visitor {
  readonly underWay: number
  say(key: string, text: string, begun: number): void
  act(action: 'person' | 'leave', key: string): Promise<boolean>
  close(): void
}

/** Times since the message was due, in ms. `shown`: in the tab that wrote it, then in the others. */
export type Said = { acked: number; shown: number[] }

type Waiting = { begun: number; said: Said; left: number }

export type VisitorOptions = {
  /** One tab at each, the first writes. */
  addresses: string[]
  site: string
  origin: string
  from?: string
  now: () => number
  /** Acknowledged, and shown in all tabs. */
  done: (visitor: Visitor, said: Said) => void
  /** `took`: ms until the server said so. */
  refused: (visitor: Visitor, code: string, took: number) => void
  heard: (mark: string, at: number) => void
  lost: () => void
}

export async function openVisitor(options: VisitorOptions): Promise<Visitor> {
  const { addresses, now } = options
  const waiting = new Map<string, Waiting>()
  const lines: Line[] = []
  let token: string | null = null

  function hear(tab: number, raw: string): void {
    const at = now()
    keysIn(raw, (key) => {
      const one = waiting.get(key)
      if (!one || one.said.shown[tab] !== undefined) return
      one.said.shown[tab] = at - one.begun
      note(key, one)
    })
    marksIn(raw, (mark) => options.heard(mark, at))
    const cursor = toAskFrom(raw)
    // The answer holds a batch too.
    if (cursor) lines[tab]?.ask('catchUp', { cursor }, (answer) => hear(tab, answer))
  }

  function note(key: string, one: Waiting): void {
    one.left--
    if (one.left > 0) return
    waiting.delete(key)
    options.done(visitor, one.said)
  }

  const visitor: Visitor = {
    get underWay() {
      return waiting.size
    },
    say(key, text, begun) {
      const [line] = lines
      if (!line) throw new Error('a visitor without a tab')
      waiting.set(key, { begun, said: { acked: 0, shown: [] }, left: 1 + addresses.length })
      line.ask('send', { session: line.session, key, text }, (raw) => {
        const at = now()
        const one = waiting.get(key)
        if (!one) return
        if (raw.startsWith('[{"ok":true')) {
          one.said.acked = at - one.begun
          return note(key, one)
        }
        waiting.delete(key)
        const [{ error }] = JSON.parse(raw) as [{ error: { code: string } }]
        options.refused(visitor, error.code, at - one.begun)
      })
    },
    act: (action, key) =>
      new Promise((resolve) => {
        const [line] = lines
        line?.ask('act', { session: line.session, key, action }, (raw) => resolve(raw.startsWith('[{"ok":true')))
      }),
    close() {
      for (const line of lines) line.close()
    },
  }

  for (const [tab, address] of addresses.entries()) {
    const { site, origin, from, lost } = options
    const given = { address, site, origin, token, lost, ...(from === undefined ? {} : { from }) }
    const line: Line = await openLine({ ...given, heard: (raw) => hear(tab, raw) })
    token = line.token
    lines.push(line)
  }
  return visitor
}
