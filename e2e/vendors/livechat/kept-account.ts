import { keepIn, keptIn } from '../kept-file.ts'
import type { Livechat, LivechatOptions } from './livechat.ts'
import type { AccountState } from './records.ts'

type Kept = { agentToken: string; state: AccountState }

/** What a state file holds, as options for a start; empty when there is no file yet. */
export function keptAccount(file: string): Pick<LivechatOptions, 'state'> {
  const kept = keptIn<Kept>(file)
  return kept ? { state: kept.state } : {}
}

/** Writes the account to the file now and after each change; the returned function stops that with a last write. */
export function keepAccount(livechat: Livechat, file: string): () => void {
  return keepIn(file, livechat, (): Kept => ({ agentToken: livechat.agentToken, state: livechat.state }))
}
