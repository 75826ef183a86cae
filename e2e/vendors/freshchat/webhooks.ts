import type { HookSender } from '../hook-sender.ts'
import { hookSender } from '../hook-sender.ts'
import type { Account } from './account.ts'
import type { Delivery } from './freshchat.ts'
import type { KeyPair } from './identity.ts'
import { keyPair } from './identity.ts'

export interface Webhooks extends Omit<HookSender, 'send'> {
  url: string | null
  /** As the sender's, to the one URL, signed. */
  send(action: string, conversation: string | null, body: string): { delivery: Delivery; tried: Promise<void> }
}

/** Sends webhooks as contract 4.2 and 4.7: signed raw bytes, 3 s to answer, five retries, every webhook on its own. */
export function webhooks(from: {
  account: Account
  keys: Pick<KeyPair, 'sign'>
  timeout: number
  gaps: number[]
  changed: () => void
}): Webhooks {
  const { account, keys, timeout, gaps, changed } = from
  const { clock, faults } = account
  const accepted = (status: number) => status >= 200 && status < 300
  const sender = hookSender({ clock, faults, timeout, gaps, accepted, changed })
  let stranger: KeyPair | null = null

  function headers(action: string, raw: Buffer, retry: number): Record<string, string> {
    const plain = { 'X-Freshchat-Payload-Version': '1.0', 'X-Retry-Count': String(retry) }
    const forged = faults.take('forgedHook', action)
    if (forged?.how === 'missing') return plain
    if (forged?.how === 'altered') return { ...plain, 'X-Freshchat-Signature': keys.sign(`${raw.toString()} `) }
    if (forged) stranger ??= keyPair()
    return { ...plain, 'X-Freshchat-Signature': (forged && stranger ? stranger : keys).sign(raw) }
  }

  const hooks: Webhooks = {
    ...sender,
    url: null,
    send: (action, conversation, body) =>
      sender.send({
        action,
        conversation,
        body,
        url: () => hooks.url,
        headers: (raw, retry) => headers(action, raw, retry),
      }),
  }
  return hooks
}
