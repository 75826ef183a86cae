import type { Json } from '@baton/shared/ids.ts'
import { z } from 'zod'
import type { BotKind } from './kinds.ts'
import { type SiteFile, siteSchema } from './schema.ts'

/**
 * A version as it stands in the store: the values of the site file and of the bot file. Not their text, since a comment may
 * hold anything, and comments alone make no new version.
 */
export type StoredSite = { format: 1; site: Json; bot: Json }

const shape = z.object({ format: z.literal(1), site: z.unknown(), bot: z.unknown() })

/** Null: this Baton cannot read it (any more, or yet). */
export function readStored(config: Json): { file: SiteFile; bot: Json } | null {
  const stored = shape.safeParse(config)
  if (!stored.success) return null
  const file = siteSchema.safeParse(stored.data.site)
  return file.success ? { file: file.data, bot: (stored.data.bot ?? null) as Json } : null
}

export function botOf({ file, bot }: { file: SiteFile; bot: Json }, kinds: { script: BotKind }) {
  switch (file.bot?.kind) {
    case undefined:
      return null
    case 'script':
      return kinds.script.build(bot)
  }
}
