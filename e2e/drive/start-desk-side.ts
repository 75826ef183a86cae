import type { Clock } from '../vendors/clock.ts'
import { startFreshchat } from '../vendors/freshchat/freshchat.ts'
import { keyPair } from '../vendors/freshchat/identity.ts'
import { startLivechat } from '../vendors/livechat/livechat.ts'
import type { DeskKind } from './desk-kinds.ts'
import type { DeskSide } from './desk-side.ts'
import { freshchatSide } from './freshchat-side.ts'
import { livechatSide } from './livechat-side.ts'

export type DeskOptions = {
  clock?: Clock
  /** Drives `chance` of troubles. */
  seed?: number
  /** ms before each retry of a webhook; default: the vendor's. */
  gaps?: number[]
  /** LiveChat: its router gives a thread to whoever is free, at once. Default: threads wait until an agent takes them. */
  router?: boolean
}

// Making a key takes longer than starting the rest of the desk.
let privateKey: string | null = null

export async function startDeskSide(
  kind: DeskKind,
  { gaps, router = false, ...options }: DeskOptions = {},
): Promise<DeskSide> {
  const given = { ...options, ...(gaps && { delivery: { gaps } }) }
  switch (kind) {
    case 'freshchat':
      privateKey ??= keyPair().privateKey
      return freshchatSide(await startFreshchat({ ...given, privateKey }))
    case 'livechat':
      return livechatSide(await startLivechat({ ...given, maxChats: router ? 6 : 0 }))
  }
}
