import type { SiteId } from '@baton/shared/ids.ts'
import type { ConsentTrouble } from '../../consent.ts'
import type { AccountId, DeskName } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import type { Grant } from './oauth-grant.ts'

type Place = { site: SiteId; desk: DeskName }

/** What the owner types to connect a desk. */
export const connectCommand = ({ site, desk }: Place): string => `npm run baton -- livechat connect ${site} ${desk}`

export const again = (place: Place): string => `Ask for a new link: ${connectCommand(place)}`

/** Without it no visitor can be made there (vendors/livechat.md §0.2, §1.4). */
const neededScope = 'customers:own'

/** Why a grant is of no use for this desk; null: it is. `known`: whose account the desk was so far. */
export function misfit(grant: Grant, account: AccountId, known: AccountId | null, place: Place): ConsentTrouble | null {
  if (known !== null && known !== account) {
    return {
      wrong: 'That was somebody of another LiveChat account than the one that this desk belongs to.',
      mend: `Consent as an administrator of the right account; or, to move the desk, write organizationId: ${grant.organization} into its entry, apply, and connect again.`,
    }
  }
  // Where no scopes are named nothing is known against it.
  if (grant.scopes.length > 0 && !grant.scopes.includes(neededScope)) {
    return {
      wrong: `The app has not the scope ${neededScope}, which making visitors needs.`,
      mend: `Tick ${neededScope} in the developer console (your app, Authorization). ${again(place)}`,
    }
  }
  return null
}

export function inWords(outcome: Outcome<never> & { why: { code: string } }, place: Place): ConsentTrouble {
  switch (outcome.why.code) {
    case 'grant-refused':
      return { wrong: 'LiveChat does not take its own code any more: it was used, or is too old.', mend: again(place) }
    case 'client-refused':
      return {
        wrong: 'LiveChat refuses clientId or clientSecret.',
        mend: `Compare both with the developer console, and give the secret anew. ${again(place)}`,
      }
    case 'not-whole':
      return {
        wrong: 'LiveChat gave a token that cannot be renewed.',
        mend: `See that the app is a server-side app. ${again(place)}`,
      }
    default:
      return { wrong: `LiveChat could not be asked for the token (${outcome.why.code}).`, mend: again(place) }
  }
}
