import type { Json } from '@baton/shared/ids.ts'
import type { Checked, Mistake } from '../mistakes.ts'
import { checkYaml, readYaml, type YamlFile } from '../yaml-file.ts'
import type { DeskEntry } from './desk-entries.ts'
import { type Kinds, kindOf } from './kinds.ts'
import { type SiteFile, siteSchema } from './schema.ts'
import type { StoredSite } from './stored-site.ts'

const limit = 256 * 1024

export type SiteText = {
  /** As the owner named it: mistakes carry this name. */
  file: string
  text: string
  /** Files that the site file names, by the path that it names them with. */
  others: { [path: string]: string }
}

export type ParsedSite = {
  site: SiteFile
  stored: StoredSite
  /** For what turns out to be wrong later, at its place in the file. */
  mistake: YamlFile['mistake']
}

/** A site as its owner wrote it → what to store, or every mistake with its place and its mend. Never throws. */
export function parseSite({ file, text, others }: SiteText, kinds: Kinds): Checked<ParsedSite> {
  const yaml = readYaml(file, text, limit)
  if (yaml.mistakes) return yaml
  const checked = checkYaml(siteSchema, yaml.value)
  if (checked.mistakes) return checked
  const site = checked.value
  const mistakes = Object.entries(site.desks ?? {}).flatMap(([name, desk]) =>
    deskMistakes(yaml.value, name, desk, kinds),
  )
  const bot = botFrom(yaml.value, site, others, kinds)
  if (bot.mistakes) mistakes.push(...bot.mistakes)
  if (bot.mistakes || mistakes.length > 0) return { mistakes }
  const { plain, mistake } = yaml.value
  return { value: { site, stored: { format: 1, site: plain, bot: bot.value }, mistake } }
}

function deskMistakes(yaml: YamlFile, name: string, desk: DeskEntry, kinds: Kinds): Mistake[] {
  const troubles = kindOf(desk, kinds)?.troubles(desk) ?? []
  return troubles.map(({ place, says, mend }) => {
    const [, key = place, position] = /^(\w+)(?:\[(\d+)\])?$/.exec(place) ?? []
    return yaml.mistake(
      ['desks', name, key, ...(position ? [Number(position)] : [])],
      `desks.${name}.${key} ${says}`,
      mend,
    )
  })
}

function botFrom(yaml: YamlFile, site: SiteFile, others: SiteText['others'], { bots }: Kinds): Checked<Json> {
  if (!site.bot) return { value: null }
  const text = Object.hasOwn(others, site.bot.file) ? others[site.bot.file] : undefined
  if (text === undefined) {
    const mend = 'Write its path from the folder of this file.'
    return { mistakes: [yaml.mistake(['bot', 'file'], 'bot.file leads to no file that can be read.', mend)] }
  }
  return bots.script.parse(site.bot.file, text, { desks: Object.keys(site.desks ?? {}) })
}

/** The files that a site file names, as far as it can be read: whoever sends a site to the server sends these too. */
export function filesNamedIn(text: string): string[] {
  const yaml = readYaml('', text, limit)
  const plain = yaml.value?.plain
  const bot = typeof plain === 'object' && plain !== null && !Array.isArray(plain) ? plain['bot'] : null
  const file = typeof bot === 'object' && bot !== null && !Array.isArray(bot) ? bot['file'] : null
  return typeof file === 'string' && file !== '' ? [file] : []
}
