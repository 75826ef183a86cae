import type { ConversationId, Json, Seq } from '@baton/shared/ids.ts'
import type { Visible } from '@baton/shared/timeline.ts'
import type { Bell } from '../bell/bell.ts'
import type { Bot, BotReply, Turn } from '../bot/bot.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { Outcome } from '../outcome.ts'
import { unsure } from '../outcome.ts'
import type { Claim, Log } from '../store/store.ts'
import { deaf } from './hears.ts'
import type { Settling } from './settling.ts'
import type { Work } from './work.ts'

/** Beyond this a visitor has stopped waiting for a bot. */
const patience = 20_000
/** Tries of one turn before it counts as failed. */
const tries = 3
const historyKept = 50

/** Lets the bot answer. A crash re-runs the turn whole; a changed holder stops it, and its reply is dropped at the commit anyway. */
export function toBot(deps: {
  log: Log
  settling: Settling
  bell: Bell
  bot: (site: Conversation['site']) => Bot | null
  /** What the visitor sees up to there, oldest first. */
  history: (id: ConversationId, upTo: Seq, limit: number) => Promise<Visible[]>
}): Pick<Work, 'turn'> {
  const { log, settling, bell } = deps

  return {
    async turn(claim, task) {
      const now = await log.get(claim.conversation)
      const holds = now?.mode === 'bot' && now.stint === task.stint
      const bot = now && deps.bot(now.site)
      if (!now || !holds || !bot) return settling.moot(claim)

      const turn = await turnOf(claim, task, now)
      const stop = new AbortController()
      const unhear = bell.on({
        ring: (id) => void (id === now.id && stopIfHolderChanged()),
        pass: () => {},
        gap: () => void stopIfHolderChanged(),
      })
      const stopIfHolderChanged = async (): Promise<void> => {
        const later = await log.get(now.id)
        if (later?.stint !== task.stint) stop.abort()
      }
      try {
        const outcome = await reply(bot, turn, stop, (message) =>
          bell.pass(now.id, { kind: 'draft', by: 'bot', turn: turn.id, message }),
        )
        await settle(claim, task.stint, outcome)
      } finally {
        unhear()
      }
    },
  }

  async function settle(claim: Claim, stint: number, outcome: Outcome<BotReply>): Promise<void> {
    const turn = claim.delivery.id
    if (outcome.kind === 'done') return settling.done(claim, { kind: 'botReplied', turn, stint, reply: outcome.value })
    if (outcome.kind === 'retry' && claim.attempts < tries - 1) return settling.failed(claim, outcome, deaf)
    const code = outcome.kind === 'gone' ? outcome.why : outcome.why.code
    return settling.done(claim, { kind: 'botFailed', turn, stint, code })
  }

  async function turnOf(
    claim: Claim,
    task: { stint: number; upTo: Seq; why: Turn['why'] },
    now: Conversation,
  ): Promise<Turn> {
    return {
      id: claim.delivery.id,
      stint: task.stint,
      upTo: task.upTo,
      why: task.why,
      history: await deps.history(now.id, task.upTo, historyKept),
      memory: await memoryOf(now),
      visitor: {
        id: now.visitor,
        ...(now.contact.name ? { name: now.contact.name } : {}),
        ...(now.contact.email ? { email: now.contact.email } : {}),
        ...(now.page ? { page: now.page } : {}),
        ...(now.language ? { language: now.language } : {}),
      },
      language: now.language ?? 'en',
    }
  }

  async function memoryOf(now: Conversation): Promise<Json> {
    if (now.memoryAt === null) return null
    const [event] = await log.read(now.id, (now.memoryAt - 1) as Seq, 'on', 1)
    return event?.kind === 'botRemembered' ? event.memory : null
  }
}

/** A bot that throws or is silent too long has failed this turn; nothing else has. */
async function reply(
  bot: Bot,
  turn: Turn,
  stop: AbortController,
  show: Parameters<Bot['reply']>[1],
): Promise<Outcome<BotReply>> {
  const tooLate = setTimeout(() => stop.abort(), patience)
  const silence = new Promise<Outcome<BotReply>>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve(unsure('stopped')), { once: true })
  })
  try {
    return await Promise.race([bot.reply(turn, show, stop.signal), silence])
  } catch (error) {
    return unsure('threw', error instanceof Error ? error.message : String(error))
  } finally {
    clearTimeout(tooLate)
  }
}
