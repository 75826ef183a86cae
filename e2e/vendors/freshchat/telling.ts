import type { Account, Happening } from './account.ts'
import { foreignConversation } from './acts.ts'
import type { Generation } from './freshchat.ts'
import { hookBody } from './hook-body.ts'
import type { Webhooks } from './webhooks.ts'

/** Turns what happened into webhooks; resolves once each had its first attempt. */
export type Teller = (happenings: Happening[]) => Promise<void>

export function teller(account: Account, hooks: Webhooks, generation: () => Generation): Teller {
  const { faults } = account

  async function tell(happening: Happening): Promise<void> {
    const { action, conversation } = happening
    if (happening.byApi && action === 'message_create' && faults.take('echoOff', action)) return
    const body = hookBody(account, happening, generation())
    const { tried } = hooks.send(action, conversation.id, JSON.stringify(body))
    if (!conversation.foreign) await Promise.all([tried, ...beside(happening, body)])
    else await tried
  }

  function beside(happening: Happening, body: object): Promise<void>[] {
    const extra: Promise<void>[] = []
    if (faults.take('unknownAction', happening.action)) {
      const odd = { ...body, action: 'conversation_sentiment_change', data: { sentiment: { score: 3 } } }
      extra.push(hooks.send(odd.action, happening.conversation.id, JSON.stringify(odd)).tried)
    }
    if (happening.action === 'conversation_resolution' && faults.take('closedAction', happening.action)) {
      const { resolve } = (body as { data: { resolve: object } }).data
      const closed = { ...body, action: 'conversation_closed', data: { close: resolve } }
      extra.push(hooks.send(closed.action, happening.conversation.id, JSON.stringify(closed)).tried)
    }
    if (faults.take('foreignTraffic', happening.action)) {
      const { happenings } = account.collect(() => foreignConversation(account))
      extra.push(...happenings.map(tell))
    }
    return extra
  }

  return (happenings) => Promise.all(happenings.map(tell)).then(() => {})
}
