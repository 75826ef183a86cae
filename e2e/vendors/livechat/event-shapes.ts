import type { Misfit, Shape } from '../shape.ts'
import { anything, bytes, fields, isObject, link, listOf, mapOf, number, object, oneOf, text, words } from '../shape.ts'
import type { Surface } from './wire-events.ts'

export const properties: Shape = mapOf(object)

/** Text of a message: 16 KB of UTF-8 (contract 6.1). */
const message = bytes(16_384)

const image = fields(
  { url: link },
  { name: text, content_type: text, size: number, width: number, height: number, alternative_text: text },
)

/** postback_id and user_ids must be there, even when empty (contract 8.21). */
const button = fields(
  { text: words(), postback_id: text, user_ids: listOf(text) },
  {
    type: oneOf('message', 'url', 'phone', 'webview', 'cancel'),
    value: text,
    webview_height: oneOf('compact', 'tall', 'full'),
    target: oneOf('new', 'current'),
    role: text,
  },
)

const element = fields({}, { title: text, subtitle: text, image, buttons: listOf(button, { max: 13 }) })

const postback: Shape = (value, at) => {
  const misfits = fields(
    { id: words(), thread_id: words(), event_id: words() },
    { type: text, value: text, ecommerce: object },
  )(value, at)
  const half = isObject(value) && (value.type === undefined) !== (value.value === undefined)
  return half ? [...misfits, { at, what: 'must have both `type` and `value`, or neither', extra: false }] : misfits
}

const kinds: Record<string, { required: Record<string, Shape>; optional: Record<string, Shape> }> = {
  message: { required: { text: message }, optional: { postback } },
  file: { required: { url: link }, optional: { alternative_text: text, name: text, content_type: text } },
  rich_message: {
    required: {
      template_id: oneOf('cards', 'quick_replies', 'sticker', 'ecommerce'),
      elements: listOf(element, { max: 10 }),
    },
    optional: {},
  },
  filled_form: { required: { form_id: text, fields: listOf(object) }, optional: { form_type: text } },
  form: { required: { form_id: text, fields: listOf(object) }, optional: { form_type: text } },
  custom: { required: {}, optional: { content: object } },
  system_message: {
    required: { system_message_type: words(), text },
    optional: { text_vars: object },
  },
}

/** An event as a client may send it on that surface. */
export function sentEvent(surface: Surface): Shape {
  const common: Record<string, Shape> = { custom_id: text, properties }
  const audience: Record<string, Shape> =
    surface === 'agent' ? { visibility: oneOf('all', 'agents') } : { recipients: oneOf('all', 'agents') }
  return (value, at): Misfit[] => {
    if (!isObject(value)) return [{ at, what: 'must be an object', extra: false }]
    const kind = typeof value.type === 'string' && Object.hasOwn(kinds, value.type) ? kinds[value.type] : undefined
    if (!kind) {
      const what = value.type === undefined ? 'is required' : `must be one of ${Object.keys(kinds).join(', ')}`
      return [{ at: at === '' ? 'type' : `${at}.type`, what, extra: false }]
    }
    return fields({ type: anything, ...kind.required }, { ...kind.optional, ...common, ...audience })(value, at)
  }
}
