import { loopback } from '../config-values.ts'
import type { DeskName } from '../conversation/ids.ts'
import type { DeskEntry } from './desk-entries.ts'

/** A desk of the demo that runs on this machine, and the page where a newcomer is its agent. */
export type SimulatedDesk = { name: DeskName; kind: DeskEntry['kind']; page: string }

export const simulatedDesks = (desks: { [name: string]: DeskEntry } = {}): SimulatedDesk[] =>
  Object.entries(desks).flatMap(([name, desk]) => {
    const url = URL.parse((desk.kind === 'freshchat' ? desk.url : desk.apiUrl) ?? '')
    return url && loopback(url.hostname) ? [{ name, kind: desk.kind, page: `${url.origin}/sim` }] : []
  })
