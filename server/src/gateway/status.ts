import type { AgentRef } from '@baton/shared/ids.ts'
import type { AgentFace, Status } from '@baton/shared/timeline.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { isUnderWay } from '../conversation/fold.ts'

/** Where a picture of the desk is served by us: an unguessable path, bound to the conversation, the agent and the picture. */
export type PicturePath = (conversation: Conversation['id'], agent: AgentRef, picture: string) => string

/** What a visitor may know of their conversation's state. `desks`: whether the site has any where a person could be asked for. */
export function statusOf(now: Conversation, given: { desks: boolean; picturePath: PicturePath }): Status {
  const { handoff } = now
  return {
    mode: now.mode,
    stint: now.stint,
    agent: now.mode === 'agent' && handoff ? handoff.agent : null,
    agents: facesOf(now, given.picturePath),
    waiting: now.mode === 'waiting' && handoff && isUnderWay(handoff) ? waitingOf(handoff) : null,
    trouble: { ...now.trouble },
    canAskForPerson: now.mode === 'bot' && given.desks,
    ...(now.asks.length > 0 ? { asks: now.asks.map(({ seq }) => seq) } : {}),
  }
}

function waitingOf(handoff: NonNullable<Conversation['handoff']>): NonNullable<Status['waiting']> {
  const { requestedAt: since, deadline, queue } = handoff
  return {
    since,
    deadline,
    ...(queue?.position == null ? {} : { position: queue.position }),
    ...(queue?.wait == null ? {} : { wait: queue.wait }),
  }
}

/** Those whose name is known. The vendor's address of a picture stays here. */
export function facesOf(now: Conversation, picturePath: PicturePath): Status['agents'] {
  const faces: [string, AgentFace][] = []
  for (const [ref, { name, picture }] of Object.entries(now.agents)) {
    if (name === null) continue
    faces.push([ref, picture === null ? { name } : { name, picture: picturePath(now.id, ref as AgentRef, picture) }])
  }
  return Object.fromEntries(faces)
}
