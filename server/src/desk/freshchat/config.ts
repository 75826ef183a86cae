import { KeyObject } from 'node:crypto'
import { publicKeyOf } from './keys.ts'

/** A desk entry of the site file, its secrets looked up. Lists hold one, or two while one is being replaced. */
export type FreshchatEntry = {
  url: string
  token: string | string[]
  publicKey?: string | string[] | undefined
  channel?: string | undefined
  topic?: string | undefined
  agentEmail?: string | undefined
  assign?: { agent?: string | undefined; group?: string | undefined } | undefined
  appId?: string | undefined
}

/** What the adapter works with. */
export type FreshchatConfig = {
  /** `https://acme.freshchat.com`, without a slash at the end and without /v2. */
  origin: string
  /** The desk is on this machine (tests, demo); then what it links to may be there too. */
  loopback: boolean
  tokens: string[]
  /** Of two the one that cannot be a token: the other is enough meanwhile. */
  leftOut: ConfigTrouble[]
  /** Empty: no webhook can be verified, so none is believed. */
  keys: KeyObject[]
  topic: { id: string } | { name: string }
  agentEmail: string | null
  assign: { agent: string | null; group: string | null }
  appId: string | null
}

/** What is wrong with an entry: at which key, and how to mend it. Never repeats what stood there: it may be a secret. */
export type ConfigTrouble = { place: string; says: string; mend: string }

const urlMend = 'Copy "Chat URL" from Freshchat: Admin → API settings; for example https://acme.freshchat.com.'
const tokenMend = 'Copy the token from Freshchat, Admin → API settings, and give it with: npm run baton -- secret set'

export function freshchatConfig(entry: FreshchatEntry): { config: FreshchatConfig } | { troubles: ConfigTrouble[] } {
  const troubles: ConfigTrouble[] = []
  const origin = originOf(entry.url, troubles)
  const given = [entry.token].flat()
  const leftOut: ConfigTrouble[] = []
  const tokens = given.flatMap((token, n) => tokenOf(token, place('token', n), leftOut) ?? [])
  if (tokens.length === 0) troubles.push(...leftOut)
  const keys = [entry.publicKey ?? []].flat().flatMap((given, n) => {
    const key = publicKeyOf(given)
    if (key instanceof KeyObject) return key
    troubles.push({ place: place('publicKey', n), ...key })
    return []
  })
  if (given.length === 0 || given.length > 2)
    troubles.push({ place: 'token', says: 'must be one token, or two.', mend: tokenMend })
  if ([entry.publicKey ?? []].flat().length > 2) {
    troubles.push({
      place: 'publicKey',
      says: 'holds more than two keys.',
      mend: 'Keep the current one and the next one.',
    })
  }
  const topic = topicOf(entry, troubles)
  if (troubles.length > 0 || !origin || !topic) return { troubles }
  return {
    config: {
      origin: origin.origin,
      loopback: isLoopbackHost(origin.hostname),
      tokens,
      leftOut,
      keys,
      topic,
      agentEmail: entry.agentEmail?.trim().toLowerCase() ?? null,
      assign: { agent: entry.assign?.agent?.trim() ?? null, group: entry.assign?.group?.trim() ?? null },
      appId: entry.appId?.trim() ?? null,
    },
  }
}

/** Takes every shape in which the admin page's address is pasted (vendors/freshchat.md §1.1). */
function originOf(given: string, troubles: ConfigTrouble[]): URL | null {
  const wrong = (says: string) => {
    troubles.push({ place: 'url', says, mend: urlMend })
    return null
  }
  const trimmed = given.trim()
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`)
  if (!url?.hostname || (url.protocol !== 'https:' && url.protocol !== 'http:')) return wrong('is not a web address.')
  if (!url.hostname.includes('.') && !isLoopbackHost(url.hostname)) return wrong('is not a whole web address.')
  if (url.username || url.password) return wrong('holds a user name or password.')
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    return wrong('is not https, which only this machine itself may do without.')
  if (/(^|\.)freshdesk\.com$/.test(url.hostname)) return wrong('is the address of Freshdesk, not of Freshchat.')
  if (!/^\/(v2\/?)?$/.test(url.pathname) || url.search || url.hash) return wrong('holds a path.')
  return url
}

function tokenOf(given: string, where: string, troubles: ConfigTrouble[]): string | null {
  const token = given.trim().replace(/^Bearer\s+/i, '')
  // A header takes no more than this; a line break in it means that something else was pasted along.
  if (/^[\x21-\x7e]{8,4096}$/.test(token)) return token
  troubles.push({
    place: where,
    says: 'is not a token: it is too short, too long, or has blanks in it.',
    mend: tokenMend,
  })
  return null
}

function topicOf({ channel, topic }: FreshchatEntry, troubles: ConfigTrouble[]): FreshchatConfig['topic'] | null {
  if (channel?.trim()) return { id: channel.trim() }
  // Names are matched exactly, blanks at the ends included (vendors/freshchat.md §2.6).
  if (topic?.trim()) return { name: topic }
  troubles.push({
    place: 'topic',
    says: 'is missing.',
    mend: 'Write topic: "Web chat", by its exact name in Freshchat, or channel: with its id.',
  })
  return null
}

/** This machine, as URL spells it. */
const isLoopbackHost = (hostname: string): boolean => /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname)

export const place = (key: string, n: number): string => (n === 0 ? key : `${key}[${n}]`)
