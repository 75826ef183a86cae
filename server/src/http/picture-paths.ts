import { timingSafeEqual } from 'node:crypto'
import type { AgentRef, ConversationId } from '@baton/shared/ids.ts'
import type { PicturePath } from '../gateway/status.ts'
import type { Sealer } from '../secrets.ts'

/** Makes and checks the paths of agents' pictures: who has one was given it, for this conversation, this agent and this picture. */
export interface PicturePaths {
  path: PicturePath
  isRight(mac: string, conversation: ConversationId, agent: AgentRef, picture: string): boolean
}

export function createPicturePaths(sealer: Pick<Sealer, 'macs'>): PicturePaths {
  const macs = (...parts: string[]): string[] =>
    sealer.macs('agent picture', parts.join('\n')).map((mac) => Buffer.from(mac.subarray(0, 16)).toString('base64url'))
  return {
    path: (conversation, agent, picture) =>
      `/files/agents/${conversation}/${agent}/${macs(conversation, agent, picture)[0]}`,
    isRight: (given, conversation, agent, picture) =>
      macs(conversation, agent, picture).some(
        (mac) => mac.length === given.length && timingSafeEqual(Buffer.from(mac), Buffer.from(given)),
      ),
  }
}
