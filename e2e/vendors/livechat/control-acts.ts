import type { Draft, Livechat } from './livechat.ts'
import type { RoutingStatus } from './records.ts'

/** What an act over HTTP may say; each act reads what it needs. */
export type ActBody = {
  /** Agent by e-mail or full name; default the first one. */
  as?: string
  text?: string
  /** An event of any type, in place of `text`. */
  event?: Draft
  /** Id of an event. */
  id?: string
  on?: boolean
  agent?: string
  group?: number | string
  label?: string
  choices?: string[]
  type?: string
  visibility?: 'all' | 'agents'
  score?: 0 | 1 | null
  days?: number
  status?: RoutingStatus
  file?: { name: string; type: string; base64: string }
}

/** One act in a chat by its name; the same acts as in code. */
export function doAct(simulator: Livechat, id: string, act: string, body: ActBody): unknown {
  const agent = body.as === undefined ? simulator.agent : simulator.as(body.as)
  const text = body.text ?? ''
  switch (act) {
    case 'reply':
      return agent.reply(id, body.event ?? text)
    case 'attach':
      if (!body.file) throw new Error('attach wants a file')
      return agent.attach(id, { ...body.file, bytes: Buffer.from(body.file.base64, 'base64') })
    case 'note':
      return agent.note(id, text)
    case 'preview':
      return agent.preview(id, text)
    case 'typing':
      return agent.typing(id, body.on ?? true)
    case 'thinking':
      return agent.thinking(id, body.text)
    case 'edit':
      return agent.edit(id, body.id ?? '', text)
    case 'remove':
      return agent.remove(id, body.id ?? '')
    case 'assign':
      return agent.assign(id, body.agent)
    case 'unassign':
      return agent.unassign(id)
    case 'group':
      return agent.toGroup(id, body.group ?? 0)
    case 'supervise':
      return agent.supervise(id)
    case 'leave':
      return agent.leave(id)
    case 'close':
      return agent.close(id)
    case 'resume':
      return agent.resume(id)
    case 'tag':
      return agent.tag(id, text, body.on)
    case 'ban':
      return agent.ban(id, body.days)
    case 'seen':
      agent.seen(id)
      return simulator.seen(id)
    default:
      return doOther(simulator, id, act, body)
  }
}

/** What nobody of the account does. */
function doOther(simulator: Livechat, id: string, act: string, body: ActBody): unknown {
  const text = body.text ?? ''
  switch (act) {
    case 'visitor':
      return simulator.visitor.say(id, body.event ?? text)
    case 'tap':
      return simulator.visitor.tap(id, body.id ?? '', body.label ?? '')
    case 'rate':
      return simulator.visitor.rate(id, body.score ?? null, body.text)
    case 'visitor-close':
      return simulator.visitor.close(id)
    case 'system':
      return simulator.systemSays(id, body.type ?? 'routing.idle', text, body.visibility)
    case 'bot':
      return simulator.botSays(id, text, body.choices)
    case 'archive':
      return simulator.archive(id, body.type)
    case 'anonymize':
      return simulator.anonymize(id)
    default:
      throw new Error(`there is no act "${act}"`)
  }
}
