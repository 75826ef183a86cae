import { seededChance } from '../vendors/chance.ts'

/** Chance with a seed: the same seed throws the same numbers. */
export interface Dice {
  /** In [0, 1). */
  fraction(): number
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  happens(chance: number): boolean
  one<T>(of: readonly T[]): T
  /** Dice of their own for a part of the work, so that the order in which parts happen to throw changes nothing. */
  fork(name: string): Dice
}

export function createDice(seed: number): Dice {
  const chance = seededChance(seed)
  const between = (least: number, most: number): number => least + Math.floor(chance() * (most - least + 1))
  return {
    fraction: chance,
    between,
    happens: (wanted) => chance() < wanted,
    one(of) {
      const found = of[between(0, of.length - 1)]
      if (found === undefined) throw new Error('there is nothing to choose from')
      return found
    },
    fork: (name) => createDice(mixed(seed, name)),
  }
}

/** FNV-1a over the name, begun with the seed. */
function mixed(seed: number, name: string): number {
  let hash = (2_166_136_261 ^ seed) >>> 0
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16_777_619) >>> 0
  return hash
}
