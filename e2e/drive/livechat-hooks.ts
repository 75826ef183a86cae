import { wantedActions } from '../../server/src/desk/livechat/check-webhooks.ts'
import type { Livechat } from '../vendors/livechat/livechat.ts'
import type { DeskHooks, RawHook } from './desk-hooks.ts'
import { chatOf } from './livechat-thread.ts'

/** No header proves where a webhook of LiveChat is from: the secret stands in its body. */
export function livechatHooks(livechat: Livechat, secret: string): DeskHooks {
  const telling = (name: string, text: string) =>
    livechat.deliveries.findLast(({ conversation, body }) => conversation === chatOf(name) && body.includes(text))
  const altered = (name: string, text: string, other: string) =>
    JSON.parse((telling(name, text)?.body ?? '{}').replaceAll(text, other)) as object
  const raw = (body: object): RawHook => ({ body: JSON.stringify(body), headers: {} })

  return {
    to(url) {
      if (livechat.webhooks.length > 0) throw new Error('the webhooks of this account go somewhere already')
      // The same as `check --mend`, but for its filter by client: what is not ours must do no harm either.
      livechat.registerWebhooks(url, { secret, actions: [...wantedActions] })
    },
    toldAt(thread, text) {
      const [first] = telling(thread, text)?.attempts ?? []
      return first ? Date.parse(first.at) : null
    },
    forgeries(thread, text, other) {
      const body = altered(thread, text, other)
      return [
        { why: 'no secret', hook: raw({ ...body, secret_key: undefined }) },
        { why: 'another secret', hook: raw({ ...body, secret_key: `${secret.slice(0, -1)}~` }) },
        { why: 'a secret that is no text', hook: raw({ ...body, secret_key: [secret] }) },
      ]
    },
    genuine: (thread, text, other) => raw(altered(thread, text, other)),
    strange: () =>
      raw({
        webhook_id: 'made-up',
        secret_key: secret,
        organization_id: livechat.organizationId,
        action: 'made_up',
        payload: { sentiment: [] },
      }),
    quiet: () => livechat.quiet(),
  }
}
