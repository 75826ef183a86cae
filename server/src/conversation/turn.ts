import type { Draft } from './draft.ts'

/** Owes the visitor an answer of the bot. It carries the stint: if the holder changes meanwhile, the reply is dropped. */
export function turn(draft: Draft, why: 'started' | 'said' | 'chose' | 'returned'): void {
  draft.owe('bot', { kind: 'turn', stint: draft.now.stint, upTo: draft.now.seq, why })
}
