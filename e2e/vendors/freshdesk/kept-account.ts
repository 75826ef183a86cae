import { keepIn, keptIn } from '../kept-file.ts'
import type { Freshdesk, FreshdeskOptions } from './freshdesk.ts'
import type { AccountState } from './records.ts'

type Kept = { key: string; state: AccountState }

/** What a state file holds, as options for a start; empty when there is no file yet. */
export function keptAccount(file: string): Pick<FreshdeskOptions, 'key' | 'state'> {
  return keptIn<Kept>(file) ?? {}
}

/** Writes the account to the file now and after each change; the returned function stops that with a last write. */
export function keepAccount(freshdesk: Freshdesk, file: string): () => void {
  return keepIn(file, freshdesk, (): Kept => {
    const { key, state } = freshdesk
    return { key, state }
  })
}
