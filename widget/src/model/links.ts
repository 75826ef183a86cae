import type { ConversationId } from '@baton/shared/ids.ts'
import type { FileNeeds } from './file-needs.ts'

/** Links to files that we keep. A message names a file by a path that opens nothing; what opens it is asked for when it is wanted. */
export interface Links {
  /**
   * An address below our server for what `path` names. `anew`: the one that was given before does not do. gone: not theirs, or not
   * there any more · lost: no answer, ask again when the line is back.
   */
  get(conversation: ConversationId, path: string, anew?: boolean): Promise<{ url: string } | 'gone' | 'lost'>
}

const good = 8 * 60_000 // they live ten minutes by the server's clock, which the visitor's need not agree with
const patience = 5 // refusals for asking too fast: a page full of pictures asks for many at once
const pause = 1_000

export function createLinks({
  connection,
  clock,
  session,
}: Pick<FileNeeds, 'connection' | 'clock' | 'session'>): Links {
  const known = new Map<string, { until: number; link: ReturnType<Links['get']> }>()

  const ask: Links['get'] = async (conversation, path) => {
    for (let tries = 0; tries < patience; tries++) {
      const mine = session()
      if (!mine) return 'lost'
      const reply = await connection.fileLink({ session: mine, conversation, path })
      if (reply === 'lost') return 'lost'
      if (reply.ok) return { url: reply.url }
      const { code, after } = reply.error
      if (code !== 'slowDown' && code !== 'unavailable') return 'gone'
      await new Promise<void>((done) => clock.after(after ?? pause, done))
    }
    return 'lost'
  }
  return {
    get(conversation, path, anew = false) {
      // A link is bound to the session that asked for it.
      const name = `${session()} ${conversation} ${path}`
      const before = known.get(name)
      if (before && !anew && before.until > clock.now()) return before.link
      const link = ask(conversation, path)
      known.set(name, { until: clock.now() + good, link })
      void link.then((got) => {
        if (typeof got !== 'object' && known.get(name)?.link === link) known.delete(name)
      })
      return link
    },
  }
}
