import { keepIn, keptIn } from '../kept-file.ts'
import type { Freshchat, FreshchatOptions } from './freshchat.ts'
import type { AccountState } from './records.ts'

type Kept = { appId: string; token: string; privateKey: string; state: AccountState }

/** What a state file holds, as options for a start; empty when there is no file yet. */
export function keptAccount(file: string): Pick<FreshchatOptions, 'appId' | 'token' | 'privateKey' | 'state'> {
  return keptIn<Kept>(file) ?? {}
}

/** Writes the account to the file now and after each change; the returned function stops that with a last write. */
export function keepAccount(freshchat: Freshchat, file: string): () => void {
  return keepIn(file, freshchat, (): Kept => {
    const { appId, token, privateKey, state } = freshchat
    return { appId, token, privateKey, state }
  })
}
