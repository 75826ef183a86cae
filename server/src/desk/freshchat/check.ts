import type { AccountId } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import type { Check } from '../desk.ts'
import { sentence } from '../outcome-words.ts'
import { askAccount } from './account.ts'
import type { Agents } from './agents.ts'
import type { Calling, Client } from './client.ts'
import { createClient } from './client.ts'
import type { FreshchatConfig } from './config.ts'
import { appIdOf } from './convert.ts'
import type { Directory } from './directory.ts'
import { allTopics, candidates, isUsable } from './directory.ts'

export type Checking = Calling & {
  account: AccountId
  client: Client
  config: FreshchatConfig
  directory: Directory
  agents: Agents
  /** The address that the owner pastes into Freshchat; null: not known here. */
  hookUrl: string | null
}

/** Reads only. Each line that fails says what to click or type. */
export async function* checkRead(from: Checking): AsyncGenerator<Check> {
  let works = false
  for (const [n, token] of from.config.tokens.entries()) {
    const name = from.config.tokens.length > 1 ? `token ${n + 1}` : 'token'
    const facts = await askAccount(createClient({ ...from, config: { ...from.config, tokens: [token] } }))
    if (facts.kind !== 'done') {
      yield failed(name, facts, tokenMend(facts))
      continue
    }
    works = true
    const plan = facts.value.plan ? `, plan ${facts.value.plan}` : ''
    yield {
      name,
      ok: true,
      says: `Freshchat takes it${facts.value.domain ? ` for ${facts.value.domain}` : ''}${plan}.`,
    }
    yield accountCheck(from, facts.value.appId)
  }
  yield keyCheck(from.config)
  if (!works) {
    yield { name: 'topic, agent, group', ok: null, says: 'Not looked at: no token works.' }
    return
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
  yield returnPath(from)
}

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

function keyCheck({ keys }: FreshchatConfig): Check {
  const mend =
    'Copy the RSA PUBLIC KEY from Freshchat, Admin → Webhooks → Authentication, to publicKey: in the site file.'
  if (keys.length === 0)
    return {
      name: 'publicKey',
      ok: false,
      says: 'There is none, so no webhook can be believed: answers come only with the next look.',
      mend,
    }
  const bits = keys.map((key) => `${key.asymmetricKeyDetails?.modulusLength ?? '?'} bits`)
  return {
    name: 'publicKey',
    ok: true,
    says: `${keys.length === 1 ? 'It is' : 'They are'} well-formed (${bits.join(', ')}). Whether it is this account's shows with the first webhook.`,
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
      says: `"${it.name ?? topic.id}" is disabled.`,
      mend: 'Enable it in Freshchat, Admin → Topics, or write another channel:.',
    }
  return {
    name,
    ok: false,
    says: `"${it.name ?? topic.id}" is a topic of ${it.source ?? 'another kind'}, not of a web site.`,
    mend: `Write another channel:; ${candidates(all.value)}.`,
  }
}

function returnPath({ hookUrl }: Checking): Check {
  const where = hookUrl === null ? 'the webhook address of this desk' : hookUrl
  return {
    name: 'webhook',
    ok: null,
    says: `Freshchat does not tell where its webhooks go. It must be ${where} (Admin → Webhooks; there is one for the whole account).`,
  }
}

async function found(name: string, asked: Promise<Outcome<string>>, says: string): Promise<Check> {
  const outcome = await asked
  return outcome.kind === 'done' ? { name, ok: true, says } : failed(name, outcome)
}

function failed(name: string, outcome: Outcome<unknown>, mend = mendOf(outcome)): Check {
  return { name, ok: false, says: `${sentence(outcome)}.`, mend }
}

function tokenMend(outcome: Outcome<unknown>): string {
  if (outcome.kind !== 'retry') return mendOf(outcome)
  switch (outcome.why.code) {
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
