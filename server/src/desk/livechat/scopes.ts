const levels = ['my', 'access', 'all']

/** Whether a scope that was given covers one that is wanted: ro ⊂ rw, my ⊂ access ⊂ all (vendors/livechat.md §1.4). */
export function allows(given: string[], wanted: string): boolean {
  const need = parts(wanted)
  return given
    .map(parts)
    .some(
      (one) =>
        one.resource === need.resource &&
        (one.right === need.right || (one.right === 'rw' && need.right === 'ro')) &&
        levels.indexOf(one.level) >= levels.indexOf(need.level),
    )
}

function parts(scope: string): { resource: string; level: string; right: string } {
  const [name = '', right = ''] = scope.split(':')
  const [resource = '', level = ''] = name.split('--')
  return { resource, level, right }
}
