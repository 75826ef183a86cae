import { freshchatSide } from '../../drive/freshchat-side.ts'
import { startFreshchat } from '../../vendors/freshchat/freshchat.ts'
import type { Watched } from './desk.ts'

export async function freshchatDesk(): Promise<Watched> {
  const freshchat = await startFreshchat()
  const { deliveries, requests } = freshchat
  return {
    ...{ side: freshchatSide(freshchat), deliveries, requests, idOf: (thread) => thread },
    // A look asks for the conversation, and then for its messages.
    looksAt: ({ method, path }) =>
      method === 'GET' ? (/^\/v2\/conversations\/([^/?]+)$/.exec(path)?.[1] ?? null) : null,
  }
}
