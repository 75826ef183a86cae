import type { StoreAt } from '../../../server/src/store/open.ts'

/** What a server of the bench (baton/server.ts) is told in BENCH_SETUP. */
export type Setup = {
  store: StoreAt
  secretKey: string
  port: number
  publicUrl: string
  lookEvery: number
}
