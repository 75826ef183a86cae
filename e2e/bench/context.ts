import type { Scene } from './baton/scene.ts'
import type { DeskName } from './desks/desk.ts'
import type { Row } from './verdict.ts'

/** What every measurement is given. */
export interface Context {
  readonly quick: boolean
  readonly desk: DeskName
  readonly handoffs: number
  /** Where data goes: on the disk whose commits are measured. */
  readonly folder: string
  /** The full size, or the one of a quick run. */
  size(full: number, quick: number): number
  /** One server on SQLite with the open handoffs, shared by the measurements that do not need one of their own. */
  scene(): Promise<Scene>
  say(text: string): void
}

export type Measurement = (context: Context) => Promise<Row[]>
