import type { AccountId } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import type { Check } from '../desk.ts'
import { sentence } from '../outcome-words.ts'
import { askAccount } from './account.ts'
import type { Agents } from './agents.ts'
import type { Calling, Client } from './client.ts'
import { createClient } from './client.ts'
import type { FreshchatConfig } from './config.ts'
import { place } from './config.ts'
import { appIdOf } from './convert.ts'
import type { Directory } from './directory.ts'
import { allTopics, candidates, isUsable, whyUnusable } from './directory.ts'
import type { HooksHeard } from './hooks-heard.ts'

export type Checking = Calling & {
  account: AccountId
  client: Client
  config: FreshchatConfig
  directory: Directory
  agents: Agents
  hooks: HooksHeard
  /** The address that the owner pastes into Freshchat; null: not known here. */
  hookUrl: string | null
}

/** Reads only. Each line that fails says what to click or type. */
export async function* checkRead(from: Checking): AsyncGenerator<Check> {
  const asked = []
  for (const token of from.config.tokens)
    asked.push(await askAccount(createClient({ ...from, config: { ...from.config, tokens: [token] } })))
  const works = asked.some(({ kind }) => kind === 'done')
  const { leftOut } = from.config
  const names = ['token 1', 'token 2'].filter((_, n) => leftOut.every((one) => one.place !== place('token', n)))
  for (const [n, facts] of asked.entries()) {
    const name = (asked.length + leftOut.length > 1 && names[n]) || 'token'
    if (facts.kind !== 'done') {
      yield works && isRefused(facts) ? replaced(name) : failed(name, facts, tokenMend(facts))
      continue
    }
    const plan = facts.value.plan ? `, plan ${facts.value.plan}` : ''
    yield {
      name,
      ok: true,
      says: `Freshchat takes it${facts.value.domain ? ` for ${facts.value.domain}` : ''}${plan}.`,
    }
    yield accountCheck(from, facts.value.appId)
  }
  for (const { place: where, says, mend } of leftOut)
    yield { name: where === 'token' ? 'token 1' : 'token 2', ok: false, says: `It ${says}`, mend }
  yield keyCheck(from.config)
  if (!works) {
    yield { name: 'topic, agent, group', ok: null, says: 'Not looked at: no token works.' }
    return yield await returnPath(from)
  }
  yield await topicCheck(from)
  if (from.config.agentEmail !== null)
    yield await found(
      'agentEmail',
      from.agents.byEmail(from.config.agentEmail),
      `${from.config.agentEmail} may write notes.`,
    )
  const { agent, group } = from.config.assign
  if (agent !== null) yield await found('assign.agent', from.agents.byEmail(agent), `New conversations go to ${agent}.`)
  if (group !== null)
    yield await found('assign.group', from.directory.group(group), `New conversations go to the group ${group}.`)
  yield await returnPath(from)
}

const isRefused = (outcome: Outcome<unknown>): boolean =>
  outcome.kind === 'retry' && outcome.why.code === 'token-refused'

/** A new token would end the one that works. */
const replaced = (name: string): Check => ({
  name,
  ok: null,
  says: 'Freshchat refuses it, as it does when another one was made; the other one works.',
  mend: 'Take it out of the site file when you like, or give it anew: npm run baton -- secret set.',
})

function accountCheck({ account, config }: Checking, appId: string): Check {
  if (appIdOf(account) === appId) return { name: 'account', ok: true, says: `The app id is ${appId}.` }
  const mend =
    config.appId === null
      ? 'The token belongs to another account than before: give the token of the former one, or name the desk anew.'
      : `Write appId: ${appId}, or give the token of the other account.`
  return {
    name: 'account',
    ok: false,
    says: `The token is for the account ${appId}, and this desk for ${appIdOf(account)}.`,
    mend,
  }
}

export const keyMend =
  'Copy the RSA PUBLIC KEY from Freshchat, Admin → Webhooks → Authentication, to publicKey: in the site file.'

function keyCheck({ keys }: FreshchatConfig): Check {
  if (keys.length === 0)
    return {
      name: 'publicKey',
      ok: false,
      says: 'There is none, so no webhook can be believed: answers come only with the next look.',
      mend: keyMend,
    }
  const bits = keys.map((key) => `${key.asymmetricKeyDetails?.modulusLength ?? '?'} bits`)
  return {
    name: 'publicKey',
    ok: true,
    says: `${keys.length === 1 ? 'It is' : 'They are'} well-formed (${bits.join(', ')}). Whether it is this account's shows with the webhooks.`,
  }
}

async function topicCheck({ client, config, directory }: Checking): Promise<Check> {
  const name = 'topic'
  const { topic } = config
  if ('name' in topic) return await found(name, directory.topic(), `"${topic.name}" is there and enabled.`)
  const all = await allTopics(client)
  if (all.kind !== 'done') return failed(name, all)
  const it = all.value.find(({ id }) => id === topic.id)
  if (!it)
    return {
      name,
      ok: false,
      says: `No topic has the id ${topic.id}; ${candidates(all.value)}.`,
      mend: 'Write one of these ids as channel:, or one of these names as topic:.',
    }
  if (isUsable(it)) return { name, ok: true, says: `"${it.name ?? topic.id}" is there and enabled.` }
  if (it.enabled === false)
    return {
      name,
      ok: false,
      says: `"${it.name ?? topic.id}" ${whyUnusable(it)}.`,
      mend: 'Enable it in Freshchat, Admin → Topics, or write another channel:.',
    }
  return {
    name,
    ok: false,
    says: `"${it.name ?? topic.id}" ${whyUnusable(it)}.`,
    mend: `Write another channel:; ${candidates(all.value)}.`,
  }
}

const day = 24 * 3_600_000

async function returnPath({ hooks, clock, config, hookUrl }: Checking): Promise<Check> {
  const name = 'webhook'
  const { signed, forged } = await hooks.last()
  const paste = `Freshchat does not tell where its webhooks go. It must be ${hookUrl ?? 'the webhook address of this desk'} (Admin → Webhooks; there is one for the whole account).`
  if (forged !== null && (signed === null || forged > signed) && config.keys.length > 0)
    return {
      name,
      ok: false,
      says: `The last one came ${age(clock.now() - forged)} ago and is not signed with publicKey, so it was not believed.`,
      mend: keyMend,
    }
  if (signed === null)
    return {
      name,
      ok: null,
      says: `None has come yet. ${paste}`,
      mend: 'When it is there, see it arrive: npm run baton -- check --live',
    }
  const ago = clock.now() - signed
  if (ago < day) return { name, ok: true, says: `The last one came ${age(ago)} ago, signed with publicKey.` }
  return {
    name,
    ok: null,
    says: `The last one came ${age(ago)} ago. ${paste}`,
    mend: 'See whether they still arrive: npm run baton -- check --live',
  }
}

function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return `${Math.max(0, Math.floor(ms / 1_000))} s`
  if (minutes < 60) return `${minutes} min`
  return minutes < 2 * 1_440 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1_440)} days`
}

async function found(name: string, asked: Promise<Outcome<string>>, says: string): Promise<Check> {
  const outcome = await asked
  return outcome.kind === 'done' ? { name, ok: true, says } : failed(name, outcome)
}

function failed(name: string, outcome: Outcome<unknown>, mend = mendOf(outcome)): Check {
  const says = sentence(outcome)
  return { name, ok: false, says: /[.?!]$/.test(says) ? says : `${says}.`, mend }
}

function tokenMend(outcome: Outcome<unknown>): string {
  if (outcome.kind !== 'retry') return mendOf(outcome)
  const { code } = outcome.why
  switch (/^http-3/.test(code) ? 'not-json' : code) {
    case 'token-refused':
      return 'Make a new token in Freshchat, Admin → API settings (the former one dies), and give it with: npm run baton -- secret set.'
    case 'token-forbidden':
      return 'The plan or the token does not allow the API: see Freshchat, Admin → API settings.'
    case 'not-json':
    case 'dns':
    case 'empty-answer':
    case 'connection-refused':
    case 'connect-timeout':
      return 'Check url: in the site file; copy "Chat URL" from Freshchat, Admin → API settings.'
    default:
      return mendOf(outcome)
  }
}

function mendOf(outcome: Outcome<unknown>): string {
  if (outcome.kind === 'refused' && outcome.mend) return outcome.mend
  const code = 'why' in outcome && typeof outcome.why === 'object' ? outcome.why.code : ''
  if (code === 'http-429')
    return 'Freshchat counts too many calls for this account. Baton waits and loses nothing; if it stays, see what else calls the API (Admin → API settings), or ask their support for more calls.'
  if (/^http-5/.test(code))
    return 'Freshchat has a failure of its own: see status.freshworks.com. Baton keeps trying and loses nothing.'
  if (/^(reset|timeout|cut|slow-list)$/.test(code))
    return 'The way to Freshchat is bad or slow: see that this server may reach its host by https (firewall, proxy). Baton keeps trying.'
  if (code === 'http-404')
    return 'There is nothing at that address: copy "Chat URL" from Freshchat, Admin → API settings, to url: in the site file.'
  return 'Freshchat does not answer as it should: try again in a minute; if it stays, ask their support.'
}
