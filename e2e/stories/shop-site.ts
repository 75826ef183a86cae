import type { DeskSide } from '../drive/desk-side.ts'

/** What a story may set differently in its site. */
export type SiteSetup = {
  site?: string
  name?: string
  widget?: { [key: string]: unknown }
  bot?: object
  /** On top of a handoff that asks nothing of the visitor. */
  handoff?: { [key: string]: unknown }
  tickets?: { [key: string]: unknown }
  transcripts?: { from: string }
  files?: { visitors?: boolean; agents?: boolean }
  /** What the desks' entries say besides, by name. */
  deskMore?: { [name: string]: object }
  /** Names of desks; all of them are of one account. Default: support. */
  desks?: string[]
}

/** The site file and bot file of a small shop, as its owner would write them. JSON is YAML. */
export function shopFiles(
  desk: Pick<DeskSide, 'entry'>,
  origins: string[],
  {
    site = 'shop',
    name = 'Acme',
    widget = {},
    bot = shopBot,
    handoff = {},
    desks = ['support'],
    deskMore = {},
    ...more
  }: SiteSetup,
): { site: string; bot: string } {
  const file = {
    ...{ site, name, origins, widget },
    bot: { kind: 'script', file: 'bot.yaml' },
    handoff: { desk: 'support', wait: '120s', afterResolve: 'bot', rating: 'none', afterWait: 'bot', ...handoff },
    desks: Object.fromEntries(desks.map((one) => [one, { ...desk.entry(), ...deskMore[one] }])),
    ...more,
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
