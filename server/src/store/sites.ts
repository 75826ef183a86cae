import { isDeepStrictEqual } from 'node:util'
import type { Json, SiteId, Time } from '@baton/shared/ids.ts'
import type { Engine } from './engine.ts'
import { metaOf, raiseRevision } from './queries/meta.ts'
import * as ask from './queries/sites.ts'
import type { Text } from './schema.ts'
import { must } from './statement.ts'
import { type Sites, type SiteVersion, StoreTrouble } from './store.ts'
import { change, read, type Work, went } from './work.ts'

export function createSites(engine: Engine, { now }: { now: () => Time }): Sites {
  return {
    apply: (site, config) => engine.change(() => apply(site, config, now())),

    newest: () =>
      engine.look(function* () {
        const [rows] = yield* read(ask.newestVersions({}))
        return rows.map(versionOf)
      }),

    version: (site, version) =>
      engine.look(function* () {
        const [[row]] = yield* read(ask.versionOf({ site, version }))
        return row ? versionOf(row) : null
      }),

    revision: () =>
      engine.look(function* () {
        const [[row]] = yield* read(metaOf({ key: 'revision' }))
        return Number(row?.value ?? 0)
      }),

    setSecret: (name, sealed) =>
      engine.change(function* () {
        yield* change(raiseRevision({}), ask.putSecret({ name, sealed }))
      }),

    secret: (name) =>
      engine.look(function* () {
        const [[row]] = yield* read(ask.secretByName({ name }))
        return row?.sealed ?? null
      }),

    secretNames: () =>
      engine.look(function* () {
        const [rows] = yield* read(ask.namesOfSecrets({}))
        return rows.map((row) => row.name)
      }),

    removeSecret: (name) => engine.change(() => went(raiseRevision({}), must('secret', ask.deleteSecret({ name })))),
  }
}

function* apply(site: SiteId, config: Json, appliedAt: Time): Work<SiteVersion> {
  // As it will be read back: JSON drops what is undefined.
  const text = JSON.stringify(config) as Text
  for (let tried = 0; tried < 5; tried++) {
    const [[row]] = yield* read(ask.newestVersion({ site }))
    if (row && isDeepStrictEqual(JSON.parse(row.config), JSON.parse(text))) return versionOf(row)
    const version = (row?.version ?? 0) + 1
    const made = yield* went(
      must('version', ask.insertVersion({ site, version, appliedAt, config: text })),
      raiseRevision({}),
    )
    if (made) return { site, version, appliedAt, config: JSON.parse(text) as Json }
  }
  throw new StoreTrouble(`others keep applying ${site}`, true)
}

const versionOf = (row: { site: SiteId; version: number; applied_at: Time; config: Text }): SiteVersion => ({
  site: row.site,
  version: row.version,
  appliedAt: row.applied_at,
  config: JSON.parse(row.config) as Json,
})
