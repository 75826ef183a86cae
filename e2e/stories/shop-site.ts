import type { Freshchat } from '../vendors/freshchat/freshchat.ts'

/** What a story may set differently in its site. */
export type SiteSetup = {
  site?: string
  name?: string
  widget?: { [key: string]: unknown }
  bot?: object
  handoff?: { wait?: string; afterResolve?: 'bot' | 'closed' }
}

/** The site file and bot file of a small shop, as its owner would write them. JSON is YAML. */
export function shopFiles(
  { url, topic, publicKey, appId }: Pick<Freshchat, 'url' | 'topic' | 'publicKey' | 'appId'>,
  origins: string[],
  { site = 'shop', name = 'Acme', widget = {}, bot = shopBot, handoff = {} }: SiteSetup,
): { site: string; bot: string } {
  const support = { kind: 'freshchat', url, token: { secret: 'freshchat-token' }, channel: topic.id, publicKey, appId }
  const file = {
    ...{ site, name, origins, widget },
    bot: { kind: 'script', file: 'bot.yaml' },
    handoff: { desk: 'support', wait: '120s', afterResolve: 'bot', ...handoff },
    desks: { support },
  }
  return { site: JSON.stringify(file), bot: JSON.stringify(bot) }
}

const shopBot = {
  greeting: { say: 'Hello! Ask me about orders or opening hours.', choices: ['Opening hours'] },
  answers: [
    { when: ['opening hours', 'hours'], say: 'We are open **every day** from 9 to 18.' },
    { when: ['order', 'parcel'], say: 'Your order is on its way.' },
  ],
  fallback: 'I did not understand that.',
  returned: 'I am back.',
}
