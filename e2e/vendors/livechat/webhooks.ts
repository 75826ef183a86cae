import type { HookSender } from '../hook-sender.ts'
import { hookSender } from '../hook-sender.ts'
import type { Account } from './account.ts'
import type { Told } from './happenings.ts'
import { envelope, hookBody, wants } from './hook-body.ts'
import type { Delivery } from './livechat.ts'
import type { Json, Webhook } from './records.ts'

export interface Webhooks extends Omit<HookSender, 'send'> {
  /** To everybody who registered for it; resolves once each had its first attempt. */
  tell(told: Told): Promise<void>
  /** Any body of that action, to one registration. */
  send(webhook: Webhook, action: string, chat: string | null, body: Json): { delivery: Delivery; tried: Promise<void> }
}

/** Sends webhooks as contract 7.1: exactly 200 within 10 s, else three more tries within a minute, each on its own. */
export function webhooks(from: {
  account: Account
  timeout: number
  gaps: number[]
  /** Makes a chat between strangers, and tells of it. */
  makeForeign: () => Promise<void>
  changed: () => void
}): Webhooks {
  const { account, timeout, gaps, makeForeign, changed } = from
  const { clock, faults } = account
  const sender = hookSender({ clock, faults, timeout, gaps, accepted: (status) => status === 200, changed })

  function send(webhook: Webhook, action: string, chat: string | null, body: Json) {
    return sender.send({
      action,
      conversation: chat,
      body: JSON.stringify(body),
      // A webhook that was unregistered meanwhile is still tried: it was on its way.
      url: () => webhook.url,
      headers: () => ({}),
    })
  }

  function beside(webhook: Webhook, told: Told): Promise<void>[] {
    const extra: Promise<void>[] = []
    if (faults.take('unknownAction', told.action)) {
      const odd = { ...envelope(account, webhook, 'chat_sentiment_changed'), payload: { sentiment: 3 } }
      extra.push(send(webhook, 'chat_sentiment_changed', null, odd).tried)
    }
    if (faults.take('foreignTraffic', told.action)) extra.push(makeForeign())
    return extra
  }

  return {
    ...sender,
    send,
    async tell(told) {
      const chat = 'chat' in told ? told.chat : null
      const wanted = account.state.webhooks.filter((webhook) => wants(account, webhook, told))
      await Promise.all(
        wanted.flatMap((webhook) => {
          const { tried } = send(webhook, told.action, chat?.id ?? null, hookBody(account, webhook, told))
          return chat?.foreign ? [tried] : [tried, ...beside(webhook, told)]
        }),
      )
    },
  }
}
