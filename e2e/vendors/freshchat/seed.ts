import { steadyId } from './identity.ts'
import type { AccountState, Agent, Channel, Group } from './records.ts'

/** The demo account: two people to be, an owner, a bot's seat, one who left; two groups; topics of several sources. */
export function demoAccount(appId: string, at: string): AccountState {
  const id = (name: string) => steadyId(appId, name)
  const number = (name: string) => String(BigInt(`0x${id(name).replaceAll('-', '').slice(0, 12)}`)).padStart(15, '4')

  const group = (name: string, description: string): Group => ({
    id: id(`group ${name}`),
    orgId: `9${number(`group ${name}`)}000`.slice(0, 19),
    name,
    description,
  })
  const support = group('Support', 'Questions and trouble')
  const billing = group('Billing', 'Invoices and refunds')

  const agent = (firstName: string, lastName: string, more: Partial<Agent> = {}): Agent => ({
    id: id(`agent ${firstName} ${lastName}`),
    orgId: `8${number(`agent ${firstName} ${lastName}`)}000`.slice(0, 19),
    email: `${firstName}.${lastName}@example.com`.toLowerCase(),
    firstName,
    lastName,
    avatar: null,
    role: 'Agent',
    groups: [support.id],
    available: true,
    deactivated: false,
    at,
    ...more,
  })

  const channel = (name: string, more: Partial<Channel> = {}): Channel => ({
    id: id(`channel ${name}`),
    number: number(`channel ${name}`),
    name,
    enabled: true,
    public: true,
    source: 'FRESHCHAT',
    welcome: 'Hello! How can we help you today?',
    updated: at,
    ...more,
  })

  return {
    agents: [
      agent('Ann', 'Archer', { avatar: '/sim/avatars/ann.png' }),
      agent('Ben', 'Brook', { groups: [support.id, billing.id], avatar: '/sim/avatars/ben.png' }),
      agent('Olga', 'Owner', { role: 'Account Owner', groups: [], available: false }),
      agent('Web', 'Bot', { email: 'bot@example.com', groups: [] }),
      agent('Dan', 'Departed', { deactivated: true, available: false, groups: [] }),
    ],
    groups: [support, billing],
    channels: [
      channel('Web chat'),
      channel('Web chat (old)', { enabled: false }),
      channel('WhatsApp', { source: 'WHATSAPP' }),
      channel('E-mail', { source: 'EMAIL', public: false }),
    ],
    users: [],
    conversations: [],
    files: [],
  }
}
