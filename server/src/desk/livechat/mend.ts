import type { Check } from '../desk.ts'
import { sentence } from '../outcome-words.ts'
import type { Checking } from './check.ts'
import {
  isOldSecret,
  keepSecretMark,
  lacksToken,
  listWebhooks,
  type Registered,
  tokenMend,
  wantedActions,
} from './check-webhooks.ts'
import { failed } from './check-words.ts'
import { askTokenInfo } from './token-info.ts'

/**
 * Registers what is missing and removes what this very desk left behind; nothing whose address is not this desk's own is
 * touched (vendors/livechat.md §5.1: three of a kind at most, and none can be changed in place).
 */
export async function* mend(from: Checking): AsyncGenerator<Check> {
  const name = 'mend'
  const { hookUrl, config, staff, memory } = from
  if (hookUrl === null || config.webhookSecret === null)
    return yield { name, ok: null, says: 'Nothing can be registered without webhookSecret.' }
  const secret = config.webhookSecret
  const owner_client_id = await clientIdOf(from)
  if (owner_client_id === null)
    return yield { name, ok: null, says: 'Nothing can be registered: it is not known which app this is.' }
  const listed = await listWebhooks(from, owner_client_id, hookUrl)
  if (listed.kind !== 'done')
    return yield lacksToken(listed)
      ? failed(name, listed, `${tokenMend(from)}; or register them by hand in the developer console.`)
      : failed(name, listed)
  const { all, enabled } = listed.value
  const anew = await isOldSecret(from)
  const useless: Registered[] = anew
    ? [...listed.value.leftovers, ...all.filter(({ url }) => url === hookUrl)]
    : listed.value.leftovers
  const missing = anew ? [...wantedActions] : listed.value.missing
  let changed = 0

  for (const { id, action } of new Set(useless)) {
    const gone = await staff('configuration', 'unregister_webhook', { id, owner_client_id }, 'set')
    if (gone.kind === 'done' || (gone.kind === 'refused' && gone.why.code === 'not_found')) changed++
    else yield failed(`mend: remove ${action}`, gone)
  }
  let failures = 0
  for (const action of missing) {
    const made = await staff(
      'configuration',
      'register_webhook',
      {
        ...{ action, owner_client_id, url: hookUrl, secret_key: secret, type: 'license', description: 'Baton' },
        filters: { only_my_chats: true },
      },
      'create',
    )
    if (made.kind === 'done') {
      changed++
      continue
    }
    failures++
    yield made.kind === 'refused' && made.why.code === 'limit_reached'
      ? {
          name: `mend: ${action}`,
          ok: false,
          says: 'Three of this kind are registered already, none of them this desk’s.',
          mend: 'Remove one in the developer console (your app, Chat webhooks), or give this desk an app of its own.',
        }
      : {
          name: `mend: ${action}`,
          ok: false,
          says: `${sentence(made)}.`,
          mend: 'Try again; it is registered only once.',
        }
  }
  if (failures === 0 && (anew || missing.length > 0)) await keepSecretMark(memory, hookUrl, secret)
  if (enabled === false) {
    const on = await staff('configuration', 'enable_license_webhooks', { owner_client_id }, 'set')
    if (on.kind === 'done') changed++
    else yield failed('mend: enable', on, 'Switch webhooks on in the developer console.')
  }
  yield changed === 0
    ? { name, ok: true, says: 'There was nothing to mend.' }
    : {
        name,
        ok: true,
        says: `${changed === 1 ? '1 change was' : `${changed} changes were`} made. LiveChat may need two minutes to act on it.`,
      }
}

async function clientIdOf({ config, token, outgoing, clock }: Checking): Promise<string | null> {
  if (config.clientId !== null) return config.clientId
  const given = await token.get()
  if (given.kind !== 'done') return null
  const info = await askTokenInfo({ outgoing, clock, accountsUrl: config.accountsUrl }, given.value)
  return info.kind === 'done' ? info.value.clientId : null
}
