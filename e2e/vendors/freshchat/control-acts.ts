import type { Freshchat } from './freshchat.ts'
import type { Part } from './records.ts'

/** What an act over HTTP may say; each act reads what it needs. */
export type ActBody = {
  /** Agent by id, e-mail or full name; default the first one. */
  as?: string
  text?: string
  parts?: Part[]
  replyParts?: Part[]
  mark?: 'private' | 'bots'
  agent?: string
  group?: string | null
  label?: string
  file?: { name: string; type: string; base64: string }
}

/** One act in a conversation by its name; the same acts as in code. */
export function doAct(simulator: Freshchat, id: string, act: string, body: ActBody): unknown {
  const agent = body.as === undefined ? simulator.agent : simulator.as(body.as)
  const what = body.parts ?? body.text ?? ''
  switch (act) {
    case 'reply':
      return agent.reply(id, what, body.replyParts)
    case 'attach':
      if (!body.file) throw new Error('attach wants a file')
      return agent.attach(id, { ...body.file, bytes: Buffer.from(body.file.base64, 'base64') })
    case 'note':
      return agent.note(id, body.text ?? '', body.mark)
    case 'assign':
      return agent.assign(id, body.agent)
    case 'unassign':
      return agent.unassign(id)
    case 'group':
      return agent.toGroup(id, body.group ?? null)
    case 'resolve':
      return agent.resolve(id)
    case 'reopen':
      return agent.reopen(id)
    case 'visitor':
      return simulator.visitor.say(id, what)
    case 'tap':
      return simulator.visitor.tap(id, body.label ?? '')
    case 'system':
      return simulator.systemSays(id, body.text ?? '')
    case 'bot':
      return simulator.botSays(id, what, body.replyParts)
    case 'auto-resolve':
      return simulator.autoResolve(id)
    case 'seen':
      return simulator.seen(id)
    default:
      throw new Error(`there is no act "${act}"`)
  }
}
