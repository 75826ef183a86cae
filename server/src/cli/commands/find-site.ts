import type { SiteId } from '@baton/shared/ids.ts'
import { nearest } from '../../mistakes.ts'
import type { SiteFile } from '../../site/schema.ts'
import type { OwnerDeps } from '../command.ts'

/** The site that was named, or all of them; or what to say instead. */
export function findSites(
  { registry }: OwnerDeps,
  name: string | null,
): { found: { id: SiteId; file: SiteFile; version: number }[] } | { wrong: string; mend: string } {
  const known = registry.sites()
  if (known.length === 0)
    return {
      wrong: 'There is no site yet.',
      mend: 'Apply one: npm run baton -- site apply acme.yaml (docs/site-file.md shows how to write it).',
    }
  const chosen = name === null ? known : known.filter(({ id }) => id === name)
  if (chosen.length === 0) {
    const near = nearest(
      name ?? '',
      known.map(({ id }) => id),
    )
    return {
      wrong: 'There is no site with that name.',
      mend: near ? `Did you mean ${near}?` : `Sites that there are: ${known.map(({ id }) => id).join(', ')}.`,
    }
  }
  return {
    found: chosen.flatMap(({ id, version }) => {
      const file = registry.file(id)
      return file ? [{ id, file, version }] : []
    }),
  }
}
