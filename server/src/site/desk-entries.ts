import { z } from 'zod'
import { entry, field, plainText, text, Wrong, whole } from '../yaml-fields.ts'
import { name, secret, secrets, unsafe, webAddress } from './fields.ts'
import { officeHours } from './office-hours.ts'

const freshchatMend = 'Copy "Chat URL" from Freshchat: Admin → API settings; for example https://acme.freshchat.com.'

/** In any of the shapes that the admin page shows (vendors/freshchat.md §1.1): with or without scheme, slash and /v2. */
const freshchatUrl = field((value): string | Wrong => {
  const given = plainText(value, freshchatMend)
  if (given instanceof Wrong) return given
  const url = URL.parse(/^[a-z]+:\/\//i.test(given.trim()) ? given : `https://${given.trim()}`)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return new Wrong('is not a web address.', freshchatMend)
  const bad = unsafe(url, freshchatMend)
  if (bad) return bad
  if (/(^|\.)freshdesk\.com$/.test(url.hostname))
    return new Wrong('is the address of Freshdesk, not of Freshchat.', freshchatMend)
  if (!/^\/(v2\/?)?$/.test(url.pathname) || url.search || url.hash) return new Wrong('holds a path.', freshchatMend)
  return url.origin
})

const keyMend = 'Copy the whole "RSA PUBLIC KEY" from Freshchat: Admin → Webhooks → Authentication.'
/** One, or two while one is being replaced. */
const publicKeys = field((value): string[] | Wrong => {
  const keys = (Array.isArray(value) ? value : [value]).map((key) => plainText(key, keyMend))
  const wrong = keys.find((key) => key instanceof Wrong)
  if (wrong instanceof Wrong) return wrong
  const texts = keys as string[]
  const fits = texts.length > 0 && texts.length <= 2 && texts.every((key) => key.length <= 4_000)
  return fits ? texts : new Wrong('must be the key, or a list of two while one is being replaced.', keyMend)
})

const id = (mend: string) => text({ most: 128, mend: `${mend} An id of digits needs quotes.` })
const person = text({ most: 254, mend: 'Write an e-mail address.', fits: (given) => /^[^\s@]+@[^\s@]+$/.test(given) })
const title = (mend: string) => text({ most: 200, mend })

/** What every desk has, of whatever kind. */
const everyDesk = {
  /** As visitors read it, where they choose. */
  label: text({ most: 60, mend: 'Write what visitors call this team, for example Sales.' }).optional(),
  /** The desk that is asked when nobody can be asked here. */
  otherwise: name('sales').optional(),
  hours: officeHours.optional(),
}

export const freshchatEntry = entry({
  kind: z.literal('freshchat'),
  ...everyDesk,
  url: freshchatUrl,
  token: secrets('freshchat-token'),
  channel: id('Copy the id of the topic, or write topic: with its name instead.').optional(),
  topic: title('Write the name of the topic exactly as Freshchat shows it.').optional(),
  publicKey: publicKeys.optional(),
  agentEmail: person.optional(),
  assign: entry({
    agent: person.optional(),
    group: title('Write the name of the group exactly as Freshchat shows it.').optional(),
  }).optional(),
  appId: id('Copy the app id from the account’s settings.').optional(),
  forwardTo: webAddress({ mend: 'Write the whole address that took the webhooks before.', path: true }).optional(),
}).superRefine((desk, context) => {
  if ((desk.channel === undefined) === (desk.topic === undefined)) {
    const message = desk.topic ? 'has both channel and topic.' : 'says neither channel nor topic.'
    context.addIssue({
      code: 'custom',
      message,
      params: { mend: 'Write one of the two: topic: "Web chat", by its exact name, or channel: with its id.' },
    })
  }
})

const apiMend = 'Write only scheme and host; leave it out for LiveChat itself.'
const rtmMend = 'Write an address that begins with wss://; leave it out for LiveChat itself.'

export const livechatEntry = entry({
  kind: z.literal('livechat'),
  ...everyDesk,
  clientId: id('Copy the client id from the LiveChat developer console.').optional(),
  clientSecret: secret('livechat-client').optional(),
  accountId: id('Copy the account id that the access token was made with.').optional(),
  pat: secret('livechat-pat').optional(),
  agentToken: secret('livechat-agent').optional(),
  organizationId: id('Copy the organization id from LiveChat.').optional(),
  group: whole({ least: 0, most: 1_000_000 }).optional(),
  /** Chats open also while nobody is online, and wait. */
  continuous: z.boolean().optional(),
  /** Agents see that the visitor is typing, not what. */
  sneakPeek: z.boolean().optional(),
  webhookSecret: secret('livechat-webhook').optional(),
  apiUrl: webAddress({ mend: apiMend, path: false }).optional(),
  accountsUrl: webAddress({ mend: apiMend, path: false }).optional(),
  rtmUrl: webAddress({ mend: rtmMend, path: true, schemes: ['wss:', 'ws:'] }).optional(),
  forwardTo: webAddress({ mend: 'Write the whole address that took the webhooks before.', path: true }).optional(),
}).superRefine((desk, context) => {
  const say = (message: string, mend: string) => context.addIssue({ code: 'custom', message, params: { mend } })
  if ((desk.clientId === undefined) !== (desk.clientSecret === undefined))
    say('needs clientId and clientSecret together.', 'Write both, or neither.')
  if ((desk.accountId === undefined) !== (desk.pat === undefined))
    say('needs accountId and pat together.', 'Write both, or neither.')
  if (desk.clientId === undefined && desk.agentToken === undefined) {
    say(
      'has no way to sign in.',
      'Write clientId and clientSecret, or for a trial agentToken: { secret: livechat-agent }.',
    )
  }
})

/** A desk of the site file, checked; `token` and `publicKey` are lists of one or two. */
export type FreshchatEntry = z.infer<typeof freshchatEntry>
export type LivechatEntry = z.infer<typeof livechatEntry>
export type DeskEntry = FreshchatEntry | LivechatEntry

export const deskEntry = z.discriminatedUnion('kind', [freshchatEntry, livechatEntry])

/** The secrets that an entry names, by its keys; several names under one key replace each other. */
export function secretsOf(desk: DeskEntry): { place: string; names: string[] }[] {
  switch (desk.kind) {
    case 'freshchat':
      return [{ place: 'token', names: desk.token.map((ref) => ref.secret) }]
    case 'livechat': {
      const { clientSecret, pat, agentToken, webhookSecret } = desk
      return Object.entries({ clientSecret, pat, agentToken, webhookSecret }).flatMap(([place, ref]) =>
        ref ? [{ place, names: [ref.secret] }] : [],
      )
    }
  }
}
