import { onTestFinished } from 'vitest'
import type { Received } from '../receiver.ts'
import { receiver } from '../receiver.ts'
import type { LivechatOptions } from './livechat.ts'
import { startLivechat } from './livechat.ts'
import { testClient } from './test-client.ts'

/** An account, a client, a customer, and somebody who listens for all webhooks; all closed when the test is over. */
export async function testWorld(
  options: LivechatOptions = {},
  answer: (hook: Received, n: number) => number | null = () => 200,
) {
  const heard = await receiver(answer)
  const livechat = await startLivechat({ delivery: { timeout: 3000, gaps: [5, 5, 5] }, ...options })
  livechat.registerWebhooks(heard.url, { secret: 'the secret' })
  onTestFinished(async () => {
    await livechat.stop()
    await heard.close()
  })
  const client = testClient(livechat)
  const hooks = {
    ...heard,
    /** Messages of people, as webhooks told them. */
    texts: () =>
      heard.hooks
        .filter(({ body }) => body.action === 'incoming_event' && body.payload.event.type === 'message')
        .map(({ body }) => body.payload.event.text as string),
    of: (action: string) => heard.hooks.filter(({ body }) => body.action === action).map(({ body }) => body),
  }
  return { livechat, hooks, client, visitor: await client.customer(), faults: livechat.faults }
}

export type World = Awaited<ReturnType<typeof testWorld>>
