import type { SendKey } from '@baton/shared/ids.ts'

export interface Chance {
  /** From 0 to below 1. */
  fraction(): number
  /** 128 random bits: two tabs never choose the same. */
  key(): SendKey
}

export const browserChance: Chance = {
  fraction: () => Math.random(),
  key: () => {
    // Not randomUUID, which is missing on pages without https.
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') as SendKey
  },
}
