/** Every scope that the simulator knows (contract 1.4). */
export const allScopes = [
  'customers:own',
  'customers:rw',
  'customers.ban:rw',
  'chats--all:rw',
  'chats--access:rw',
  'agents--all:rw',
  'agents-bot--my:rw',
  'groups--all:rw',
  'webhooks.configuration:rw',
  'webhooks.state:rw',
  'properties.configuration:rw',
]

/** Granted by administrators only. */
export const administratorScopes = ['customers:own']

const levels = ['my', 'access', 'all']

/** Whether a scope that was given covers one that is wanted: ro ⊂ rw, my ⊂ access ⊂ all. */
export function covers(given: string, wanted: string): boolean {
  const one = partsOf(given)
  const other = partsOf(wanted)
  if (one.resource !== other.resource) return false
  if (one.right !== other.right && !(one.right === 'rw' && other.right === 'ro')) return false
  return levels.indexOf(one.level) >= levels.indexOf(other.level)
}

export function allows(scopes: string[], wanted: string): boolean {
  return scopes.some((scope) => covers(scope, wanted))
}

function partsOf(scope: string): { resource: string; level: string; right: string } {
  const [name = '', right = ''] = scope.split(':')
  const [resource = '', level = ''] = name.split('--')
  return { resource, level, right }
}
