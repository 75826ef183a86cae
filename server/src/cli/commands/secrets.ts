import { secretsOf } from '../../site/desk-entries.ts'
import type { SecretRef } from '../../site/fields.ts'
import { namePattern } from '../../site/fields.ts'
import { keepSecret } from '../../site/secret-box.ts'
import { failed, type OwnerDeps, out, type Told, table } from '../command.ts'
import { secretNames } from './site-facts.ts'

/** The longest that a vendor gives is a token of some thousand letters. */
const longest = 16_384

export async function* secretSet(deps: OwnerDeps, { name, value }: { name: string; value: string }): Told {
  const wrong = wrongName(name)
  if (wrong) return yield* wrong
  const secret = value.trim()
  if (secret === '')
    return yield* failed(
      'The value is empty.',
      `Pipe it in (npm run baton -- secret set ${name} < file), or type it when asked.`,
    )
  if (secret.length > longest)
    return yield* failed('The value is too long to be a token or key.', 'Look at what was piped in.')
  await deps.registry.secrets.refresh()
  if (deps.registry.secrets.sealedOtherwise()) {
    return yield* failed(
      'The secrets in the store were sealed under another BATON_SECRET_KEY.',
      'Use the same key as the server; to replace a key, write both: BATON_SECRET_KEY=new,old.',
    )
  }
  const known = deps.registry.secrets.state(name) === 'set'
  await keepSecret({ sites: deps.store.sites, sealer: deps.sealer }, name, secret)
  await deps.registry.refresh()
  await openGates(deps, name)
  yield out(`✓ The secret ${name} is ${known ? 'replaced' : 'set'}.`)
  const users = usersOf(deps, name)
  yield out(users.length > 0 ? `  Used by: ${users.join(', ')}` : `  No site names it yet: { secret: ${name} }`)
  return 0
}

/** What waited because of the old value need not wait for the next try. */
async function openGates({ store, registry, wake }: OwnerDeps, name: string): Promise<void> {
  const accounts = new Set(
    registry
      .sites()
      .flatMap(({ id }) => Object.values(registry.file(id)?.desks ?? {}))
      .filter((desk) => secretsOf(desk).some(({ names }) => names.includes(name)))
      .map((desk) => registry.account(desk)),
  )
  const closed = (await store.outbox.gates()).filter(({ account }) => accounts.has(account))
  for (const { account, why } of closed) await store.outbox.gate(account, null, why)
  if (closed.length > 0) wake()
}

export async function* secretList(deps: OwnerDeps): Told {
  await deps.registry.secrets.refresh()
  const stored = await deps.store.sites.secretNames()
  const named = deps.registry
    .sites()
    .flatMap(({ id }) => secretNames(deps.registry.file(id) as NonNullable<ReturnType<OwnerDeps['registry']['file']>>))
  const names = [...new Set([...stored, ...named])].sort()
  if (names.length === 0) yield out('No secrets yet. Set one: npm run baton -- secret set NAME')
  const rows = names.map((name) => [name, sayState(deps, name), usersOf(deps, name).join(', ') || 'used by no site'])
  for (const line of table(rows)) yield out(line)
  return 0
}

export async function* secretRemove(deps: OwnerDeps, { name }: { name: string }): Told {
  const wrong = wrongName(name)
  if (wrong) return yield* wrong
  if (!(await deps.store.sites.removeSecret(name)))
    return yield* failed('There is no secret with that name.', 'See which there are: npm run baton -- secret list')
  await deps.registry.refresh()
  yield out(`✓ The secret ${name} is removed.`)
  const users = usersOf(deps, name)
  if (users.length > 0)
    yield out(`! It is still named by ${users.join(', ')}: nothing opens there until it is set again.`)
  return 0
}

/** Repeats nothing of it: whoever mixes up name and value has typed the secret here. */
function wrongName(name: string): Told | null {
  return namePattern.test(name)
    ? null
    : failed(
        'That cannot be the name of a secret.',
        'Use up to 40 small letters, digits and hyphens, for example freshchat-token.',
      )
}

const sayState = ({ registry }: OwnerDeps, name: string): string => {
  const state = registry.secrets.state(name)
  return state === 'set' ? 'set' : state === 'missing' ? 'not set' : 'cannot be opened with this BATON_SECRET_KEY'
}

const usersOf = ({ registry }: OwnerDeps, name: SecretRef['secret']): string[] =>
  registry.sites().flatMap(({ id }) => {
    const file = registry.file(id)
    return file && secretNames(file).includes(name) ? [id] : []
  })
