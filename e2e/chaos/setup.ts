import type { Pace } from '../drive/fast-clock.ts'
import type { BrokenName } from './broken/broken.ts'

/** What a runner tells a server of chaos: plain JSON over the channel between the processes. */
export type Setup = {
  store: { data: string } | { url: string }
  pace: Pace
  seed: number
  secretKey: string
  publicUrl: string
  /** The same after a restart where there is only one server. */
  owner: string
  broken: BrokenName | null
  /** Dies at the n-th time of this point. */
  crash: Crash | null
}

export type Crash = { point: string; nth: number }

export type Ready = { kind: 'ready'; port: number }
export type Loaded = { kind: 'loaded' }
/** How often each point was passed; told when asked, and before a stop. */
export type Passed = { kind: 'passed'; points: Record<string, number> }
