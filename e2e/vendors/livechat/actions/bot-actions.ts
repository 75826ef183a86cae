import { fields, flag, listOf, object, oneOf, text, wholeNumber, words } from '../../shape.ts'
import { addBot, botsOf, botToken } from '../bots.ts'
import type { Action, AgentCall } from '../call.ts'
import type { Failure } from '../errors.ts'
import { done, fail, invalid } from '../errors.ts'
import { hexId } from '../identity.ts'
import type { Agent, App, Priority } from '../records.ts'

type Who = AgentCall['who']

const group = fields({ id: wholeNumber(0, 1_000_000), priority: oneOf('first', 'normal', 'last', 'supervisor') })

/** The app whose bots these are: the token's, or with a personal token the one that is named (contract 5.2). */
function appOf({ account, payload, who }: AgentCall): App | { failure: Failure } {
  const named = payload.owner_client_id as string | undefined
  if (named === undefined && who.clientId === 'pat') return invalid('`owner_client_id` is required')
  return account.app(named ?? who.clientId) ?? fail('not_found', 'Client not found')
}

function ownBot(call: AgentCall, id: unknown): Agent | { failure: Failure } {
  const app = appOf(call)
  if ('failure' in app) return app
  return botsOf(call.account, app.clientId).find((bot) => bot.id === id) ?? fail('not_found', 'Bot not found')
}

const createBot: Action<Who> = {
  shape: fields(
    { name: words() },
    {
      avatar: text,
      max_chats_count: wholeNumber(0, 500),
      default_group_priority: text,
      job_title: text,
      groups: listOf(group),
      type: text,
      work_scheduler: object,
      owner_client_id: words(),
    },
  ),
  scope: 'agents-bot--my:rw',
  run(call) {
    const { account, payload } = call
    const app = appOf(call)
    if ('failure' in app) return app
    const groups = (payload.groups ?? [{ id: 0, priority: 'normal' }]) as { id: number; priority: Priority }[]
    if (groups.some(({ id }) => !account.group(id))) return fail('group_not_found', 'Group not found')
    const bot = addBot(account, app, {
      ...{ name: String(payload.name), groups, jobTitle: String(payload.job_title ?? '') },
      maxChats: (payload.max_chats_count as number | undefined) ?? 6,
    })
    return done({ id: bot.id, secret: bot.secret })
  },
}

const listBots: Action<Who> = {
  shape: fields({}, { all: flag, owner_client_id: words() }),
  scope: 'agents-bot--my:ro',
  run(call) {
    const app = appOf(call)
    if ('failure' in app) return app
    const all = call.account.state.agents.filter(({ bot }) => bot)
    const bots = call.payload.all === true ? all : botsOf(call.account, app.clientId)
    return done(
      bots.map(({ id, name, groups, maxChats, jobTitle, client }) => ({
        ...{ id, name, groups, max_chats_count: maxChats, job_title: jobTitle, owner_client_id: client },
      })),
    )
  },
}

const deleteBot: Action<Who> = {
  shape: fields({ id: words() }, { owner_client_id: words() }),
  scope: 'agents-bot--my:rw',
  run(call) {
    const bot = ownBot(call, call.payload.id)
    if ('failure' in bot) return bot
    const { agents } = call.account.state
    agents.splice(agents.indexOf(bot), 1)
    call.account.onChange()
    return done()
  },
}

const resetBotSecret: Action<Who> = {
  shape: fields({ id: words() }, { owner_client_id: words() }),
  scope: 'agents-bot--my:rw',
  run(call) {
    const bot = ownBot(call, call.payload.id)
    if ('failure' in bot) return bot
    bot.secret = hexId()
    return done({ secret: bot.secret })
  },
}

/** Asks for no token: the bot's secret is enough (contract 5.2). */
const issueBotToken: Action<Who> = {
  shape: fields({ bot_id: words(), client_id: words(), bot_secret: words(), organization_id: words() }),
  open: true,
  run({ account, payload }) {
    const bot = botsOf(account, String(payload.client_id)).find(({ id }) => id === payload.bot_id)
    if (!bot || bot.secret !== payload.bot_secret || payload.organization_id !== account.state.organizationId)
      return fail('authentication', 'Invalid bot credentials')
    return done({ token: botToken(account, bot) })
  },
}

export const botActions: Record<string, Action<Who>> = {
  create_bot: createBot,
  list_bots: listBots,
  delete_bot: deleteBot,
  reset_bot_secret: resetBotSecret,
  issue_bot_token: issueBotToken,
}
