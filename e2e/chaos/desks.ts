import type { DeskKind } from '../drive/desk-kinds.ts'
import type { DeskSide } from '../drive/desk-side.ts'
import { freshchatSide } from '../drive/freshchat-side.ts'
import { livechatSide } from '../drive/livechat-side.ts'
import type { Clock } from '../vendors/clock.ts'
import { type Faults as FreshchatFaults, startFreshchat } from '../vendors/freshchat/freshchat.ts'
import { keyPair } from '../vendors/freshchat/identity.ts'
import { type Faults as LivechatFaults, startLivechat } from '../vendors/livechat/livechat.ts'

/** The switches of a simulated desk. */
export type DeskFaults = { kind: 'freshchat'; on: FreshchatFaults } | { kind: 'livechat'; on: LivechatFaults }

// Making a key takes longer than a start.
let privateKey: string | null = null

/** A desk with everything that can go wrong at it. */
export async function startDesk(
  kind: DeskKind,
  { router, ...options }: { clock: Clock; seed: number; router: boolean },
): Promise<{ desk: DeskSide; faults: DeskFaults }> {
  switch (kind) {
    case 'freshchat': {
      privateKey ??= keyPair().privateKey
      const freshchat = await startFreshchat({ ...options, privateKey })
      return { desk: freshchatSide(freshchat), faults: { kind, on: freshchat.faults } }
    }
    case 'livechat': {
      // Half an hour of silence is two minutes here, and nobody is silent but because a trial waits.
      const livechat = await startLivechat({ ...options, maxChats: router ? 6 : 0, archiveAfter: null })
      return { desk: livechatSide(livechat), faults: { kind, on: livechat.faults } }
    }
  }
}
