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

/** Two cards with a picture's place, a link and a button each, or the ones that are given. */
function carousel(given: Part[]): Part[] {
  const section = (name: string, ...parts: Part[]) => ({ name, parts })
  const card = (title: string, description: string): Part => ({
    template_content: {
      type: 'carousel_card_default',
      sections: [
        section('title', { text: { content: title } }),
        section('description', { text: { content: description } }),
        section('view', { url_button: { url: 'https://example.com/tents', label: 'See it' } }),
        section('callback', { callback: { label: `Choose ${title}`, payload: `{"sku":"${title}"}` } }),
      ],
    },
  })
  const cards = given.length > 0 ? given : [card('Tarn', 'For two, 2.1 kg'), card('Fell', 'For one, 1.3 kg')]
  return [{ template_content: { type: 'carousel', sections: [section('cards', ...cards)] } }]
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
    case 'cards':
      return simulator.botSays(id, carousel(body.parts ?? []))
    case 'auto-resolve':
      return simulator.autoResolve(id)
    case 'seen':
      return simulator.seen(id)
    default:
      throw new Error(`there is no act "${act}"`)
  }
}
