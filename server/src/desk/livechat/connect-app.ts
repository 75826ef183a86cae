import type { SiteId } from '@baton/shared/ids.ts'
import type { ConsentTrouble } from '../../consent.ts'
import type { DeskName } from '../../conversation/ids.ts'
import { accountsDefault } from './config.ts'
import type { OauthApp } from './oauth-calls.ts'

/** What connecting needs of a desk's entry in the site file. */
export type ConnectEntry = {
  clientId?: string | undefined
  clientSecret?: { secret: string } | undefined
  agentToken?: { secret: string } | undefined
  accountsUrl?: string | undefined
}

/** The app that the owner made in the developer console, or what is missing, and where. */
export function connectApp(
  entry: ConnectEntry,
  given: { site: SiteId; name: DeskName; secret(name: string): string | null },
): OauthApp | ConsentTrouble {
  const place = `desks.${given.name}`
  const { clientId, clientSecret, accountsUrl = accountsDefault } = entry
  if (clientId === undefined || clientSecret === undefined) {
    return {
      wrong: `The site file of ${given.site} has no ${place}.clientId: without an app of yours there is nothing to consent to.`,
      mend: `Make the app (docs/livechat.md, step 1), write clientId: and clientSecret: below ${place}, and apply the file.`,
    }
  }
  const value = given.secret(clientSecret.secret)?.trim()
  if (!value) {
    return {
      wrong: `${place}.clientSecret names the secret ${clientSecret.secret}, which is not set.`,
      mend: `Give its value: npm run baton -- secret set ${clientSecret.secret}`,
    }
  }
  return { clientId, clientSecret: value, accountsUrl }
}
