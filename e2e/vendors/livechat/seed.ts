import { steadyHex, steadyUuid } from './identity.ts'
import type { AccountState, Agent, App, Priority } from './records.ts'
import { allScopes } from './scopes.ts'

/** The demo account: two people to be, an owner who is away; three groups; an app of ours and one of somebody else's. */
export function demoAccount(organizationId: string, redirectUris: string[], maxChats: number): AccountState {
  const agent = (name: string, groups: number[], more: Partial<Agent> = {}): Agent => ({
    id: `${name.split(' ')[0]?.toLowerCase()}@example.com`,
    hex: steadyHex(organizationId, `agent ${name}`),
    accountId: steadyUuid(organizationId, `account ${name}`),
    name,
    jobTitle: 'Support agent',
    avatar: null,
    role: 'normal',
    groups: groups.map((id) => ({ id, priority: 'normal' as Priority })),
    status: 'accepting_chats',
    maxChats,
    bot: false,
    ...more,
  })

  const app = (name: string, more: Partial<App> = {}): App => ({
    clientId: steadyHex(organizationId, `app ${name}`),
    clientSecret: steadyHex(organizationId, `secret ${name}`),
    name,
    redirectUris,
    scopes: allScopes,
    installed: true,
    webhooksEnabled: true,
    ...more,
  })

  const ann = agent('Ann Archer', [0, 3], { avatar: '/sim/avatars/ann.png', role: 'administrator' })
  return {
    organizationId,
    licenseId: 12_345_678,
    agents: [
      ann,
      agent('Ben Brook', [0, 3, 4], { avatar: '/sim/avatars/ben.png' }),
      agent('Olga Owner', [0], { role: 'owner', status: 'offline', jobTitle: 'Owner' }),
    ],
    groups: [
      { id: 0, name: 'General', language: 'en' },
      { id: 3, name: 'Sales', language: 'en' },
      { id: 4, name: 'Support', language: 'en' },
    ],
    apps: [app('Web chat'), app('Somebody else’s app', { redirectUris: [], installed: false })],
    pats: [
      {
        accountId: ann.accountId,
        token: `dal:${steadyHex(organizationId, 'pat').slice(0, 24)}`,
        agent: ann.id,
        scopes: allScopes,
      },
    ],
    tokens: [],
    codes: [],
    cookies: {},
    webhooks: [],
    properties: [],
    customers: [],
    chats: [],
    files: [],
    lastStamp: 0,
  }
}
