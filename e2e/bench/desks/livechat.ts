import { livechatSide } from '../../drive/livechat-side.ts'
import { chatOf } from '../../drive/livechat-thread.ts'
import { startLivechat } from '../../vendors/livechat/livechat.ts'
import type { Watched } from './desk.ts'

export async function livechatDesk(): Promise<Watched> {
  // Its router gives nothing to anybody: agents take chats when they are told to.
  const livechat = await startLivechat({ maxChats: 0 })
  const { deliveries, requests } = livechat
  return {
    ...{ side: livechatSide(livechat), deliveries, requests, idOf: chatOf },
    // A look asks for the chat with its newest thread; only for what is missing before that it asks for more.
    looksAt({ path, body }) {
      const [action, query] = path.split('?')
      if (!action?.endsWith('/action/get_chat')) return null
      return new URLSearchParams(query).get('chat_id') ?? (body as { chat_id?: string } | null)?.chat_id ?? null
    },
  }
}
