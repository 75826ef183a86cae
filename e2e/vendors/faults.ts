import type { Chance } from './chance.ts'

export type FaultParameters = {
  ms?: number
  how?: string
  status?: number
  bytes?: number
  size?: number
  copies?: number
}

/** How a fault is set. Everything is optional: alone, it applies to every call or webhook until cleared. */
export type FaultSetting = FaultParameters & {
  /** For faults of calls a route as `POST /conversations/:id/messages` (method optional, `:word` = one segment, `*` = anything), for faults of webhooks an action. A bare word is also the last segment of a route. */
  on?: string
  /** Bites so many times, then it is gone. */
  times?: number
  /** 0…1, drawn with the seed of the simulator. */
  chance?: number
}

/** Every fault of a vendor: its group on the agent page, its title there, what it does, and what it takes besides `on`, `times` and `chance`. */
export type Catalogue = Record<
  string,
  readonly [group: string, title: string, says: string, defaults: Readonly<FaultParameters>]
>

export type FaultNames<C extends Catalogue> = keyof C & string

/** The faults of one group of the agent page. */
export type FaultsOf<C extends Catalogue, Group extends string> = {
  [Name in FaultNames<C>]: C[Name][0] extends Group ? Name : never
}[FaultNames<C>]

export interface Faults<Name extends string> {
  /** Switches a fault on; the same name and `on` again replaces it. */
  set(name: Name, setting?: FaultSetting): void
  /** Switches off one fault, or all. */
  clear(name?: Name): void
  /** What is on now, with what is left of `times`. */
  all(): { name: Name; setting: FaultSetting; bitten: number }[]
}

export interface FaultSwitches<Name extends string> extends Faults<Name> {
  /** Whether the fault bites here and now; counts the bite. `place` is `METHOD /path` or a webhook's action. */
  take(name: Name, place: string): FaultSetting | null
}

/** Asks whether a fault bites one call, whose place is known. */
export type Take<Name extends string> = (name: Name) => FaultSetting | null

type Switch<Name> = { name: Name; setting: FaultSetting; bitten: number }

export function faultSwitches<C extends Catalogue>(
  catalogue: C,
  chance: Chance,
  changed: () => void,
): FaultSwitches<FaultNames<C>> {
  let switches: Switch<FaultNames<C>>[] = []

  return {
    set(name, setting = {}) {
      switches = switches.filter((other) => other.name !== name || other.setting.on !== setting.on)
      switches.push({ name, setting: { ...catalogue[name]?.[3], ...setting }, bitten: 0 })
      changed()
    },
    clear(name) {
      switches = name === undefined ? [] : switches.filter((other) => other.name !== name)
      changed()
    },
    all: () => switches.map((one) => ({ ...one, setting: { ...one.setting } })),
    take(name, place) {
      // The latest setting that names this place wins, so that a broad fault can be narrowed while it is on.
      const found = switches.findLast((one) => one.name === name && matches(one.setting.on, place))
      if (!found) return null
      if (found.setting.chance !== undefined && chance() >= found.setting.chance) return null
      found.bitten += 1
      if (found.setting.times !== undefined) {
        found.setting.times -= 1
        if (found.setting.times <= 0) switches = switches.filter((one) => one !== found)
      }
      if (found.setting.times !== undefined) changed()
      return found.setting
    },
  }
}

function matches(pattern: string | undefined, place: string): boolean {
  if (pattern === undefined || pattern === '*') return true
  if (/^\w+$/.test(pattern)) return place === pattern || place.endsWith(`/${pattern}`)
  const wanted = versionless(pattern)
  const source = wanted
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replace(/:\w+/g, '[^/]+')
  // Without a method the pattern is a path, and any method will do.
  return new RegExp(`^${wanted.startsWith('/') ? '\\S+ ' : ''}${source}$`).test(versionless(place))
}

/** `/v2/users` and `/users` are the same place. */
function versionless(place: string): string {
  return place.replace(/\/v\d+(\.\d+)?\//, '/')
}
