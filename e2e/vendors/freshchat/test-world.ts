import { onTestFinished } from 'vitest'
import type { Received } from '../receiver.ts'
import { receiver } from '../receiver.ts'
import type { FreshchatOptions } from './freshchat.ts'
import { startFreshchat } from './freshchat.ts'
import { keyPair } from './identity.ts'
import { testClient } from './test-client.ts'

// Making a key takes longer than most tests; one for all tests of a file will do.
const { privateKey } = keyPair()

/** An account, a client and somebody who listens for webhooks; all closed when the test is over. */
export async function testWorld(
  options: FreshchatOptions = {},
  answer: (hook: Received, n: number) => number | null = () => 200,
) {
  const heard = await receiver(answer)
  const hooks = {
    ...heard,
    /** Messages that nobody wrote are left out. */
    texts: () =>
      heard.hooks
        .filter(({ body }) => body?.action === 'message_create' && body.data.message.message_type !== 'system')
        .map(({ body }) => body.data.message.message_parts[0].text?.content as string),
  }
  const freshchat = await startFreshchat({
    webhook: hooks.url,
    privateKey,
    delivery: { timeout: 3000, gaps: [5, 5, 5, 5, 5] },
    ...options,
  })
  onTestFinished(async () => {
    await freshchat.stop()
    await hooks.close()
  })
  return { freshchat, hooks, client: testClient(freshchat), faults: freshchat.faults }
}

export type World = Awaited<ReturnType<typeof testWorld>>
