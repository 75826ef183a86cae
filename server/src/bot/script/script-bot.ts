import type { Json } from '@baton/shared/ids.ts'
import { type Message, plainText, textMessage } from '@baton/shared/message.ts'
import { done } from '../../outcome.ts'
import type { Bot, BotReply, Turn } from '../bot.ts'
import { backAgain, notUnderstood, orAPerson } from './defaults.ts'
import { type Memory, readMemory } from './memory.ts'
import { inLanguage, messagesOf, type Words } from './say.ts'
import type { Handing } from './schema.ts'
import { choiceTarget, person, type Script, type Speech } from './script.ts'
import { wordsOf } from './words.ts'

/** Answers from a script. The same turn always gets the same reply: no clock, no chance, nothing kept between turns. */
export const createScriptBot = (script: Script): Bot => ({
  reply: (turn) => Promise.resolve(done(replyTo(script, turn))),
})

export function replyTo(script: Script, turn: Turn): BotReply {
  const memory = readMemory(turn.memory, script)
  const say = (words: Words) => inLanguage(words, turn.language, script.language)
  const last = turn.history.findLast((event) => event.kind === 'visitorSaid')

  switch (turn.why) {
    case 'started':
      return script.greeting ? speak('greeting', script.greeting, { understood: null }) : stay([], memory, null)
    case 'returned':
      return script.returned
        ? speak('returned', script.returned, { understood: null })
        : stay([textMessage(say(backAgain))], { ...memory, last: null, misses: 0 }, null)
    case 'said':
    case 'chose': {
      const tapped = last?.choice === undefined ? null : choiceTarget(last.choice)
      const name =
        tapped && script.answers.has(tapped)
          ? tapped
          : script.match(wordsOf(last ? plainText(last.message) : ''), memory.last)
      return name === null ? missed() : answer(name)
    }
  }

  function answer(name: string): BotReply {
    const found = script.answers.get(name)
    if (!found) return missed()
    // Whoever was asked whose people they want, and asks for a person once more, has said enough.
    if (found.insisting && memory.last === name)
      return {
        ...stay([], { ...memory, last: null, misses: 0 }, true),
        then: handoff(found.insisting, 'asked for a person'),
      }
    const reply = speak(name, found, { understood: true })
    if (found.handing) return { ...reply, then: handoff(found.handing, 'asked for a person') }
    if (found.following) {
      const { reason, summary } = found.following
      return { ...reply, then: { kind: 'ticket', reason, ...(summary === undefined ? {} : { summary }) } }
    }
    return found.end ? { ...reply, then: { kind: 'end' } } : reply
  }

  function missed(): BotReply {
    const misses = memory.misses + 1
    const { fallback } = script
    if (!fallback) return stay(ownFallback(), { ...memory, misses }, false)
    const reply = speak('fallback', fallback, { understood: false, misses })
    if (fallback.handoffAfter === null || misses < fallback.handoffAfter) return reply
    // The person's joining is all there is to say: what the bot says now would only promise more of the same.
    return {
      ...stay([], { ...memory, last: null, misses: 0 }, false),
      then: handoff(fallback.handing, 'the bot did not understand'),
    }
  }

  function ownFallback(): Message[] {
    const hint = script.answers.has(person) ? ` ${say(orAPerson)}` : ''
    return [textMessage(`${say(notUnderstood)}${hint}`)]
  }

  function speak(
    name: string,
    { turns, offers }: Speech,
    how: { understood: boolean | null; misses?: number },
  ): BotReply {
    const turnsTaken = memory.turns[name] ?? 0
    const items = turns[turnsTaken % Math.max(1, turns.length)] ?? []
    const next: Memory = {
      // What was not understood leaves the thread of the talk where it was.
      last: name === 'fallback' ? memory.last : name,
      misses: how.misses ?? 0,
      turns: turns.length > 1 ? { ...memory.turns, [name]: (turnsTaken + 1) % turns.length } : memory.turns,
    }
    return stay(messagesOf(items, offers, say), next, how.understood)
  }
}

const stay = (messages: Message[], memory: Memory, understood: boolean | null): BotReply => ({
  messages,
  memory: memory as Json,
  understood,
  then: { kind: 'stay' },
})

const handoff = ({ reason, desk, summary }: Handing, otherwise: string): BotReply['then'] => ({
  kind: 'handoff',
  reason: reason ?? otherwise,
  ...(desk === undefined ? {} : { desk }),
  ...(summary === undefined ? {} : { summary }),
})
