import type { SendKey, SessionId } from '@baton/shared/ids.ts'
import type { ReadonlySignal } from '@preact/signals'
import type { Chance } from '../browser/chance.ts'
import type { Clock } from '../browser/clock.ts'
import type { Connection } from '../connection/connection.ts'
import type { Body } from './body.ts'
import type { Line } from './line.ts'

/** Most chats have no files: what `Links` and `Uploads` do comes later, and this is what they are given then. */
export type FileNeeds = {
  connection: Pick<Connection, 'attach' | 'fileLink'>
  clock: Clock
  chance: Chance
  line: ReadonlySignal<Line>
  session(): SessionId | null
  /** Into the queue, behind whatever was said by now; `key` is the one that it was attached by. */
  send(body: Extract<Body, { kind: 'file' }>, session: SessionId, key: SendKey): void
}
