import type { Account } from './account.ts'
import { hexId } from './identity.ts'
import type { Agent, App } from './records.ts'
import { revoke } from './tokens.ts'

/** What every bot's token may do, whatever its app may (contract 1.4). */
export const botScopes = ['chats--access:rw', 'agents-bot--my:rw', 'customers:rw']
/** A day (contract 5.2). */
const life = 86_400_000

/** A bot of an app; it begins offline and hears nothing until it is not (contract 8.14). */
export function addBot(
  account: Account,
  app: App,
  facts: Pick<Agent, 'name' | 'groups' | 'jobTitle' | 'maxChats'>,
): Agent & { secret: string } {
  const id = hexId()
  const bot = {
    ...{
      id,
      hex: hexId(),
      accountId: id,
      avatar: null,
      role: 'normal' as const,
      status: 'offline' as const,
      bot: true,
    },
    ...facts,
    client: app.clientId,
    secret: hexId(),
  }
  account.state.agents.push(bot)
  account.onChange()
  return bot
}

export const botsOf = (account: Account, clientId: string): Agent[] =>
  account.state.agents.filter((agent) => agent.bot && agent.client === clientId)

/** Webhooks of the type bot come while a bot of that app is there, accepting chats or not (contract 7.1). */
export const hasBotOn = (account: Account, clientId: string): boolean =>
  botsOf(account, clientId).some(({ status }) => status !== 'offline')

/** A JWT as it looks, of no other content than its letters. By a fault the former one dies with it (contract 8.11). */
export function botToken(account: Account, bot: Agent): string {
  if (account.faults.take('botTokenOverlap', 'issue_bot_token')) {
    for (const old of account.state.tokens) if (old.holder === bot.id) revoke(account, old)
  }
  const part = (text: string) => Buffer.from(text).toString('base64url')
  const token = [part('{"alg":"ES256","typ":"JWT"}'), part(JSON.stringify({ sub: bot.id })), part(hexId())].join('.')
  account.state.tokens.push({
    ...{ kind: 'access', token, clientId: bot.client ?? '', holder: bot.id, scopes: botScopes, revoked: false },
    expires: account.clock.now() + life,
  })
  account.onChange()
  return token
}
