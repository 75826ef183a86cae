import type { Opened, Sealer } from '../secrets.ts'
import type { Sites } from '../store/store.ts'

/** The owner's secrets by name, open in memory as of the last `refresh`: desks ask for them without waiting. */
export interface SecretBox {
  /** Null unless the state is `set`. */
  value(name: string): string | null
  state(name: string): SecretState
  /** None of what is stored can be opened here: a secret set now would be sealed under a key that no server has. */
  sealedOtherwise(): boolean
  refresh(): Promise<void>
}

/** otherKey: sealed under a BATON_SECRET_KEY that this server does not have. */
export type SecretState = 'set' | 'missing' | 'otherKey' | 'damaged'

const purpose = (name: string) => `secret:${name}`

export function createSecretBox({ sites, sealer }: { sites: Sites; sealer: Sealer }): SecretBox {
  let known = new Map<string, Opened>()
  return {
    value: (name) => openedText(known.get(name)),
    state(name) {
      const opened = known.get(name)
      if (!opened) return 'missing'
      if (opened.kind === 'opened') return 'set'
      return opened.why === 'otherKey' ? 'otherKey' : 'damaged'
    },
    sealedOtherwise: () =>
      known.size > 0 && [...known.values()].every((opened) => opened.kind === 'failed' && opened.why === 'otherKey'),
    async refresh() {
      const now = new Map<string, Opened>()
      for (const name of await sites.secretNames()) {
        const sealed = await sites.secret(name)
        if (sealed) now.set(name, sealer.open(purpose(name), sealed))
      }
      known = now
    },
  }
}

export const keepSecret = async (
  { sites, sealer }: { sites: Sites; sealer: Sealer },
  name: string,
  value: string,
): Promise<void> => await sites.setSecret(name, sealer.seal(purpose(name), Buffer.from(value)))

const openedText = (opened: Opened | undefined): string | null =>
  opened?.kind === 'opened' ? Buffer.from(opened.bytes).toString() : null
